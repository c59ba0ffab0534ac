"""What people meet in Slack: the samples of every chat, Home, the form as a modal, and cards below links."""

from collections.abc import Iterator, Sequence

from bots.preview import samples as every
from bots.preview.asking import NEW, Asking, Filled, PreviewChat, Sample, Surface, park
from bots.preview.record import NOW
from bots.slack.handlers.forms import digest_form
from bots.slack.handlers.forms.search_form import form
from bots.slack.handlers.home import MODAL_TITLE
from bots.slack.inbound import PLATFORM, TEAM
from bots.slack.render.message import Attachment, message, view
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.commands.search_form import line_from, wrong_fields
from core.commands.table import placeless
from core.model import Place
from core.subscriptions.form import wrong as digest_wrong

DIGEST = {"topics": '"graph pruning', "name": "morning: papers"}
"""A digest's form with a quotation mark too few, and a name that cannot be one."""

HOME = (
    'digest new attention,"image recognition" tz:Europe/Paris name:vision sure:yes',
    "search attention author:Vaswani",
    "search atention is al you ned",
)
"""What somebody did who opens Home."""

FILLED = {"query": "attention", "from": "2026-11-20", "to": "2026-11-01"}
"""A search form whose days are the wrong way round."""


def samples(app: Paperboy) -> every.Groups:
    """The samples by groups; `app` is empty at first. Raises RecordError."""
    asking = Asking(app, PreviewChat(Place(PLATFORM, "T0PAPERS", "C0NLP"), TEAM, _draw))
    return every.samples(asking, ("Home, forms and modals", _views), _links)


def _draw(reply: Reply, line: str) -> tuple[dict[str, object], Attachment | None]:
    made = message(reply, line, park)
    return made.post(), made.file


def _views(asking: Asking) -> Iterator[Sample]:
    reader = Asking(asking.app, asking.chat._replace(place=Place(PLATFORM, "T0READER", "C0READER")))
    for line in HOME:
        reader.reply(line)
    yield _in_view("Home", "App Home, when somebody opens it", reader.reply("home").cards, "home", "home")
    reader.reply("digest stop sure:yes")
    yield _in_view(
        "Home, the first time", "To somebody new", asking.reply("home", NEW, "Only admins may.").cards, "home", "home"
    )
    yield Sample("Search papers", "The form of the shortcut and of the button", "modal", form())
    yield Sample("More", "All its fields", "modal", form({"query": "attention", "from": "2026-11-01"}, more=True))
    wrong = wrong_fields(FILLED, NOW.date())
    yield Sample("Search", "What is wrong stands beside its field", "modal", form(), Filled(FILLED, wrong))
    line = line_from({"query": "transformer", "limit": "2"})
    yield _in_view("Search", "What was found takes the form's place", asking.reply(line).cards, "modal", line)
    yield from _digest_forms(asking)


def _digest_forms(asking: Asking) -> Iterator[Sample]:
    yield Sample("/papers digest new", "The form of a new digest", "modal", digest_form.view(None))
    yield Sample(
        "More", "All its fields", "modal", digest_form.view(None, filled={"topics": "attention", "at": "18:00"})
    )
    wrong = digest_wrong(DIGEST)
    yield Sample(
        "Save",
        "What is wrong stands beside its field",
        "modal",
        digest_form.view(None, filled={}),
        Filled(DIGEST, wrong),
    )


def _links(asking: Asking) -> Iterator[Sample]:
    card = every.posted_before(asking)
    yield _in_view(f"https://arxiv.org/abs/{every.BERT}", "A link somebody posts", [card], "unfurl", "")


def _in_view(asked: str, about: str, cards: Sequence[Card], surface: Surface, line: str) -> Sample:
    """Cards in Home, in a modal or under a link, as the adapter draws them there."""
    if surface in ("modal", "home"):
        cards = tuple(map(placeless, cards))
    if surface == "modal":
        return Sample(asked, about, surface, view(cards, MODAL_TITLE, park, kind="modal", line=line, metadata=line))
    return Sample(asked, about, surface, view(cards, "", park, line=line))
