"""Wrong ways to count votes: with each of them a campaign must fail."""

from typing import Any

from core.model import Call, Tally
from core.store.votes.votes import Votes
from core.votes.emoji import Emoji
from core.votes.marks import Side, Way

COUNTED = "pb:counted"


class Incrementing(Votes):
    """The tally is counted by HINCRBY, event by event."""

    def mark(self, person: Any, paper_id: str, message: Any, sign: str, side: Any, at: Any, order: Any = None) -> Any:
        """Count an event, as a bot would that keeps counters: one more when a reaction is put, one less when it goes."""
        meaning = Emoji().read(sign.removesuffix("*"))
        kind = "up" if meaning is None or meaning.kind == "number" else meaning.kind
        self._record.text.hincrby(COUNTED, f"{paper_id}|{kind}", -1 if side == "gone" else 1)
        return super().mark(person, paper_id, message, sign, side, at, order)

    def press(self, call: Call, paper_id: str, way: Way) -> tuple[Tally, Side | None]:
        """Count a press."""
        self._record.text.hincrby(COUNTED, f"{paper_id}|{way}", 1)
        return super().press(call, paper_id, way)

    def tallies(self, ids: Any) -> dict[str, Tally]:
        """The counters as they stand."""
        counted = {i: [int(self._record.text.hget(COUNTED, f"{i}|{s}") or 0) for s in SIDES] for i in ids}
        return {paper_id: Tally(*counts) for paper_id, counts in counted.items()}


class Blind(Votes):
    """Nobody looks at a message again after a gap."""

    def replace(self, message: Any, paper_id: str, shown: Any, as_of: Any, unchanged: Any = ()) -> None:
        """Do nothing."""


SIDES = ("up", "down", "save")
