"""`paperboy fetch` and `paperboy backfill`: lists of past days, by hand, from a source or from a folder of its recorded answers."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console

from bots.cli import ingest
from bots.cli.ingest import Files, Report, Skip
from bots.cli.told import progress
from bots.cli.worker import WorkerProcess
from bots.terminal import session
from core.app import Paperboy
from core.bootstrap import open_feeding
from core.errors import BadCommand, BadInput, NotAListing, PaperboyError
from core.feeds.habits import habit_of
from core.feeds.trouble import FetchFailed
from core.services.fetching import Feeding, asked_for
from core.settings import Settings
from core.text.source_names import feed_name

DAYS_AT_ONCE = 14
"""Days fetched before the command waits until they are ingested; what is settled is not fetched again when it goes on."""

RECORDED = re.compile(r"(\d{4}-\d{2}-\d{2})\.json(?:\.gz|\.xz)?")


def fetch(read: Settings, feed: str, day: date | None, out: Console) -> tuple[Report, str]:
    """Fetch one list of a feed and wait until it is in; what became of it in a sentence. Raises PaperboyError."""
    with session.opened(read) as app:
        feeding = feeding_with(app, read, feed)
        now = session.now(app, read)
        said: list[str] = []
        try:
            arrived = feeding.fetch(asked_for(feed, day or now.date(), now), now, said.append)
        except (FetchFailed, NotAListing):
            raise PaperboyError(said[0]) from None
        return _waited(app, read, Files([arrived] if arrived else []), out), said[0]


def backfill(
    read: Settings, feed: str, first: date, last: date | None, complain: Callable[[str], object], out: Console
) -> Report:
    """Fetch every list from `first` to `last` (today) that was not fetched before. Raises BadInput."""
    whole = Files()
    if not habit_of(feed).looks_back:
        raise BadInput(f"{feed_name(feed)} keeps no earlier lists: “paperboy fetch” brings it as it is now.")
    with session.opened(read) as app:
        feeding = feeding_with(app, read, feed)
        until = last or session.now(app, read).date()
        days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
        left = [day for day in days if day not in app.feeds.settled(feed)]
        for some in _batches(left):
            part = _fetched(app, read, feeding, feed, some, complain)
            _waited(app, read, part, out)
            whole.arrived += part.arrived
            whole.skipped += part.skipped
        return ingest.report(app, whole)


def from_folder(read: Settings, feed: str, folder: Path, complain: Callable[[str], object], out: Console) -> Report:
    """Take in the recorded answers of a folder, named by their days. Raises BadInput where there are none."""
    files = sorted(path for path in folder.iterdir() if RECORDED.fullmatch(path.name)) if folder.is_dir() else []
    if not files:
        raise BadInput(
            f"{folder} holds no recorded answers: they are named like 2026-08-21.json, plain or with .gz or .xz."
        )
    with session.opened(read) as app:
        feeding_with(app, read, feed)
        intake = ingest.receive(app, [str(path) for path in files], session.now(app, read), complain)
        return _waited(app, read, intake, out)


def feeding_with(app: Paperboy, read: Settings, feed: str) -> Feeding:
    """The feeds, this one among them whether it is switched on or not. Raises BadCommand."""
    try:
        return open_feeding(app, replace(read, feeds=feed))
    except ValueError:
        typed = feed if "/" not in feed else f"{feed.partition(':')[0]}:..."  # an address may hold a password
        raise BadCommand(
            f"There is no source “{typed}”. Sources are hf, arxiv:cs.CL+cs.LG, biorxiv, medrxiv and rss:https://..."
        ) from None


def _fetched(
    app: Paperboy, read: Settings, feeding: Feeding, feed: str, days: Sequence[date], complain: Callable[[str], object]
) -> Files:
    """What these days brought."""
    intake = Files()
    for day in days:
        now = session.now(app, read)
        try:
            arrived = feeding.fetch(asked_for(feed, day, now), now)
        except (FetchFailed, NotAListing) as error:
            complain(f"{day}: {error}")
            intake.skipped.append(Skip(f"{feed_name(feed)} {day}", 0, str(error)))
            continue
        intake.arrived += [arrived] if arrived else []
    return intake


def _waited(app: Paperboy, read: Settings, intake: Files, out: Console) -> Report:
    wait = ingest.Wait(app, intake, lambda: WorkerProcess(os.environ), lambda: session.now(app, read))
    with progress(intake.entries, out) as show:
        wait.run(show)
    return ingest.report(app, intake)


def _batches(days: Sequence[date]) -> Iterator[Sequence[date]]:
    for first in range(0, len(days), DAYS_AT_ONCE):
        yield days[first : first + DAYS_AT_ONCE]
