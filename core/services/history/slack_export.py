"""A Slack export: a zip of lists of channels and people, and of a folder a channel with a file a day.

Nothing is unpacked to a disk. Direct conversations are left out, and what bots wrote.
"""

import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import IO, Any

import msgspec

from core.errors import BadInput
from core.model import Person, Place
from core.services.history.past import (
    Past,
    PastChannel,
    PastMessage,
    PastReaction,
    id_in,
    message_in,
    rows_in,
    text_in,
)

PLATFORM = "slack"

LARGEST_FILE, LARGEST = 64 << 20, 2 << 30
"""Bytes of one file in an export, and of all together: far above a day of a channel, far below what fills a disk or the memory."""

MOST_FILES = 300_000

LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json", "users.json")

WRITTEN = ("", "thread_broadcast", "file_share", "me_message")
"""The kinds of messages that people write."""


def read_slack(opened: IO[bytes], name: str, team: str = "") -> Past:
    """What a Slack export tells. `team` is the workspace's id, where the export does not say it. Raises BadInput."""
    try:
        with zipfile.ZipFile(opened) as archive:
            return _Export(archive, name).past(team)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise BadInput(
            f"{name} is damaged or only half there ({error}). Nothing was changed; export it again."
        ) from None
    except RuntimeError:
        raise BadInput(f"{name} is encrypted, or packed as Paperboy cannot read it. Nothing was changed.") from None


class _Export:
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name, self._read = archive, name, 0
        entries = archive.infolist()
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST:
            raise BadInput(f"{name} unpacks to more than {LARGEST >> 30} GB. Nothing was changed; export less of it.")
        self._files = {entry.filename: entry for entry in entries if entry.filename.endswith(".json")}
        if not {"channels.json", "groups.json"} & self._files.keys():
            raise BadInput(f"{name} is no Slack export: it holds no channels.json. Nothing was changed.")
        self.messages = self.unread = 0

    def past(self, team: str) -> Past:
        """What it tells."""
        channels, private, _, _, users = (self._rows(file) for file in LISTS)
        days = self._days()
        raw = {folder: [row for file in files for row in self._messages(file)] for folder, files in days.items()}
        team = team or _team_of(users, raw)
        bots = {id_in(row.get("id")) for row in users if row.get("is_bot")} | {"USLACKBOT"}
        past = []
        for row, is_private in [*((row, False) for row in channels), *((row, True) for row in private)]:
            channel, label = id_in(row.get("id")), text_in(row.get("name"))
            if channel and (rows := raw.get(label)):
                if not team:
                    raise BadInput(f"{self._name} does not say which workspace it is of: add --team T0123ABCD.")
                place = Place(PLATFORM, team, channel)
                messages = tuple(message for sent in rows if (message := message_of(sent, team, bots)))
                past.append(PastChannel(place, place, label, not (is_private or row.get("is_private")), messages))
        direct = len(self._rows("dms.json")) + len(self._rows("mpims.json"))
        return Past(tuple(past), self.messages, self.unread, direct)

    def _days(self) -> dict[str, list[str]]:
        """The files of each folder; a path that leads anywhere else names no channel."""
        listed = {text_in(row.get("name")) for file in LISTS[:2] for row in self._rows(file)}
        days: dict[str, list[str]] = {}
        for file in sorted(self._files):
            folder, _, day = file.rpartition("/")
            if folder in listed and day:
                days.setdefault(folder, []).append(file)
        return days

    def _messages(self, file: str) -> Iterator[dict[str, Any]]:
        """The messages of a day that may name a paper."""
        for row in self._rows(file):
            self.messages += 1
            if "://" in str(row.get("text")) or row.get("attachments"):
                yield row

    def _rows(self, file: str) -> list[dict[str, Any]]:
        entry = self._files.get(file)
        if entry is None:
            return []
        with self._archive.open(entry) as opened:
            data = opened.read(LARGEST_FILE + 1)
        self._read += len(data)
        if len(data) > LARGEST_FILE or self._read > LARGEST:
            raise BadInput(f"{self._name} unpacks to more than it says or may. Nothing was changed.")
        try:
            rows = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise BadInput(
                f"{self._name} is damaged: {ascii(file)[1:-1][:120]} is no whole JSON. Nothing was changed; export it again."
            ) from None
        kept = rows_in(rows)
        self.unread += (len(rows) if isinstance(rows, list) else 1) - len(kept)
        return kept


def _team_of(users: list[dict[str, Any]], raw: dict[str, list[dict[str, Any]]]) -> str:
    """The workspace that most of its people are of, or most messages."""
    teams = Counter(id_in(row.get("team_id")) for row in users if not row.get("is_stranger"))
    teams = teams if any(teams) else Counter(id_in(row.get("team")) for rows in raw.values() for row in rows)
    return next((team for team, _ in teams.most_common() if team), "")


def message_of(row: dict[str, Any], team: str, bots: Collection[str]) -> PastMessage | None:
    """A message that somebody wrote and that links to papers, None for another."""
    user, stamp = id_in(row.get("user")), text_in(row.get("ts"))
    if not user or user in bots or row.get("bot_id") or text_in(row.get("subtype")) not in WRITTEN:
        return None
    reactions = (
        PastReaction(Person(PLATFORM, team, who), text_in(reaction.get("name")))
        for reaction in rows_in(row.get("reactions"))
        for who in dict.fromkeys(map(id_in, _list_in(reaction.get("users"))))
        if who and who not in bots
    )
    person = Person(PLATFORM, team, user)
    return message_in(
        stamp,
        lambda: datetime.fromtimestamp(float(stamp), UTC),
        person,
        row.get("text"),
        reactions,
        row.get("attachments"),
    )


def _list_in(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
