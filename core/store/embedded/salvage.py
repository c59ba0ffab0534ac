"""What can be kept of a damaged record: its files are read around the damage, and written again beside those that are there.

Where the newest good backup is younger than the damage, it and the changes after it are all there was: nothing is lost.
"""

from collections.abc import Iterable, Iterator, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from core.host.durable import replacing, sync_folder
from core.store.embedded import aof
from core.store.embedded.aof import Command, Damage
from core.store.engine import backup, keys
from core.store.engine.log import order

LOG, POSTS, STALE = keys.LOG.encode(), keys.posts("").encode(), keys.stale("").encode()


class Survey(NamedTuple):
    """What a look at the files found: steps that can be read, damage, and the backup that helps."""

    files: aof.Parts
    steps: int
    damage: tuple[Damage, ...]
    backup: Path | None
    since: int | None
    """After how many steps the backup was begun: it and the later steps are all there was. None where it does not reach so far."""
    lost: tuple[str, str]
    """Log ids of the last change before the first damage and of the first after the last; '' where there is none."""

    @property
    def damaged(self) -> bool:
        """Whether there is anything to be mended."""
        return bool(self.damage) or self.files.dumped or not self.files.listed


def survey(folder: Path, backups: Sequence[Path]) -> Survey:
    """Read the data in `folder` to its end, beside the newest good backup in `backups`. Changes nothing."""
    files, good = aof.parts(folder), backup.newest_good(backups)
    look = _FileSurvey(order(good[1].log) if good else None)
    for base, item in _items(files):
        look.at(base, item)
    exact = look.since is not None and not look.damage_since
    helps = exact or look.base_damage
    return Survey(
        files,
        look.steps,
        tuple(look.damage),
        good[0] if good and helps else None,
        look.since if exact else None,
        (look.before, look.after),
    )


def rebuild(folder: Path, aside: Path, survey: Survey) -> None:
    """Put what can be kept in the place of what is there, which goes to `aside`. A power cut leaves the one or the other."""
    old = sorted(folder.glob("appendonly.aof.*"))
    number = max((aof.number(path.name) for path in old), default=0) + 1
    base = survey.files.base if survey.files.dumped and survey.since is None else None
    fresh, manifest = folder / f"appendonly.aof.{number}.incr.aof", folder / aof.MANIFEST
    with replacing(fresh) as file:
        for command in _ended(_kept(survey)):
            file.write(aof.encode(command))
    if manifest.exists():
        with replacing(aside / aof.MANIFEST) as file:
            file.write(manifest.read_bytes())
    with replacing(manifest) as file:
        for path, kind in ((base, "b"), (fresh, "i")):
            if path:
                file.write(f"file {path.name} seq {aof.number(path.name)} type {kind}\n".encode())
    for path in old:
        if path not in (base, manifest):
            path.rename(aside / path.name)
    sync_folder(aside)
    sync_folder(folder)


class _FileSurvey:
    """What is counted while the files are read; `reached` is the log id at which the newest good backup was begun."""

    def __init__(self, reached: tuple[int, int] | None) -> None:
        self.steps, self.damage, self.damage_since, self.base_damage = 0, list[Damage](), 0, 0
        self.since: int | None = None
        self.before = self.after = ""
        self._reached = reached

    def at(self, base: bool, item: tuple[Command, ...] | Damage) -> None:
        """Count one more."""
        if isinstance(item, Damage):
            self.damage.append(item)
            self.damage_since += 1
            self.base_damage += base
            self.after = ""
            return
        self.steps += 1
        for command in item:
            if not base and command[0] == b"XADD" and command[1] == LOG:
                self._logged(command[2].decode())

    def _logged(self, event_id: str) -> None:
        if self.damage:
            self.after = self.after or event_id
        else:
            self.before = event_id
        if self._reached and order(event_id) <= self._reached:
            self.since, self.damage_since = self.steps, 0


def _items(files: aof.Parts) -> Iterator[tuple[bool, tuple[Command, ...] | Damage]]:
    """All that the files hold, in order, and whether it is of the base; a missing file is one damage."""
    for file in filter(None, (files.base, *files.appended)):
        base = file == files.base
        if file.name in files.missing:
            yield base, Damage(file.name, 0, 0)
        elif file.stat().st_size and not (base and files.dumped):
            with file.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as data:
                for item in aof.read(file.name, data, stepwise=not base):
                    yield base, item


def _kept(survey: Survey) -> Iterator[Command]:
    """The commands that make an empty server what is to be kept."""
    if survey.backup:
        yield from backup.commands(survey.backup)
    steps, cleared = 0, set[bytes]()
    for base, item in _items(survey.files):
        if isinstance(item, Damage):
            continue
        steps += 1
        if survey.since is not None and steps <= survey.since:
            continue
        for command in item:
            if base and survey.backup and command[0] != b"SELECT" and command[1] not in cleared:
                cleared.add(command[1])  # the base holds a key whole; the backup may be older
                yield [b"DEL", command[1]]
            yield command


def _ended(commands: Iterable[Command]) -> Iterator[Command]:
    """Some commands, and those by which others learn that the record lost something."""
    shown = set[bytes]()
    for command in commands:
        if command[1].startswith(POSTS):
            shown.add(command[1])
        yield command
    yield [b"DEL", keys.EPOCH.encode()]  # who follows the log must read the record again
    for key in sorted(shown):  # messages may show what is lost
        yield [b"ZUNIONSTORE", STALE + key.removeprefix(POSTS), b"1", key]
