"""Feeds and resolving wired up as the settings say; built where they are needed, because the fetcher takes 50 ms to import."""

from core.app import Paperboy
from core.feeds import sources
from core.feeds.by_name import ByName
from core.feeds.fetcher import Fetcher, user_agent
from core.feeds.manners import Manners
from core.feeds.source import Bases
from core.ingest.resolving import Resolving
from core.services.fetching import Feeding
from core.settings import Settings
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from core.store.papers.turns import Turns
from core.store.papers.unresolved import Unresolved


def open_feeding(app: Paperboy, settings: Settings) -> Feeding:
    """The sources that the settings switch on."""
    bases = Bases(settings.hf, settings.arxiv, settings.arxiv_rss, settings.biorxiv, settings.openreview)
    switched_on = sources.read(settings.feeds, bases)
    fetcher = Fetcher(
        agent=user_agent(settings.contact), allow=sources.hosts(switched_on, bases), pace=Manners(Turns(app.of(Record)))
    )
    return Feeding(app.of(Feeds), app, fetcher, switched_on)


def open_by_name(settings: Settings, feeding: Feeding) -> ByName:
    """Asks for papers that people name, at the pace of feeding."""
    return ByName(feeding.call, settings.arxiv, settings.biorxiv, settings.openreview)


def open_resolving(app: Paperboy, settings: Settings, feeding: Feeding) -> Resolving:
    """Asks arXiv and Hugging Face for papers by title, at the pace of feeding."""
    return Resolving(app.of(Unresolved), feeding.call, settings.arxiv, settings.hf)
