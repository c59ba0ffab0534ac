"""The command `doctor`: one line a check, said in words, not in colour alone; no secret is ever shown."""

import platform
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import click
from rich.text import Text

from bots.cli.outlets import hooks
from bots.mail import checks
from bots.shared.platforms import PLATFORMS, Platform
from bots.terminal import render, session
from core.app import Paperboy
from core.errors import PaperboyError
from core.host.egress import Egress, open_socket
from core.services.fetching import FAILING_LONG
from core.services.status import bot_status
from core.services.summarising import host_of, is_on
from core.settings import Settings
from core.settings.table import SETTINGS
from core.store.chats.heartbeats import Heartbeats
from core.store.delivery.deliveries import Deliveries
from core.store.embedded.paths import last_cut, room_warning
from core.store.engine.backups import Backups
from core.store.engine.queue import DeliveryQueue
from core.store.engine.record import SCHEMA, Record
from core.store.engine.server import replication
from core.store.engine.server.requirements import losses, needed, sync_of
from core.store.engine.steering import Steering
from core.store.papers.feeds import Feeds
from core.store.papers.lines import Lines
from core.subscriptions.wording import moment
from core.text.cleaning import counted
from core.text.source_names import feed_name
from core.votes.emoji import Rules

State = Literal["ok", "warn", "fail"]
STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}
OLDEST = (3, 11)

UNASKED = timedelta(days=4)
"""Without an answer for so long nobody asks a feed: the longest that one is left alone is a weekend and a holiday."""

PROXY_SECONDS = 5.0
PROXY_RESOLVES = (
    "It finds the addresses of hosts, so Paperboy checks only the names and ports it asks for:"
    " let the proxy refuse your own network"
)


NONE_RUN, LISTED = "none; `paperboy up` runs them", "`paperboy dead list` says why"


class Check(NamedTuple):
    """The outcome of one check."""

    state: State
    name: str
    text: str


@click.command()
def doctor() -> None:
    """Check Python, settings, database and workers."""
    out, failed = render.console(), False
    for row in _rows():
        head = Text.assemble((f"{row.state:<5}", STYLES[row.state]), f" {row.name:<12} ")
        out.print(head + render.linked(row.text), soft_wrap=True)
        failed = failed or row.state == "fail"
    sys.exit(int(failed))


def _rows() -> Iterator[Check]:
    yield _python()
    yield from _readers(Path(".env"))
    try:
        read = session.read_settings()
    except PaperboyError as error:
        yield Check("fail", "settings", str(error))
        return
    yield from _settings(read)
    yield from _proxy(read.egress)
    if read.home.is_dir():
        yield _warned("disk", room_warning(read.home), f"has room for what {read.home} may come to hold", "fail")
    yield from _named("mail", checks.checked(read))
    for row in PLATFORMS.values():
        yield from _platform(row, read)
    try:
        with session.opened(read) as app:
            yield from _app(app)
            yield from _bots(app.of(Heartbeats), read)
            yield from _named("webhooks", hooks.checked(app, read))
            yield from _named("summaries", _summaries(app.of(Lines), read, app.now()))
    except PaperboyError as error:
        yield Check("fail", "record", str(error))


def _named(name: str, rows: Iterable[tuple[State, str]]) -> Iterator[Check]:
    return (Check(state, name, text) for state, text in rows)


def _warned(name: str, warning: str, fine: str, state: State = "warn") -> Check:
    """What is fine unless there is a warning, which puts it into a state."""
    return Check(state if warning else "ok", name, warning or fine)


def _python() -> Check:
    version = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info < OLDEST:
        return Check("fail", "python", f"{version}: Paperboy needs {'.'.join(map(str, OLDEST))} or newer")
    return Check("ok", "python", version)


def _settings(read: Settings) -> Iterator[Check]:
    for warning in read.warnings:
        yield Check("warn", "settings", warning)
    if not read.warnings:
        yield Check("ok", "settings", f"all readable; the home is {read.home}")
    for setting in SETTINGS:
        if setting.secret:
            yield Check("ok", setting.name, "set" if getattr(read, setting.field) else "not set")


def _proxy(egress: Egress) -> Iterator[Check]:
    """Whether the proxy answers, and what is left to it: where it finds hosts, no address can be vetted here."""
    if not egress.proxy:
        return
    host, port = egress.proxy_place
    try:
        open_socket(host, port, PROXY_SECONDS).close()
    except OSError as error:
        yield Check("fail", "proxy", f"{host}:{port} cannot be reached ({type(error).__name__}): look at HTTPS_PROXY")
        return
    yield Check("ok", "proxy", f"{host}:{port} answers. {PROXY_RESOLVES}")


def _readers(path: Path) -> Iterator[Check]:
    """Whether others on this machine may read the tokens of a `.env`."""
    mode = path.stat().st_mode if path.is_file() else 0
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Check("fail", ".env", f"other users of this machine can read it ({mode & 0o777:o}): run chmod 600 {path}")
    elif mode:
        yield Check("ok", ".env", "only you can read it")


def _platform(row: Platform, read: Settings) -> Iterator[Check]:
    """What a platform says of its own set-up; nothing without its first token."""
    if _is_wanted(row, read):
        for state, name, text in row.checks(read):
            yield Check("ok" if state == "ok" else "warn" if state == "warn" else "fail", name, text)


def _is_wanted(row: Platform, read: Settings) -> bool:
    """Whether somebody set the first of its tokens."""
    return bool(row.tokens) and row.tokens[0] not in row.missing(read)


def _app(app: Paperboy) -> Iterator[Check]:
    yield _record(app.of(Record), app.paper_count())
    yield _warned("clock", app.of(Steering).warning, "the same as the database's", "fail")
    yield from _persistence(app.of(Record), app.home)
    yield from _named("replicas", replication.checked(app.of(Record).url, app.of(Record).text))
    yield _backups(app.of(Backups), app.now())
    yield from app.call(_feeds, now=app.now())
    yield Check("ok", "schema", f"{SCHEMA}, the one this Paperboy writes")
    app.catch_up()
    yield _warned("index", "catching up with the record" if app.behind() else "", "up to date")
    workers = app.workers()
    yield _warned("workers", "" if workers else NONE_RUN, f"{workers} running")
    given_up = app.given_up()
    yield _warned("jobs", f"{given_up} given up; {LISTED}" if given_up else "", "none given up")
    yield from post_checks(app)


def post_checks(app: Paperboy) -> tuple[Check, Check]:
    """Whether anything sends posts, and how many were given up."""
    senders, given_up = app.of(DeliveryQueue).workers(), len(app.of(Deliveries).failed())
    return (
        _warned("senders", "" if senders else NONE_RUN, f"{senders} running"),
        _warned("posts", f"{given_up} given up; {LISTED}" if given_up else "", "none given up"),
    )


def _record(record: Record, papers: int) -> Check:
    start = time.perf_counter()
    record.text.ping()
    took = (time.perf_counter() - start) * 1000
    server = f"{record.server()} (needs {needed()})"
    return Check("ok", "record", f"{server}, answers in {took:.1f} ms, holds {counted(papers, 'paper')}")


def _bots(heartbeats: Heartbeats, read: Settings) -> Iterator[Check]:
    """The bots that run, and those that do not though their token is set."""
    running = heartbeats.running()
    for bot in running:
        yield Check("warn" if bot.late or bot.deaf or bot.lacks else "ok", "bots", bot_status(bot))
    for name, row in PLATFORMS.items():
        if _is_wanted(row, read) and name not in {bot.platform for bot in running}:
            yield Check("warn", "bots", f"no {row.title} bot runs; `paperboy up` runs it")


def _persistence(record: Record, home: Path) -> Iterator[Check]:
    """What the server may lose: PAPERBOY_ACCEPT_SERVER lets such a server be used, and does not make it safe."""
    faults, sync = losses(record.text.info()), sync_of(record.text)
    for fault in faults:
        yield Check("fail", "persistence", f"the server may lose papers: {fault}")
    if cut := last_cut(home / "record"):
        yield Check("warn", "persistence", f"an unfinished change was cut off the end of {cut}: it was never confirmed")
    if faults:
        return
    if sync == "always":
        yield Check("ok", "persistence", "the server logs every change and syncs it (appendfsync always)")
    elif sync:
        yield Check("warn", "persistence", f"appendfsync is {sync}, not always: a power cut may cost the last votes")
    else:
        yield Check("warn", "persistence", "the server does not say how often it syncs its log (CONFIG is refused)")


def _backups(backups: Backups, now: datetime) -> Check:
    if not backups.kept:
        return Check("warn", "backup", "switched off by PAPERBOY_BACKUPS=0")
    return _warned("backup", backups.warning(now), backups.newest(), "fail")


def _feeds(feeds: Feeds, rules: Rules, now: datetime) -> Iterator[Check]:
    """The feeds that give no lists, or that nobody has asked for days."""
    zone, well = rules.zone or "UTC", list[str]()
    for name in rules.feeds:
        health, shown = feeds.health(name), feed_name(name)
        if health.failing:
            state: State = "fail" if now - health.failing >= FAILING_LONG else "warn"
            yield Check(
                state,
                "feeds",
                f"{shown} has failed since {moment(health.failing, zone)}: {health.error} Paperboy keeps trying",
            )
        elif not health.success:
            yield Check("warn", "feeds", f"{shown} was not asked yet; `paperboy up` asks it")
        elif now - health.success >= UNASKED:
            yield Check(
                "fail", "feeds", f"{shown} was last read on {moment(health.success, zone)}; `paperboy up` reads it"
            )
        else:
            well.append(shown)
    if well or not rules.feeds:
        yield Check("ok", "feeds", f"{', '.join(well)}: none failing" if well else "none switched on")


def _summaries(lines: Lines, read: Settings, now: datetime) -> Iterator[tuple[State, str]]:
    """How the model that sums papers up is asked; nothing where no setting names one. It is not asked for this."""
    if not is_on(read):
        if read.summary_url or read.summary_model:
            yield "fail", "off: set both PAPERBOY_SUMMARY_URL and PAPERBOY_SUMMARY_MODEL"
        return
    url, asking = urlsplit(read.summary_url), lines.asking()
    if read.summary_key and url.scheme == "http" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
        yield "warn", "the key goes out unencrypted: PAPERBOY_SUMMARY_URL begins with http://"
    model = f"{read.summary_model} at {host_of(read)}, asked {asking.asked_on(now):,} of at most {read.summary_day:,} times today"
    if asking.why:
        until = datetime.fromtimestamp(asking.after, now.tzinfo)
        yield "warn", f"{model}; not before {until:%d %b %H:%M}: {asking.why}"
    else:
        yield "ok", model
