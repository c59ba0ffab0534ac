"""Asking as somebody in a workspace does, and keeping what Slack would be sent. Nobody presses a button here, so no line is kept."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Literal, NamedTuple

from bots.slack.preview.drawing import Filled
from bots.slack.preview.record import NOW
from bots.slack.render import File, message, view
from bots.slack.surfaces import MODAL_TITLE
from core.cards import Card, Reply
from core.commands import answer, placeless
from core.model import Call, Person, Place
from core.paperboy import Paperboy
from core.views import thread_note

TEAM = "T0PAPERS"
CHANNEL = Place("slack", TEAM, "C0NLP")
ADA, NEW = "ada", "newcomer"

Surface = Literal["message", "private", "thread", "unfurl", "modal", "home"]


class Sample(NamedTuple):
    """One thing to look at: what was typed or done, what that is about, and what Slack is sent where."""

    asked: str
    about: str
    surface: Surface
    view: Mapping[str, Any]
    filled: Filled = Filled()
    file: File | None = None


class Asking:
    """Somebody asks, on one record."""

    def __init__(self, app: Paperboy) -> None:
        self.app = app
        self._deliveries = count(1)

    def call(self, who: str = ADA, refusal: str = "") -> Call:
        """A call made now, a delivery of its own."""
        person = Person("slack", TEAM, f"U0{who.upper()}")
        return Call(person, CHANNEL, NOW, f"preview-{next(self._deliveries)}", who, refusal, open_to_all=True)

    def reply(self, line: str, who: str = ADA, refusal: str = "") -> Reply:
        """What the core answers."""
        return answer(self.app, line, self.call(who, refusal))

    def said(self, line: str, about: str, who: str = ADA, refusal: str = "") -> Sample:
        """A line typed after /papers, and its answer."""
        reply = self.reply(line, who, refusal)
        return sample(f"/papers {line}".strip(), about, reply, line=line)

    def pressed(self, label: str, line: str, about: str, who: str = ADA) -> Sample:
        """A button pressed, which types a line."""
        reply = self.reply(line, who)
        if reply.discussion and reply.discussion.url:
            reply = Reply((thread_note(reply.discussion.card.title.text, reply.discussion.url),))
        return sample(f"{label} (types {line})", about, reply, line=line)


def sample(asked: str, about: str, reply: Reply, surface: Surface | None = None, line: str = "") -> Sample:
    """A reply as the message it makes; private where the reply is, if no surface is named."""
    made = message(reply, line, _park)
    return Sample(asked, about, surface or ("private" if reply.private else "message"), made.post(), file=made.file)


def told(asked: str, about: str, card: Card) -> Sample:
    """A card that is shown to one person without a command."""
    return sample(asked, about, Reply((card,)))


def in_view(asked: str, about: str, cards: Sequence[Card], surface: Surface, line: str) -> Sample:
    """Cards in Home, in a modal or under a link, as the adapter draws them there."""
    if surface in ("modal", "home"):
        cards = tuple(map(placeless, cards))
    if surface == "modal":
        return Sample(asked, about, surface, view(cards, MODAL_TITLE, _park, kind="modal", line=line, metadata=line))
    return Sample(asked, about, surface, view(cards, "", _park, line=line))


def _park(line: str) -> str:
    return f"~{len(line)}"
