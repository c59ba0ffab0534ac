"""The lines that a model wrote of papers, each beside its paper in the record, and how often and when that model may be asked.

A line is one of a title and an abstract: where these change, it stands no more.
"""

from datetime import UTC, datetime
from hashlib import blake2b

import msgspec

from core.model import Paper
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table

LINE = "line"
"""The field of a paper's hash."""


class ModelLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a model wrote: the print of the texts it read, its line ('' where it was refused, or none came), how often none came."""

    of: str
    text: str = ""
    failures: int = 0


class Questions(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the model is asked: how often on a day, when again after a failure (seconds since 1970), the failures in a row, and why."""

    day: str = ""
    asked: int = 0
    after: float = 0.0
    failures: int = 0
    why: str = ""

    def asked_on(self, now: datetime) -> int:
        """How often the model was asked on this day so far."""
        return self.asked if self.day == _day(now) else 0


class Lines(Keeper):
    """The lines of a record."""

    def written(self, papers: list[Paper]) -> dict[str, ModelLine]:
        """What was written of these papers as they are now, by their ids; those of which nothing was are left out."""
        now = {paper.id: text_print(paper) for paper in papers}
        rows = self._record.ask_each(now, lambda pipe, i: pipe.hget(keys.paper(i), LINE))
        lines = {i: msgspec.json.decode(row, type=ModelLine) for i, row in rows.items() if row}
        return {i: line for i, line in lines.items() if line.of == now[i]}

    def asking(self) -> Questions:
        """How the model was asked so far."""
        return Table(self._record, keys.SUMMARISER, Questions).get("asking") or Questions()

    def ask(self, now: datetime) -> bool:
        """Count one question before it is asked; False where another process asked meanwhile."""
        old = self.asking()
        return self._change(old, msgspec.structs.replace(old, day=_day(now), asked=old.asked_on(now) + 1))

    def rest(self, until: datetime, why: str) -> None:
        """Leave the model alone until a moment: it failed, and why."""
        old = self.asking()
        self._change(old, msgspec.structs.replace(old, after=until.timestamp(), failures=old.failures + 1, why=why))

    def recover(self) -> None:
        """The model answered: no failure counts any more."""
        old = self.asking()
        if old.failures:
            self._change(old, msgspec.structs.replace(old, after=0.0, failures=0, why=""))

    def write(self, paper: Paper, text: str, failures: int = 0) -> None:
        """Keep a model's line beside a paper that is there still, as it was read."""
        rev = self._text.hget(keys.paper(paper.id), "rev")
        if rev is None:
            return
        step = Step("line", paper.id).expect(keys.paper(paper.id), "rev", rev)
        line = ModelLine(text_print(paper), text, failures)
        self._record.commit(step.write("HSET", keys.paper(paper.id), LINE, line))

    def _change(self, old: Questions, new: Questions) -> bool:
        step = Step("asking").expect(keys.SUMMARISER, "asking", "" if old == Questions() else old)
        return self._record.commit(step.write("HSET", keys.SUMMARISER, "asking", new))[0]


def with_line(paper: Paper, row: str) -> Paper:
    """The paper with the line that a model wrote of it as it is."""
    written = msgspec.json.decode(row, type=ModelLine) if row else None
    if written is None or not written.text or written.of != text_print(paper):
        return paper
    return msgspec.structs.replace(paper, line=written.text)


def text_print(paper: Paper) -> str:
    """The print of what a model reads of a paper."""
    return blake2b(f"{paper.title}\n{paper.abstract}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()
