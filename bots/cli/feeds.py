"""The commands `fetch` and `backfill`: lists of past days, by hand, from a source or from a folder of its recorded answers."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from bots.cli.ingest import Files, Report, Skip, Wait, finish, progress, report, take_in
from bots.cli.output import DAY, JSON, complain
from bots.cli.worker import WorkerProcess
from bots.terminal import session
from bots.terminal.render import console, safe
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


@click.command()
@click.argument("feed")
@click.option("--date", "day", type=DAY, help="The day; today if none is given.")
@JSON
def fetch(feed: str, day: date | None, as_json: bool) -> None:
    """Fetch a day's list of a feed, such as hf."""
    brought, sentence = _fetched(session.read_settings(), feed, day)
    if not as_json:
        click.echo(safe(sentence))
    if as_json or brought.intake.arrived:
        finish(brought, as_json)


@click.command()
@click.argument("feed")
@click.option("--from", "first", type=DAY, help="The first day.")
@click.option("--to", "last", type=DAY, help="The last day; today if none is given.")
@click.option("--from-folder", "folder", help="A folder of recorded answers: 2026-08-21.json, plain, .gz or .xz.")
@JSON
def backfill(feed: str, first: date | None, last: date | None, folder: str | None, as_json: bool) -> None:
    """Fetch a feed's lists of past days.

    Interrupted, it goes on where it stopped.
    """
    if (first is None) == (folder is None):
        raise click.UsageError("Give either --from DAY or --from-folder FOLDER.")
    if first and last and first > last:
        raise click.UsageError(f"--from ({first}) is after --to ({last}); swap them.")
    read = session.read_settings()
    if folder:
        finish(_from_folder(read, feed, Path(folder)), as_json)
    elif first:
        finish(_past_days(read, feed, first, last), as_json)


def _fetched(read: Settings, feed: str, day: date | None) -> tuple[Report, str]:
    """Fetch one list of a feed and wait until it is in; what became of it in a sentence. Raises PaperboyError."""
    with session.opened(read) as app:
        feeding = _feeding(app, read, feed)
        now = session.now(app, read)
        _has_come(day, now)
        sentences: list[str] = []
        try:
            arrived = feeding.fetch(asked_for(feed, day or habit_of(feed).today(now), now), now, sentences.append)
        except (FetchFailed, NotAListing):
            raise PaperboyError(sentences[0]) from None
        return _waited(app, read, Files([arrived] if arrived else [])), sentences[0]


def _past_days(read: Settings, feed: str, first: date, last: date | None) -> Report:
    """Fetch every list from `first` to `last` (today) that was not fetched before. Raises BadInput."""
    whole = Files()
    with session.opened(read) as app:
        feeding = _feeding(app, read, feed)
        if not habit_of(feed).looks_back:
            raise BadInput(f"{feed_name(feed)} keeps no earlier lists: “paperboy fetch” gets what it lists now.")
        now = session.now(app, read)
        for day in (first, last):
            _has_come(day, now)
        until = last or habit_of(feed).today(now)
        days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
        left = [day for day in days if day not in feeding.feeds.settled(feed)]
        for start in range(0, len(left), DAYS_AT_ONCE):
            part = _days(app, read, feeding, feed, left[start : start + DAYS_AT_ONCE])
            _waited(app, read, part)
            whole.arrived += part.arrived
            whole.skipped += part.skipped
        return report(app, whole)


def _has_come(day: date | None, now: datetime) -> None:
    """Raises BadCommand for a day that has come nowhere yet: in the zone of a source it may be tomorrow."""
    if day and day > now.date() + timedelta(days=1):
        raise BadCommand(f"{day} has not come yet.")


def _from_folder(read: Settings, feed: str, folder: Path) -> Report:
    """Take in the recorded answers of a folder, named by their days. Raises BadInput where there are none."""
    files = sorted(path for path in folder.iterdir() if RECORDED.fullmatch(path.name)) if folder.is_dir() else []
    if not files:
        raise BadInput(
            f"{folder} holds no recorded answers: their names are like 2026-08-21.json, plain or with .gz or .xz."
        )
    with session.opened(read) as app:
        _feeding(app, read, feed)
        return take_in(app, read, [str(path) for path in files])


def _feeding(app: Paperboy, read: Settings, feed: str) -> Feeding:
    """The feeds, this one among them whether it is switched on or not. Raises BadCommand."""
    try:
        return open_feeding(app, replace(read, feeds=feed))
    except ValueError:
        typed = feed if "/" not in feed else f"{feed.partition(':')[0]}:..."  # an address may hold a password
        raise BadCommand(
            f"There is no source “{typed}”. Sources are hf, arxiv:cs.CL+cs.LG, biorxiv, medrxiv, rss:https://..., opml:https://..., "
            "openreview:ICLR.cc/2026/Conference and semanticscholar:some words."
        ) from None


def _days(app: Paperboy, read: Settings, feeding: Feeding, feed: str, days: Sequence[date]) -> Files:
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


def _waited(app: Paperboy, read: Settings, intake: Files) -> Report:
    wait = Wait(app, intake, lambda: WorkerProcess(os.environ), lambda: session.now(app, read))
    with progress(intake.entries, console(stderr=True)) as show:
        wait.run(show)
    return report(app, intake)
