"""Asking as somebody in a chat does, and keeping what the chat would be sent. Nobody presses a button here, so no line is kept."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, Literal, NamedTuple

from bots.preview.record import NOW
from bots.shared.render.limits import Attachment
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.cards.views import thread_note
from core.commands.dispatch import answer
from core.model import Call, Person, Place

ADA, NEW = "ada", "newcomer"

Surface = Literal["message", "private", "thread", "unfurl", "modal", "home"]


class Filled(NamedTuple):
    """What somebody typed into a form, and what is wrong with it, both by field."""

    values: Mapping[str, str] = {}
    errors: Mapping[str, str] = {}


class Sample(NamedTuple):
    """One thing to look at: what was typed or done, what that is about, and what the chat is sent where."""

    asked: str
    about: str
    surface: Surface
    view: Mapping[str, Any]
    filled: Filled = Filled()
    file: Attachment | None = None


class PreviewChat(NamedTuple):
    """A platform: a channel there, what a team is called, and how a reply (made by a line) becomes a message."""

    place: Place
    team: str
    draw: Callable[[Reply, str], tuple[Mapping[str, Any], Attachment | None]]


class Asking:
    """Somebody asks in a chat, on one record."""

    def __init__(self, app: Paperboy, chat: PreviewChat) -> None:
        self.app, self.chat = app, chat
        self._deliveries = count(1)

    def call(self, who: str = ADA, refusal: str = "") -> Call:
        """A call made now, a delivery of its own."""
        person = Person(self.chat.place.platform, self.chat.place.team, f"U0{who.upper()}")
        return Call(person, self.chat.place, NOW, f"preview-{next(self._deliveries)}", who, refusal, open_to_all=True)

    def reply(self, line: str, who: str = ADA, refusal: str = "") -> Reply:
        """What the core answers."""
        return answer(self.app, line, self.call(who, refusal))

    def typed(self, line: str, about: str, who: str = ADA, refusal: str = "") -> Sample:
        """A line typed after /papers, and its answer."""
        return self.sample(f"/papers {line}".strip(), about, self.reply(line, who, refusal), line=line)

    def pressed(self, label: str, line: str, about: str, who: str = ADA) -> Sample:
        """A button pressed, which types a line."""
        reply = self.reply(line, who)
        if reply.discussion and reply.discussion.url:
            reply = Reply((thread_note(reply.discussion.card.title.text, reply.discussion.url),))
        return self.sample(f"{label} (types {line})", about, reply, line=line)

    def sample(self, asked: str, about: str, reply: Reply, surface: Surface | None = None, line: str = "") -> Sample:
        """A reply as the message it makes; private where the reply is, if no surface is named."""
        view, file = self.chat.draw(reply, line)
        return Sample(asked, about, surface or ("private" if reply.private else "message"), view, file=file)

    def shown(self, asked: str, about: str, card: Card) -> Sample:
        """A card that is shown to one person without a command."""
        return self.sample(asked, about, Reply((card,)))


def park(line: str) -> str:
    """Stands for a line that is too long for its button."""
    return f"~{len(line)}"
