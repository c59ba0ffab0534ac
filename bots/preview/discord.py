"""What people meet in Discord: the samples of every chat, the search form, and the answer to a posted link."""

from collections.abc import Iterator

from bots.discord.handlers.forms.search_form import form
from bots.discord.inbound import PLATFORM, TEAM
from bots.discord.render.message import message
from bots.preview import samples as every
from bots.preview.asking import Asking, Filled, PreviewChat, Sample, park
from bots.preview.record import NOW
from bots.shared.render.limits import Attachment
from core.app import Paperboy
from core.cards.card import Reply
from core.commands.search_form import line_from, refused, wrong_fields
from core.model import Place

FILLED = {"query": "attention", "from": "someday"}
"""A search form with a day that is none."""


def samples(app: Paperboy) -> every.Groups:
    """The samples by groups; `app` is empty at first. Raises RecordError."""
    asking = Asking(app, PreviewChat(Place(PLATFORM, "80351110224678912", "41771983423143937"), TEAM, _draw))
    return every.samples(asking, ("Forms", _forms), _links)


def _draw(reply: Reply, line: str) -> tuple[dict[str, object], Attachment | None]:
    made = message(reply, line, park)
    return made.post(), made.file


def _forms(asking: Asking) -> Iterator[Sample]:
    yield Sample("Search papers", "The form of the button", "modal", form(park).to_dict())
    yield Sample("More", "Its other fields, when that is pressed", "modal", form(park, FILLED, more=True).to_dict())
    yield Sample("Search papers", "What somebody fills in", "modal", form(park).to_dict(), Filled(FILLED))
    wrong = wrong_fields(FILLED, NOW.date())
    yield asking.shown("Submit", "What is wrong, with a button to try again", refused(wrong, FILLED))
    line = line_from({"query": "transformer", "limit": "2"})
    yield asking.sample("Submit", "What was found", asking.reply(line), line=line)


def _links(asking: Asking) -> Iterator[Sample]:
    card = every.posted_before(asking)
    yield asking.sample(f"https://arxiv.org/abs/{every.BERT}", "A link somebody posts", Reply((card,), False), "unfurl")
