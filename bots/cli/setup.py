"""The command `init`: the steps to an app and its tokens, what the lab reads, each checked as it comes, and a `.env` that holds them."""

import logging
import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click

from bots.shared.platforms import AWAY, PLATFORMS, Platform
from bots.terminal.render import console, linked
from core.bootstrap import bases_of, open_look
from core.errors import BadSettings, NotAListing
from core.feeds import sources
from core.feeds.habits import habit_of
from core.feeds.source import Source
from core.feeds.trouble import BadStatus, FetchFailed, HostUnreachable, RetryLater, TooSlow
from core.host.clock import SYSTEM
from core.host.durable import replacing
from core.services.feed_trial import Look, held
from core.settings import Settings, env_example, read
from core.text.cleaning import clean, clip, counted
from core.text.source_names import feed_name

DOTENV = Path(".env")

FEEDS = "PAPERBOY_FEEDS"

_FIELDS = ", ".join(sources.FIELDS)


@click.command()
@click.argument("platform", required=False, type=click.Choice([name for name, row in PLATFORMS.items() if row.tokens]))
@click.option(
    "--reads", metavar="FIELDS", help=f"What your lab reads, with commas: {', '.join(sources.FIELDS)}, or feeds."
)
def init(platform: str | None, reads: str | None) -> None:
    """Set Paperboy up: Slack or Discord, and the feeds.

    Prints the link that makes the app or adds the bot, checks each token, asks what your lab reads, tries the feeds
    for it, and writes all into .env. Without a terminal it reads the tokens from the environment, or one a line from
    standard input, and chooses feeds only for --reads.
    """
    logging.getLogger().addHandler(
        logging.NullHandler()
    )  # what a platform's library warns of is for no reader of these steps
    if platform is None and reads is None and not sys.stdin.isatty():
        raise click.UsageError("Say what to set up: slack, discord, or --reads with what your lab reads.")
    row = PLATFORMS[platform or "terminal"]
    before = read(
        {**os.environ, **dict.fromkeys(row.tokens, "")}, DOTENV
    )  # all but the tokens asked for must be readable
    if platform:
        _show(row.first_steps())
    values = {name: token for name in row.tokens if (token := _asked(row, name))}
    if feeds := FeedChoice(before, SYSTEM.now()).made(reads):
        values[FEEDS] = ", ".join(feeds)
    after = read(values, DOTENV)
    write_env(DOTENV, values)
    if platform and (more := row.last_steps(read({**os.environ, **values}, DOTENV))):
        _show(more)
    if later := row.missing(after):
        _show(f"Still to set: {', '.join(later)}")
    _show("Written into .env, which only you can read. Next: paperboy doctor, then paperboy up")


def _asked(row: Platform, name: str) -> str:
    """A token that is not refused, '' for later. Raises BadSettings for one that is, where nobody can be asked again."""
    while token := _typed(name):
        refused, sentence = checked(row, name, token)
        if refused and not sys.stdin.isatty():
            raise BadSettings(sentence)
        _show(sentence)
        if not refused:
            return token
    return ""


def _typed(name: str) -> str:
    if not sys.stdin.isatty():
        return os.environ.get(name) or sys.stdin.readline().strip()
    typed: str = click.prompt(
        f"Paste {name} (it is not shown; Enter for later)", "", hide_input=True, show_default=False
    )
    return typed.strip()


def _show(text: str) -> None:
    """Print a text whose lines stay whole, so that a link in it can be clicked and copied."""
    console().print(linked(text), soft_wrap=True)


class FeedChoice:
    """The feeds for what a lab reads, each tried once before it is proposed."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self._settings, self._now = settings, now
        self._good: dict[str, bool] = {}

    def made(self, reads: str | None) -> tuple[str, ...]:
        """The feeds that are chosen: for what the lab `reads`, else as is asked for at a terminal; none to leave them as they are.

        Raises BadSettings where nobody can be asked again.
        """
        if FEEDS in os.environ:
            if reads is not None:
                raise BadSettings(
                    f"{FEEDS} is set in the environment, which counts before .env. Take it out there first."
                )
            return ()
        if reads is not None:
            feeds = self._tried(reads)
            if not feeds:
                raise BadSettings("None of these feeds can be read, so none is switched on. Choose others.")
            return feeds
        feeds = ()
        while sys.stdin.isatty() and (answer := self._answer(feeds)):
            try:
                feeds = self._tried(answer)
            except BadSettings as wrong:
                _show(str(wrong))
        return feeds

    def _answer(self, feeds: Sequence[str]) -> str:
        """What somebody types: fields or feeds, '' where it stays as it is."""
        asked = f"What does your lab read? {_FIELDS}, or feeds; several with commas (Enter keeps {self._settings.feeds or 'none'})"
        if feeds:
            asked = f"These are proposed: {', '.join(feeds)}. Type others, or all that you want (Enter takes these)"
        typed: str = click.prompt(asked, "", show_default=False)
        return typed.strip()

    def _tried(self, answer: str) -> tuple[str, ...]:
        """The feeds of an answer, without those that hold no papers; of each it is said. Raises BadSettings for what names none."""
        try:
            names = sources.proposed(answer)
        except ValueError as wrong:
            raise BadSettings(
                f"“{clip(clean(str(wrong)), 80)}” is neither a field nor a feed. Fields are {_FIELDS}."
            ) from None
        feeds = sources.read(", ".join(names), bases_of(self._settings))
        look = open_look(self._settings, feeds)
        for feed in feeds:
            if feed.name not in self._good:
                self._good[feed.name], sentence = _trial(feed, look, self._now)
                _show(sentence)
        return tuple(feed.name for feed in feeds if self._good[feed.name])


def _trial(source: Source, look: Look, now: datetime) -> tuple[bool, str]:
    """Whether a feed may be switched on, and what it answered."""
    name, habit = feed_name(source.name), habit_of(source.name)
    day = habit.today(now)
    while not habit.lists(day):  # arXiv is asked on a weekend too, for it answers then
        day -= timedelta(days=1)
    try:
        listing = held(source, look, day)
    except (FetchFailed, NotAListing) as error:
        broken = isinstance(error, BadStatus) and error.status >= 500
        if broken or isinstance(error, HostUnreachable | TooSlow | RetryLater):
            return True, f"{name} could not be asked now; it is kept, for that may pass. {error}"
        return False, f"{name} cannot be read, so it is left out. {error}"
    return True, f"{name} holds {counted(len(listing.entries), 'paper')} now."


def checked(row: Platform, name: str, token: str) -> tuple[bool, str]:
    """Whether a token is refused, and what is said of it; the platform is not asked about one of the wrong kind. No token is shown."""
    try:
        read({name: token}, None)
    except BadSettings as wrong:
        return True, str(wrong)
    alone = dict.fromkeys(row.tokens, "") | {name: token}
    rows = row.checks(read({**os.environ, **alone}, DOTENV), name)
    if faults := [text for state, _, text in rows if state == "fail"]:
        return True, _sentence("; ".join(faults))
    if away := [text for state, _, text in rows if state == AWAY]:
        return False, f"{_sentence(away[0])} So I could not check {name}; I keep it."
    return False, _sentence(rows[0][2])


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Set these in a `.env`, whose other lines stay; where there is none it is made from the example. Only its owner may read it.

    The file is whole at any moment. Raises BadSettings where it cannot be written.
    """
    try:
        text = path.read_text("utf-8") if path.exists() else env_example()
        for name, value in values.items():
            text = _set(text, name, value)
        with replacing(path) as file:
            file.write(text.encode())
    except (OSError, ValueError) as error:
        raise BadSettings(
            f"{path} cannot be written: {getattr(error, 'strerror', None) or 'it is not text'}."
        ) from None


def _set(text: str, name: str, typed: str) -> str:
    line = f"{name}={typed}"
    changed, count = re.subn(rf"^(?:export\s+)?{name}\s*=.*$", lambda _: line, text, count=1, flags=re.MULTILINE)
    if count:
        return changed
    return f"{text.rstrip()}\n{line}\n" if text.strip() else f"{line}\n"
