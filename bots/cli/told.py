"""What `paperboy ingest` prints: what was new, known, perhaps known and not read, and why."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from bots.cli.ingest import Report, Settled, Skip
from bots.terminal.render import INDENT, line, safe
from core.text.cleaning import clip, papers_in_words

MERGES_TOLD = 3
"""Merged entries told one by one; `dup` tells the rest of a paper."""

TITLE = 90

Show = Callable[[int], object]


def tell(report: Report, out: Console) -> None:
    """Print a report for a person."""
    counts = {kind: len(report.of_kind(kind)) for kind in ("new", "merged", "possible")}
    line(out, _head(report, counts))
    _merged(report.of_kind("merged"), out)
    _possible(report.of_kind("possible"), out)
    _skipped(report.intake.skipped, out)
    line(out, Text(f"Paperboy now holds {papers_in_words(report.papers)}."))


@contextmanager
def progress(total: int, out: Console) -> Iterator[Show]:
    """A bar that shows how many of `total` entries are settled, on a terminal; nothing elsewhere."""
    if not out.is_terminal:
        yield lambda done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("Ingesting"), BarColumn(), MofNCompleteColumn(), TextColumn("papers"))
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)


def _head(report: Report, counts: dict[str, int]) -> Text:
    entries, skipped = report.intake.entries, len(report.intake.skipped)
    return Text.assemble(
        f"{papers_in_words(entries)} read: ",
        (f"{counts['new']:,} new", "bold"),
        f", {counts['merged']:,} known already, {counts['possible']:,} perhaps known, {skipped:,} not read.",
    )


def _merged(entries: Sequence[Settled], out: Console) -> None:
    """The first merges, those under another title before the rest."""
    if not entries:
        return
    line(out, Text("Known already:", "bold"))
    shown = sorted(entries, key=lambda item: not item.renamed)[:MERGES_TOLD]
    for one in shown:
        _item(one, out)
    if len(entries) > MERGES_TOLD:
        line(out, Text(f"and {len(entries) - MERGES_TOLD:,} more"), INDENT)
    line(out, Text(f"All that was taken for one paper: paperboy ask dup {shown[0].outcome.paper_id}", "dim"), INDENT)


def _possible(entries: Sequence[Settled], out: Console) -> None:
    if entries:
        line(out, Text("Kept apart, though they may be known under another title:", "bold"))
    for one in entries:
        _item(one, out)


def _item(settled: Settled, out: Console) -> None:
    place, title = f"{settled.file}, line {settled.outcome.line}", clip(settled.outcome.title, TITLE)
    line(out, Text(safe(f"{place}: “{title}” ({settled.outcome.paper_id}): {settled.outcome.why}")), INDENT)


def _skipped(skipped: Sequence[Skip], out: Console) -> None:
    if skipped:
        line(out, Text("Not read:", "bold"))
    for skip in skipped:
        place = f"{safe(skip.file)}, line {skip.line}: " if skip.line else ""
        line(out, Text(f"{place}{safe(skip.why)}"), INDENT)
