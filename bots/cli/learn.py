"""The command `learn`: an export of a chat in, so that Paperboy knows the room on its first day."""

from collections.abc import Iterator
from functools import partial
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any

import click

from bots.cli.output import JSON, reading, written
from bots.terminal import session
from bots.terminal.render import safe
from core.errors import BadInput
from core.services.history.discord_export import LARGEST, read_discord
from core.services.history.learning import HistoryLearner, LearnedChannel, LearnedPast, digest_line
from core.services.history.past import Past
from core.services.history.slack_export import read_slack
from core.text.cleaning import counted


@click.command()
@click.argument("file")
@click.option("--open", "is_open", is_flag=True, help="Discord: everybody in the server may read that channel.")
@click.option("--team", default="", help="Slack: the workspace's id, where the export lacks it.")
@JSON
def learn(file: str, is_open: bool, team: str, as_json: bool) -> None:
    """Learn a room's past from an export of its chat.

    FILE is a Slack export (zip) or JSON of DiscordChatExporter. Links to papers become the archive, reactions its first votes.
    Nothing is posted, and nothing becomes news.
    """
    past, content = read(file, is_open, team)
    read_settings = session.read_settings()
    with session.opened(read_settings) as app:
        learner, now = app.call(HistoryLearner), session.now(app, read_settings)
        learned = learner.learn(past, content, now)
        topics = [learner.topics(channel, now.date()) for channel in learned.channels]
    if as_json:
        click.echo(written(shape(past, learned, topics)))
        return
    for line in lines(past, learned, topics):
        click.echo(safe(line))


def read(file: str, is_open: bool = False, team: str = "") -> tuple[Past, str]:
    """What a file tells, and its name by its bytes. Raises BadInput, before anything is changed."""
    name = safe(Path(file).name or file)
    with reading(safe(file), "an export"), Path(file).open("rb") as opened:
        content = file_digest(opened, partial(blake2b, digest_size=16)).hexdigest() + (" open" if is_open else "")
        opened.seek(0)
        is_zip = opened.read(2) == b"PK"
        opened.seek(0)
        if is_zip:
            return read_slack(opened, name, team), content
        data = opened.read(LARGEST + 1)
    if not data:
        raise BadInput(f"{name} is empty.")
    if len(data) > LARGEST:
        raise BadInput(f"{name} is larger than {LARGEST >> 30} GB. Nothing was changed; export less of it.")
    return read_discord(data, name, is_open=is_open), content


def lines(past: Past, learned: LearnedPast, topics: list[tuple[str, ...]]) -> Iterator[str]:
    """What became of an export, in sentences."""
    yield f"Read {counted(past.messages, 'message')} in {counted(len(past.channels), 'channel')}. Nothing was posted."
    if past.direct:
        yield f"Left out {counted(past.direct, 'direct conversation')}: those are nobody else's."
    if past.unread:
        yield f"{counted(past.unread, 'message')} could not be read and were left out."
    if learned.before:
        yield f"Paperboy learned this file on {learned.before:%d %b %Y} already, so nothing was changed."
    elif learned.links:
        yield f"The archive has {counted(learned.links, 'link')} to papers more."
    if learned.asked:
        yield f"Of these papers {learned.asked:,} are not here yet: a worker asks their sources, one every few seconds."
    for channel, words in zip(learned.channels, topics, strict=True):
        yield from _channel(channel, words)


def shape(past: Past, learned: LearnedPast, topics: list[tuple[str, ...]]) -> dict[str, Any]:
    """The JSON shape of `learn`:

    {"messages", "unread", "direct", "links", "asked", "before", "channels": [{"name", "open", "papers", "votes", "topics", "line"}]}
    `before` is when the same file was learned, empty where it was not; `line` sets a digest up in that channel.
    """
    return {
        "messages": past.messages,
        "unread": past.unread,
        "direct": past.direct,
        "links": learned.links,
        "asked": learned.asked,
        "before": learned.before.isoformat(timespec="seconds") if learned.before else "",
        "channels": [
            {
                "name": channel.channel.name,
                "open": channel.channel.is_open,
                "papers": channel.papers,
                "votes": channel.votes,
                "topics": list(words),
                "line": _line(words),
            }
            for channel, words in zip(learned.channels, topics, strict=True)
        ],
    }


def _channel(learned: LearnedChannel, topics: tuple[str, ...]) -> Iterator[str]:
    votes = "one vote" if learned.votes == 1 else f"{learned.votes:,} votes"
    who = "" if learned.channel.is_open else "; only people there see where they were posted"
    yield f"#{learned.channel.name}: {counted(learned.papers, 'paper')}, {votes}{who}."
    if topics:
        yield f"This room reads: {', '.join(topics)}. Set a digest up? Type there: {_line(topics)}"
    elif learned.papers:
        yield "Its topics are not known yet: type the same line again once its papers are here."


def _line(topics: tuple[str, ...]) -> str:
    return f"/papers {line}" if (line := digest_line(topics)) else ""
