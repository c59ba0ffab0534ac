"""Has a model of the operator's read papers, so that what means alike is found alike: the newest first, by a worker alone."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from core.catalog import Catalog
from core.model import Paper
from core.search.embedding import Embedder, name_of
from core.store.engine.log import Log, RestoreWatch
from core.subscriptions.learning.meaning import packed

READ_DAYS = timedelta(days=180)
"""How long ago a paper may have been listed to be read: as long as unseen papers are learned from."""

AT_ONCE, SECONDS_A_JOB, MOST_A_JOB = 32, 20.0, 2_000
"""Papers that are kept together; after how long a job reads no more, since slices of listings wait in the same line; and after how many."""


class PaperReading:
    """Reads everybody's papers with a model. `folder` is where that lies; it is opened when the first is read."""

    def __init__(self, catalog: Catalog, log: Log, folder: Path) -> None:
        self._catalog, self._vectors, self._folder = catalog, catalog.papers.vectors, folder
        self._watch = RestoreWatch(log)
        self._embedder: Embedder | None = None
        self._whole: dict[date, int] = {}  # days of which all was read, with how many papers they had

    def due(self, now: datetime, most: int = 1) -> list[Paper]:
        """Papers that were not read yet, at most so many, the newest first."""
        today, viewer = now.astimezone(UTC).date(), self._catalog.everybody()
        is_ours = self._vectors.model == name_of(self._folder)
        if self._watch.restored():
            self._whole.clear()
        to_read: list[Paper] = []
        for day in reversed(self._catalog.papers.days(today - READ_DAYS, today)):
            ids = self._catalog.listed([day], viewer)
            if is_ours and self._whole.get(day) == len(ids) and day < today:
                continue
            papers = list(self._catalog.seen(ids, viewer).values())
            read = self._vectors.of(papers) if is_ours else {}
            left = [paper for paper in papers if paper.id not in read]
            if not left:
                self._whole[day] = len(ids)
            to_read += left
            if len(to_read) >= most:
                break
        return list({paper.id: paper for paper in to_read}.values())[:most]

    def read(self, now: datetime, clock: Callable[[], float] = time.monotonic) -> int:
        """Read what is due, until it takes too long; returns how many papers. Raises BadSettings for a model that cannot be used."""
        end, count, due = clock() + SECONDS_A_JOB, 0, self.due(now, MOST_A_JOB)
        while clock() < end and (papers := due[count : count + AT_ONCE]):
            self._embedder = self._embedder or Embedder(self._folder)
            rows = packed(self._embedder.embed([f"{paper.title}\n{paper.abstract}" for paper in papers]))
            self._vectors.put(name_of(self._folder), dict(zip(papers, rows, strict=True)))
            count += len(papers)
        return count
