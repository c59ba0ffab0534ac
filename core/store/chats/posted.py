"""Links to papers that people posted: which paper, where, by whom, so that the next one to post it learns of the first."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core.model import Paper, Person, Place
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table


class Posted(msgspec.Struct, frozen=True):
    """A paper's link in a message: the channel's id, its name if everybody may know it, the message, when."""

    channel: str
    channel_name: str
    message: str
    at: datetime
    who: str


AT_ONCE = 500
"""Steps that go to the record together."""


class PostedLinks(Keeper):
    """The links of a record, by reference (`arxiv:…`, `doi:…`, `openreview:…`)."""

    def put(self, reference: str, place: Place, posted: Posted, person: Person) -> None:
        """Keep that a link was posted; a second copy of the message changes nothing."""
        self.put_all([(reference, place, posted, person)])

    def put_all(self, links: Sequence[tuple[str, Place, Posted, Person]]) -> int:
        """Keep of several links that they were posted; returns how many were not known."""
        new = 0
        for at in range(0, len(links), AT_ONCE):
            new += sum(self._record.commit(*(_kept(*link) for link in links[at : at + AT_ONCE])))
        return new

    def before(self, reference: str, place: Place, message: str, *, alone: bool = False) -> Posted | None:
        """The first time the link was posted in another message that people of this channel may know of: of this channel `alone`,
        or of one that everybody in the team may know.
        """
        team, itself = keys.place(Place(place.platform, place.team)), keys.message(place, message)
        rows = Table(self._record, keys.posted(reference), Posted).all()
        others = (posted for field, posted in rows.items() if field.startswith(team) and field != itself)
        seen = (posted for posted in others if posted.channel == place.channel or (posted.channel_name and not alone))
        return min(seen, key=lambda posted: (posted.at, posted.message), default=None)

    def first_of(self, paper: Paper, place: Place, *, alone: bool = False) -> Posted | None:
        """The first time people posted a link to a paper that those of a place may know of; `alone` as in `before`."""
        references = [f"{kind}:{name}" for kind, name in (("arxiv", paper.arxiv), ("doi", paper.doi)) if name]
        first = (self.before(reference, place, "", alone=alone) for reference in references)
        return min((posted for posted in first if posted), key=lambda posted: posted.at, default=None)

    def erase(self, person: Person) -> int:
        """Forget that a person posted any links; returns how many."""
        links = sorted(self._text.smembers(keys.posted_by(person)))
        step = Step("posted", who=keys.name(person)).write("DEL", keys.posted_by(person))
        for link in links:
            reference, _, field = link.partition(" ")
            step.write("HDEL", keys.posted(reference), field)
        if links:
            self._record.commit(step)
        return len(links)


def _kept(reference: str, place: Place, posted: Posted, person: Person) -> Step:
    field = keys.message(place, posted.message)
    step = Step("posted", reference, keys.name(person)).expect(keys.posted(reference), field, "")
    step.write("HSET", keys.posted(reference), field, posted)
    return step.write("SADD", keys.posted_by(person), f"{reference} {field}")
