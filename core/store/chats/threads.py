"""Where a paper is discussed: one thread for everybody in a team, and one more in each private channel that asked for its own."""

import msgspec

from core.model import Place
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table


class Thread(msgspec.Struct, frozen=True):
    """A paper's thread: its channel, the message that opens it, and its address."""

    channel: str
    message: str
    url: str


class Threads(Keeper):
    """The discussions of a record."""

    def find(self, paper_id: str, place: Place, *, open_to_all: bool) -> Thread | None:
        """The thread that people in this channel are led to, or None."""
        scope = _scope(place, open_to_all=open_to_all)
        return Table(self._record, keys.thread(paper_id), Thread).get(scope)

    def put(self, paper_id: str, place: Place, thread: Thread, *, open_to_all: bool) -> Thread:
        """Keep a thread, unless there is one already: that one is returned."""
        key, scope = keys.thread(paper_id), _scope(place, open_to_all=open_to_all)
        step = Step("thread", paper_id).expect(key, scope, "")
        self._record.commit(step.write("HSET", key, scope, thread))
        return self.find(paper_id, place, open_to_all=open_to_all) or thread

    def drop(self, paper_id: str, place: Place, *, open_to_all: bool) -> None:
        """Forget a thread whose message is gone."""
        step = Step("thread", paper_id)
        self._record.commit(step.write("HDEL", keys.thread(paper_id), _scope(place, open_to_all=open_to_all)))


def _scope(place: Place, *, open_to_all: bool) -> str:
    return keys.place(Place(place.platform, place.team) if open_to_all else place)
