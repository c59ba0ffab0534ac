"""What the sessions of the chats share: turns at a message, work that is finished before we stop, and the core in threads."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

import msgspec

from bots.shared.changes import Notes, SentFile
from bots.shared.errors import Caller
from bots.shared.gaps import Gap
from bots.shared.hearing import Hearing
from bots.shared.render.lines import PARKED, parker
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.cards.views import not_all_saved
from core.catalog import Catalog
from core.commands.dispatch import answer, perform, save_paper
from core.commands.grammar import Given, read
from core.commands.table import Verb
from core.model import Call, Place
from core.services.posted_links import Link, LinkCards, LinkedMessage
from core.services.reacting import Reactions
from core.store.chats.follows import Follows
from core.store.chats.heartbeats import Heartbeats
from core.store.chats.inbox import Inbox
from core.store.chats.posts import Posts
from core.store.chats.redraws import Redraws
from core.store.chats.rooms import Rooms
from core.store.chats.teams import Teams
from core.store.chats.threads import Threads
from core.store.chats.waiting import WaitingLines
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.once import Once, Parked
from core.store.votes.votes import Votes

P = ParamSpec("P")
T = TypeVar("T")

LOOKS, BETWEEN_LOOKS = 40, 0.5
"""How often, and after how many seconds, a paper that is being fetched is looked for."""

MOST_AT_ONCE = 10
"""Papers of one message that are taken at once."""


WITH_ACTS = 3
"""Papers taken at once of which each has its acts: more do not fit in a message on Discord."""

Alert = Callable[[str, str], object]
"""Sends the operator a sentence, of one cause once a day."""

log = logging.getLogger("paperboy")


class BaseSession(ABC):
    """Where people of a chat are served. `send` calls its platform, which calls a team `team`; `gap` notes that reactions may have
    been missed, `hearing` whether the platform speaks to us; `notes` records changes, `alert` tells the operator.
    """

    send: Caller

    def __init__(self, app: Paperboy, platform: str, team: str, alert: Alert) -> None:
        self.team, self.alert = team, alert
        self.app, self.platform, self.clock, self.gap = app, platform, app.clock, Gap()
        self.parked, self.park = app.of(Parked), parker(app.of(Parked))
        self.inbox, self.notes = app.of(Inbox), Notes(app.of(Inbox), app.clock)
        self.posts, self.redraws, self.threads = app.of(Posts), app.of(Redraws), app.of(Threads)
        self.once, self.rooms, self.catalog = app.of(Once), app.of(Rooms), app.of(Catalog)
        self.follows, self.waiting = app.of(Follows), app.of(WaitingLines)
        self.reactions, self.links = app.call(Reactions), app.call(LinkCards)
        self.votes, self.subscriptions, self.teams = app.of(Votes), app.of(Subscriptions), app.of(Teams)
        self.hearing = Hearing(platform, app.of(Heartbeats), app.clock)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._at_work: set[asyncio.Task[None]] = set()

    def turn(self, message: str) -> asyncio.Lock:
        """The lock under which one message is redrawn."""
        return self._turns.setdefault(message, asyncio.Lock())

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin something that was acknowledged, or that somebody waits for: it is finished before we stop."""
        task = asyncio.create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        return task

    async def drain(self, seconds: float) -> None:
        """Wait for what is at work."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=seconds)

    async def keep(self, room: Place, message: str, papers: Sequence[str]) -> None:
        """Keep which papers a message of ours shows, whose reactions count from now on, and offer their number emoji."""
        await self.do(self.posts.put, room, message, papers, self.clock.now())
        if len(papers) > 1:
            self.start(self._offer(room, message, len(papers)))

    @abstractmethod
    def _offer(self, room: Place, message: str, count: int) -> Coroutine[Any, Any, None]:
        """Put number emoji under a message, as the platform takes them."""

    async def do(self, action: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        """Call the core, which blocks, in a thread."""
        return await asyncio.to_thread(action, *args, **more)

    async def answer(self, line: str | Given, call: Call, *, recorded: bool = False, manages: bool = False) -> Reply:
        """What the core answers to a line, permission looked up where the verb needs one; `manages`: the platform says that the
        person may set the place up.

        Raises RecordDown where the call is `recorded`, so that it waits; else nothing.
        """
        given, call = read(line) if isinstance(line, str) else line, await self.known(call)
        if (verb := given.row) and (verb.posts or verb.rights):
            call = await self.informed(call, verb, manages=manages)
        return await self.do(perform if recorded else answer, self.app, given, call)

    @abstractmethod
    async def informed(self, call: Call, verb: Verb, *, manages: bool) -> Call:
        """The call with who may set its channel up, and whether we may post there."""

    @abstractmethod
    async def fetch(self, file: SentFile) -> bytes:
        """What a file holds. Raises CallFailed, NoFile."""

    async def known(self, call: Call) -> Call:
        """The call with what the platform has to be asked of its person: nothing, where it says all with the call."""
        return call

    async def settled(self, call: Call) -> Call:
        """The call that sets a digest up, in a place where it can be posted. Raises CallFailed."""
        return call

    async def with_zone(self, call: Call) -> Call:
        """The call with its person's time zone, where the platform tells it."""
        return call

    async def save(self, named: Sequence[str], call: Call) -> Reply:
        """Save papers by id or reference; one that nobody knows yet is fetched, and saved then. Raises RecordDown."""
        first = dict.fromkeys(named[:MOST_AT_ONCE])
        replies = [await self.do(save_paper, self.app, reference, call) for reference in first]
        more = (not_all_saved(MOST_AT_ONCE, len(named)),) if len(named) > MOST_AT_ONCE else ()
        cards = [card for reply in replies for card in reply.cards]
        cards = _together(cards) if len(first) > WITH_ACTS else cards
        return Reply((*cards, *more), follows=tuple(follow for reply in replies for follow in reply.follows))

    async def card_of(self, link: Link, call: Call, message: LinkedMessage) -> Card | None:
        """A link's card; a paper that nobody knows is fetched by a job and waited for. None where no source has it, or it takes long."""
        card = await self.do(self.links.card, link, call, message)
        if card or not await self.do(self.links.ask_for, link, call):
            return card
        return await self.awaited(link, call, message)

    async def awaited(self, link: Link, call: Call, message: LinkedMessage) -> Card | None:
        """The card of a link whose paper was asked for, once: to ask again would begin its fetch again. None where it takes long."""
        for _ in range(LOOKS):
            if card := await self.do(self.links.card, link, call, message):
                return card
            await asyncio.sleep(BETWEEN_LOOKS)
        return None

    async def line(self, text: str) -> str:
        """The line that a button carries or stands for; '' where its day is over."""
        return await self.do(self.parked.line, text[1:]) if text.startswith(PARKED) else text

    async def read(self, text: str) -> Given | None:
        """That line, read; None where its day is over."""
        line = await self.line(text)
        return read(line) if line else None


def _together(cards: Sequence[Card]) -> list[Card]:
    """Cards that have the acts of all of them once, under the last."""
    shared = tuple(button for button in cards[0].buttons if all(button in card.buttons for card in cards))
    return [msgspec.structs.replace(card, buttons=shared if card is cards[-1] else ()) for card in cards]
