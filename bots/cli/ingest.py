"""The command `ingest`: files in, a wait until every entry is settled, and what became of them."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from bots.cli.output import JSON, complain, reading, written
from bots.cli.worker import WorkerProcess
from bots.terminal import session
from bots.terminal.render import INDENT, console, line, safe
from core.app import STUCK, Paperboy
from core.catalog import Catalog
from core.errors import BadInput, PaperboyError
from core.ingest.arrivals import Arrivals, Arrived
from core.ingest.batch import Outcome
from core.model import Call
from core.scope import EVERYBODY
from core.settings import Settings
from core.text.cleaning import clean, clip, counted, entries_in_words, squash

STDIN = "-"
"""The file that stands for standard input."""

POLL = 0.05
LOOK = 1.0
"""Seconds between looks at the workers and at what was given up; the settled entries are counted every POLL."""

STILL = 5.0
"""Seconds without progress after which a worker of our own helps: the others may be dead, or busy with other digests."""

LOOKED_AT = 50
"""Files whose settled entries are counted at once: more than workers have begun."""

HIRES = 4
"""Workers of our own that may die before the command gives up."""

LEVEL = 5.0
"""Seconds the index may take to catch up with the record at the end; another process writes it while a worker runs."""

LARGEST = 64 << 20
"""Bytes of one digest: far above any real one, far below what would fill the memory."""

LONGEST_NAME = 120

MERGES_TOLD = 3
"""Merged entries told one by one; `dup` tells the rest of a paper."""

TITLE = 90

Show = Callable[[int], object]


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@JSON
def ingest(files: tuple[str, ...], as_json: bool) -> None:
    """Add papers from files, or from standard input: -."""
    read = session.read_settings()
    with session.opened(read) as app:
        try:
            became = take_in(app, read, files)
        except KeyboardInterrupt:
            complain("Stopped waiting. Nothing is lost: the next worker goes on.")
            raise
    finish(became, as_json)


def take_in(app: Paperboy, read: Settings, files: Sequence[str]) -> "Report":
    """Ingest files, and wait until all their entries are settled. Raises PaperboyError when that cannot come to an end."""
    intake = Files()
    wait = Wait(app, intake, lambda: WorkerProcess(os.environ), lambda: session.now(app, read))
    try:
        wait.prepare(len(files))
        receive(app, files, session.call(app, read), complain, intake)
        with progress(intake.entries, console(stderr=True)) as show:
            wait.run(show)
    finally:
        wait.end()
    return report(app, intake)


def finish(report: "Report", as_json: bool) -> None:
    """Print what became of an intake; one of which every list was refused ends with exit code 1."""
    if as_json:
        click.echo(written(report.shape()))
    elif report.intake.arrived:
        tell(report, console())
    elif not report.intake.skipped:
        click.echo("Nothing new.")
    if report.intake.skipped and not report.intake.arrived:
        sys.exit(1)


@dataclass(frozen=True)
class Skip:
    """What was not read: the file as it was named, the line (0 for the whole file), and why."""

    file: str
    line: int
    why: str


@dataclass
class Files:
    """The files of one command, as far as they were taken in."""

    arrived: list[Arrived] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    _whole: dict[str, int] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        """The entries of all digests taken in."""
        return sum(arrived.entries for arrived in self.arrived)

    def settled(self, arrivals: Arrivals) -> int:
        """How many of them are settled, as far as can be seen: what is wholly settled is not asked for again, nor what still waits
        behind others.
        """
        counts: dict[str, int] = {}
        left = {arrived.run: arrived.entries for arrived in self.arrived if arrived.run not in self._whole}
        runs = list(left)
        for first in range(0, len(runs), LOOKED_AT):
            some = runs[first : first + LOOKED_AT]
            counts |= arrivals.settled_of(some)
            self._whole |= {run: counts[run] for run in some if counts[run] >= left[run]}
            if any(run not in self._whole for run in some):
                break
        return sum((self._whole | counts).values())


@dataclass(frozen=True)
class Settled:
    """What became of one entry: the file it is from, the outcome, and whether its paper has another title."""

    file: str
    outcome: Outcome
    renamed: bool


@dataclass(frozen=True)
class Report:
    """What became of the files of one command, and how many papers the record holds after it."""

    intake: Files
    settled: tuple[Settled, ...]
    papers: int

    def of_kind(self, kind: str) -> list[Settled]:
        """The entries that are `new`, `merged` or `possible`."""
        return [entry for entry in self.settled if entry.outcome.kind == kind]

    def shape(self) -> dict[str, Any]:
        """The JSON shape of `ingest`, where `new` + `merged` + `possible` = `entries`:

        {"entries", "new", "merged", "possible", "skipped": [{"file", "line", "why"}], "papers"}
        """
        counts = {kind: len(self.of_kind(kind)) for kind in ("new", "merged", "possible")}
        skipped = [{"file": skip.file, "line": skip.line, "why": skip.why} for skip in self.intake.skipped]
        return {"entries": self.intake.entries, **counts, "skipped": skipped, "papers": self.papers}


def receive(app: Paperboy, files: Sequence[str], call: Call, complain: Callable[[str], object], intake: Files) -> None:
    """Ingest every file that can be read; a file that cannot goes to `complain`, is noted, and stops no other.

    What a library says beside its papers (tags, notes) is kept for the person of the call.
    """
    for file in files:
        try:
            arrived = app.receive(bytes_of(file), name_of(file), call.now, call=call)
        except BadInput as error:
            intake.skipped.append(Skip(called(file), 0, str(error)))
            complain(str(error))
        else:
            intake.arrived.append(arrived)
            intake.skipped += [Skip(called(file), skip.line, skip.why) for skip in arrived.skipped]


def called(file: str) -> str:
    """A file as people read of it."""
    return "standard input" if file == STDIN else file


def name_of(file: str) -> str:
    """The name under which the record remembers a file: without its folder, and without what no text may hold."""
    return clip(clean(Path(called(file)).name), LONGEST_NAME) or "a file"


def bytes_of(file: str) -> bytes:
    """The bytes of a file. Raises BadInput, whose sentence names the file."""
    name = safe(called(file))
    with reading(name, "the files"), sys.stdin.buffer if file == STDIN else Path(file).open("rb") as opened:
        data = opened.read(LARGEST + 1)
    if not data:
        raise BadInput(f"{name} is empty.")
    if len(data) > LARGEST:
        raise BadInput(f"{name} is larger than {LARGEST >> 20} MB, which is too large for a list of papers.")
    return data


def report(app: Paperboy, intake: Files) -> Report:
    """What became of an intake whose entries are all settled; the index is level after it, as far as it can be."""
    end = time.monotonic() + LEVEL
    app.catch_up()
    while app.behind() and time.monotonic() < end:
        time.sleep(POLL)
        app.catch_up()
    return Report(intake, tuple(_settled(app.of(Catalog), app.of(Arrivals), intake)), app.paper_count())


def _settled(catalog: Catalog, arrivals: Arrivals, intake: Files) -> Iterator[Settled]:
    outcomes = [(arrived.where, outcome) for arrived in intake.arrived for outcome in arrivals.outcomes(arrived.run)]
    papers = catalog.seen({outcome.paper_id for _, outcome in outcomes}, EVERYBODY)
    for file, outcome in outcomes:
        paper = papers.get(outcome.paper_id)
        yield Settled(file, outcome, paper is not None and squash(paper.title) != squash(outcome.title))


class Wait:
    """Waits until an intake is settled, with a worker of its own where no other gets on with it."""

    def __init__(
        self, app: Paperboy, intake: Files, hire: Callable[[], WorkerProcess], clock: Callable[[], datetime]
    ) -> None:
        self._app, self._arrivals, self._intake, self._hire, self._clock = app, app.of(Arrivals), intake, hire, clock
        self._worker: WorkerProcess | None = None
        self._hired = 0

    def prepare(self, files: int) -> None:
        """Have a worker of our own start while several files are read, if nobody works."""
        if files > 1 and not self._app.workers():
            self._worker, self._hired = self._hire(), 1

    def end(self) -> None:
        """Let the worker of our own go."""
        if self._worker:
            self._worker.stop()
            self._worker = None

    def run(self, show: Callable[[int], object]) -> None:
        """Wait, telling `show` how many entries are settled. Raises PaperboyError when it cannot come to an end."""
        done, moved, look = -1, time.monotonic(), time.monotonic()
        try:
            while (settled := self._intake.settled(self._arrivals)) < self._intake.entries:
                at = time.monotonic()
                if settled != done:
                    done, moved = settled, at
                    show(done)
                if at >= look:
                    look = at + LOOK
                    self._look(at - moved)
                time.sleep(POLL)
            show(settled)
        finally:
            self.end()

    def _look(self, still: float) -> None:
        """See that somebody works, that nothing was given up or lost, and that what is settled can be found."""
        self._check_given_up()
        self._app.catch_up()
        if self._worker and self._worker.died:
            self._replace(self._worker)
        elif still < STILL and (self._worker or self._app.workers()):
            return
        elif self._worker:
            self._app.sweep(self._clock())
        else:
            nobody = not self._app.workers()
            self._start(timedelta(0) if nobody else STUCK)

    def _replace(self, worker: WorkerProcess) -> None:
        words = worker.last_words()
        worker.stop()
        self._worker = None
        if self._hired >= HIRES:
            raise PaperboyError(
                f"The ingest worker ended {HIRES} times, the last time with: {words}"
                " Nothing is lost: `paperboy status` shows what still waits."
            )
        self._start(timedelta(0))

    def _start(self, older: timedelta) -> None:
        """A worker of our own; what has stood still for so long is woken for it."""
        self._worker, self._hired = self._hire(), self._hired + 1
        self._app.sweep(self._clock(), older)

    def _check_given_up(self) -> None:
        runs = {arrived.run for arrived in self._intake.arrived}
        gone = [todo for todo in self._arrivals.dead() if todo.run in runs]
        if gone:
            names = ", ".join(sorted({f"{todo.where} (entries {todo.start + 1} to {todo.stop})" for todo in gone}))
            raise PaperboyError(
                f"Paperboy gave up on {names}: the workers failed on it every time."
                " Everything else is stored; `paperboy dead list` shows what was given up."
            )


def tell(report: Report, out: Console) -> None:
    """Print a report for a person."""
    counts = {kind: len(report.of_kind(kind)) for kind in ("new", "merged", "possible")}
    line(out, _head(report, counts))
    _merged(report.of_kind("merged"), out)
    _possible(report.of_kind("possible"), out)
    _skipped(report.intake.skipped, out)
    line(out, Text(f"Paperboy now holds {counted(report.papers, 'paper')}."))


@contextmanager
def progress(total: int, out: Console) -> Iterator[Show]:
    """A bar that shows how many of `total` entries are settled, on a terminal; nothing elsewhere."""
    if not out.is_terminal:
        yield lambda done: None
        return
    columns = (TextColumn("Ingesting"), BarColumn(), MofNCompleteColumn(), TextColumn("papers"))
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)


def _head(report: Report, counts: dict[str, int]) -> Text:
    entries, skipped = report.intake.entries, len(report.intake.skipped)
    kinds = ", ".join(dict.fromkeys(arrived.kind for arrived in report.intake.arrived if arrived.kind))
    return Text.assemble(
        f"{kinds}, {entries_in_words(entries)}: " if kinds else f"{counted(entries, 'paper')} read: ",
        (f"{counts['new']:,} new", "bold"),
        f", {counts['merged']:,} known already, {counts['possible']:,} perhaps known, {skipped:,} not read.",
    )


def _merged(entries: Sequence[Settled], out: Console) -> None:
    """The first merges, those under another title before the rest."""
    if not entries:
        return
    line(out, Text("Known already:", "bold"))
    shown = sorted(entries, key=lambda item: not item.renamed)[:MERGES_TOLD]
    for entry in shown:
        _item(entry, out)
    if len(entries) > MERGES_TOLD:
        line(out, Text(f"and {len(entries) - MERGES_TOLD:,} more"), INDENT)
    line(
        out, Text(f"All that Paperboy took for one paper: paperboy ask dup {shown[0].outcome.paper_id}", "dim"), INDENT
    )


def _possible(entries: Sequence[Settled], out: Console) -> None:
    if entries:
        line(out, Text("Kept apart, though they may be known under another title:", "bold"))
    for entry in entries:
        _item(entry, out)


def _item(settled: Settled, out: Console) -> None:
    place, title = f"{settled.file}, line {settled.outcome.line}", clip(settled.outcome.title, TITLE)
    line(out, Text(safe(f"{place}: “{title}” ({settled.outcome.paper_id}): {settled.outcome.why}")), INDENT)


def _skipped(skipped: Sequence[Skip], out: Console) -> None:
    if skipped:
        line(out, Text("Not read:", "bold"))
    for skip in skipped:
        place = f"{safe(skip.file)}, line {skip.line}: " if skip.line else ""
        line(out, Text(f"{place}{safe(skip.why)}"), INDENT)
