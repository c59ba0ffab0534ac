"""Feeds and resolving wired up as the settings say; built where they are needed, because the fetcher takes 50 ms to import."""

from collections.abc import Iterable

from core.app import Paperboy
from core.feeds import sources
from core.feeds.exchange.answer import in_utf8
from core.feeds.exchange.manners import Manners
from core.feeds.fetcher import Fetcher, user_agent
from core.feeds.lookup import ByName, searches
from core.feeds.source import Bases, Source
from core.ingest.resolving import Resolving
from core.search.embedding import folder_of
from core.services.embedding import PaperReading
from core.services.feed_trial import LARGEST, Look
from core.services.fetching import Feeding
from core.services.summarising import Summariser, host_of, is_on
from core.settings import Settings
from core.store.engine.record import Record
from core.store.papers.feeds import AddedFeeds, Feeds
from core.store.papers.turns import Turns
from core.store.papers.unresolved import Unresolved


def open_feeding(app: Paperboy, settings: Settings) -> Feeding:
    """The sources that the settings switch on."""
    bases = bases_of(settings)
    switched_on = sources.read(settings.feeds, bases)
    fetcher = Fetcher(
        agent=user_agent(settings.contact),
        allow=sources.hosts(switched_on, bases),
        pace=Manners(Turns(app.of(Record))),
        egress=settings.egress,
    )
    key = settings.semantic_scholar_key.reveal()
    keys = {settings.semantic_scholar: {"x-api-key": key}} if key else {}
    return Feeding(app.of(Feeds), app.of(AddedFeeds), app, fetcher, switched_on, keys)


def open_look(settings: Settings, feeds: Iterable[Source]) -> Look:
    """Asks feeds that the operator may switch on, before there is a record that knows whose turn it is: each once."""
    fetcher = Fetcher(
        agent=user_agent(settings.contact), allow=sources.hosts(feeds, bases_of(settings)), egress=settings.egress
    )
    return lambda url: in_utf8(fetcher.fetch(url, largest=LARGEST, trusted=True))


def bases_of(settings: Settings) -> Bases:
    """Where the settings say that the sources are."""
    return Bases(**{name: getattr(settings, _SETTING.get(name, name)) for name in Bases.__struct_fields__})


_SETTING = {"arxiv_feeds": "arxiv_rss"}


def open_by_name(settings: Settings, feeding: Feeding) -> ByName:
    """Asks for papers that people name, at the pace of feeding."""
    return ByName(feeding.call, bases_of(settings))


def open_summariser(app: Paperboy, settings: Settings) -> Summariser:
    """Asks the model of the settings for lines; its host may be one of the operator's own."""
    allowed = frozenset({host_of(settings)} if is_on(settings) else ())
    fetcher = Fetcher(agent=user_agent(settings.contact), allow=allowed, egress=settings.egress)
    return app.call(Summariser, fetcher=fetcher, settings=settings)


def open_reading(app: Paperboy, settings: Settings) -> PaperReading | None:
    """Reads papers with the model of the settings; None where they name none. Raises BadSettings for one that is not there."""
    return app.call(PaperReading, folder=folder_of(settings.model)) if settings.model else None


def open_resolving(app: Paperboy, settings: Settings, feeding: Feeding) -> Resolving:
    """Asks services for papers by title, at the pace of feeding."""
    services = searches(bases_of(settings), settings.semantic_scholar_key.reveal())
    return Resolving(app.of(Unresolved), feeding.call, services)
