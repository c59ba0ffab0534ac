"""The lines that a model wrote of papers, each beside its paper in the record, and how often and when that model may be asked.

A line is one of a title and an abstract: where these change, it stands no more.
"""

from datetime import UTC, datetime
from hashlib import blake2b

import msgspec

from core.model import Paper
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step

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


class Lines:
    """The lines of a record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def written(self, papers: list[Paper]) -> dict[str, ModelLine]:
        """What was written of these papers as they are now, by their ids; those of which nothing was are left out."""
        pipe = self._record.text.pipeline()
        for paper in papers:
            pipe.hget(keys.paper(paper.id), LINE)
        rows = zip(papers, pipe.execute() if papers else (), strict=True)
        found = ((paper, msgspec.json.decode(row, type=ModelLine)) for paper, row in rows if row)
        return {paper.id: written for paper, written in found if written.of == text_print(paper)}

    def asking(self) -> Questions:
        """How the model was asked so far."""
        kept = self._record.text.hget(keys.SUMMARISER, "asking")
        return msgspec.json.decode(kept, type=Questions) if kept else Questions()

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
        data = self._record.text.hget(keys.paper(paper.id), "rev")
        if data is None:
            return
        row = msgspec.json.encode(ModelLine(text_print(paper), text, failures)).decode()
        step = Step("line", paper.id).expect(keys.paper(paper.id), "rev", str(data))
        self._record.commit(step.write("HSET", keys.paper(paper.id), LINE, row))

    def _change(self, old: Questions, new: Questions) -> bool:
        kept, row = (msgspec.json.encode(one).decode() for one in (old, new))
        step = Step("asking").expect(keys.SUMMARISER, "asking", "" if old == Questions() else kept)
        return self._record.commit(step.write("HSET", keys.SUMMARISER, "asking", row))[0]


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
