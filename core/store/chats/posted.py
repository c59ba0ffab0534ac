"""Links to papers that people posted: which paper, where, by whom, so that the next one to post it learns of the first."""

from datetime import datetime

import msgspec

from core.model import Person, Place
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step


class Posted(msgspec.Struct, frozen=True):
    """A paper's link in a message: the channel's id, its name if everybody may know it, the message, when."""

    channel: str
    channel_name: str
    message: str
    at: datetime
    who: str


class PostedLinks:
    """The links of a record, by reference (`arxiv:…`, `doi:…`, `openreview:…`)."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def put(self, reference: str, place: Place, posted: Posted, person: Person) -> None:
        """Keep that a link was posted; a second copy of the message changes nothing."""
        field = keys.message(place, posted.message)
        told = msgspec.json.encode(posted).decode()
        step = Step("posted", reference, keys.name(person)).expect(keys.posted(reference), field, "")
        step.write("HSET", keys.posted(reference), field, told)
        self._record.commit(step.write("SADD", keys.posted_by(person), f"{reference} {field}"))

    def before(self, reference: str, place: Place, message: str, *, alone: bool = False) -> Posted | None:
        """The first time the link was posted in another message that people of this channel may know of: of this channel `alone`,
        or of one that everybody in the team may know.
        """
        rows = self._record.text.hgetall(keys.posted(reference))
        team = keys.place(Place(place.platform, place.team))
        found = [
            posted
            for field, row in rows.items()
            if field.startswith(team) and field != keys.message(place, message)
            for posted in [msgspec.json.decode(row, type=Posted)]
            if posted.channel == place.channel or (posted.channel_name and not alone)
        ]
        return min(found, key=lambda posted: (posted.at, posted.message), default=None)

    def erase(self, person: Person) -> int:
        """Forget that a person posted any links; returns how many."""
        links = sorted(self._record.text.smembers(keys.posted_by(person)))
        step = Step("posted", who=keys.name(person)).write("DEL", keys.posted_by(person))
        for link in links:
            reference, _, field = link.partition(" ")
            step.write("HDEL", keys.posted(reference), field)
        if links:
            self._record.commit(step)
        return len(links)
