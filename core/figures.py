"""What `status` tells: papers, record, queue, workers, last ingests and index, each as a figure and in words."""

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from core.paperboy import Paperboy


class Figure(msgspec.Struct, frozen=True):
    """One figure of the status: its stable name, its value, and how it reads."""

    name: str
    value: int | str
    said: str


def feeds_told(app: "Paperboy") -> str:
    """How the feeds are doing, in a line."""
    failing = [
        f"{name} is failing: {health.error}" for name in app.sources if (health := app.feeds.health(name)).failing
    ]
    if not app.sources:
        return "none switched on"
    return "; ".join(failing) or f"{', '.join(app.sources)}: none failing"


def figures_of(app: "Paperboy") -> list[Figure]:
    """The figures of a running Paperboy."""
    papers, waiting, workers = app.papers.count(), len(app.digests.todo()), app.queue.workers()
    dead, failed, version = len(app.digests.dead()), app.queue.failed(), app.record.server()
    behind = app.archive.behind()
    days = app.papers.days()
    last = app.digests.last()
    return [
        Figure("papers", papers, f"{papers:,}"),
        Figure("record", version, f"{version}, {app.record.memory() / 1e6:.0f} MB in use"),
        Figure("queue", waiting, f"{waiting} slices to ingest" if waiting else "nothing waits"),
        Figure("workers", workers, f"{workers} running" if workers else "none running; “paperboy up” starts one"),
        Figure("dead", dead + failed, f"{dead + failed} jobs given up" if dead + failed else "no job was given up"),
        Figure("last ingests", len(last), "; ".join(last) or "none yet"),
        Figure("newest list", days[-1].isoformat() if days else "", days[-1].isoformat() if days else "none yet"),
        Figure("feeds", len(app.sources), feeds_told(app)),
        Figure(
            "index",
            len(app.archive.index),
            f"{len(app.archive.index):,} papers{', catching up' if behind else ', level with the record'}",
        ),
    ]
