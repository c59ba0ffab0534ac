"""A Paperboy with papers, an outlet in memory, and a clock that tests move."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec
import pytest

from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer
from core.delivery.composer import Composer
from core.delivery.planner import plan
from core.delivery.sender import Sender
from core.model import Call, Person, Place
from core.store.delivery.deliveries import Deliveries
from core.store.engine import keys
from core.store.engine.record import Record
from tests.factories import NOW, bring, entry
from tests.fakes.outlet import FakeOutlet

HERE = Place("slack", "T1", "C1")
MAKER = Person("slack", "T1", "U1")
TOPICS = ("Tidal Attention", "Sparse Kites", "Quiet Lanterns", "Folded Harbors", "Woven Beacons", "Salted Pulleys")


class Rounds:
    """A channel, its people, and the workers that post there."""

    def __init__(self, app: Paperboy) -> None:
        self.app, self.now, self.outlet, self.alarms = app, NOW, FakeOutlet(), list[str]()
        self.sender = self.another()
        self._delivery = 0

    def another(self, outlet: FakeOutlet | None = None) -> Sender:
        """One more sender."""
        outlets, lease = {"slack": outlet or self.outlet}, timedelta(seconds=60)
        return self.app.call(
            Sender,
            self.app.call(Composer),
            outlets=outlets,
            alarm=lambda text, cause: self.alarms.append(text),
            lease=lease,
        )

    def ask(self, line: str, place: Place = HERE, person: Person = MAKER, **more: object) -> Reply:
        """What the core answers to a line."""
        self._delivery += 1
        call = Call(person, place, self.now, f"d{self._delivery}", zone="Europe/Paris")
        return answer(self.app, line, msgspec.structs.replace(call, **more))

    def bring(self, day: date | None = None, *titles: str) -> None:
        """Papers are listed on a day."""
        bring(
            self.app.of(Record),
            *(entry(t) for t in titles or TOPICS),
            day=day or self.now.date(),
            where=f"{day} {titles}",
        )

    def go(self, **ahead: float) -> list[str]:
        """Move the clock, plan, and send all that is due; what became of each slot."""
        self.now += timedelta(**ahead)
        self.app.call(plan, now=self.now)
        return self.send()

    def send(self) -> list[str]:
        """Send all slots that are due."""
        self.free()
        return [str(self.sender.deliver(delivery, self.now)) for delivery in self.app.of(Deliveries).due(self.now)]

    def free(self) -> None:
        """Let every wait be over, and every lease, which goes by the server's clock."""
        self.app.of(Record).text.zunionstore(keys.SLOTS_OPEN, {keys.SLOTS_OPEN: 0})
        for delivery in self.app.of(Record).text.zrange(keys.SLOTS_OPEN, 0, -1):
            self.app.of(Record).text.hset(keys.delivery(delivery), "until", 0)


@pytest.fixture
def rounds(app: Paperboy) -> Rounds:
    """An evening with six new papers."""
    made = Rounds(app)
    made.bring()
    return made


Ask = Callable[..., Reply]


def text_of(reply: Reply) -> str:
    """All that a reply says, in one text."""
    return "\n".join(f"{card.title.text} {card.body.text}" for card in reply.cards)


def at(when: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(f"{when}+00:00")
