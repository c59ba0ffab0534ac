"""How to add: a feed is one file and one row, a verb one function, an outlet one file and one row. Done in a copy of the tree."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

ROOT = Path(__file__).parents[1]

FEED = '''"""A feed of kites."""

from datetime import date

from core.feeds.source import Bases, Fetched, Get
from core.model import Entry, Listing


class Kites:
    """One list, of every day."""

    name = label = "kites"

    def fetch(self, get: Get, day: date, today: date) -> Fetched | None:
        """The list of a day."""
        data = get(f"https://kites.example/{day}")
        return Fetched(data, "kites.txt") if data is not None else None

    def parse(self, data: bytes, where: str) -> Listing:
        """One paper a line."""
        return Listing(self.label, None, tuple(Entry(line) for line in data.decode().splitlines()))


def open_source(part: str, bases: Bases) -> Kites:
    """`kites`."""
    return Kites()
'''

FEED_RUN = """
from datetime import date
from core import settings
from core.feeds.habits import habit_of
from core.feeds.source import Bases
from core.feeds.sources import read

feeds = settings.read({"PAPERBOY_FEEDS": "kites", "PAPERBOY_HOME": "/nowhere"}, None).feeds
(kites,) = read(feeds, Bases())
day = date(2026, 11, 20)
fetched = kites.fetch(lambda url: b"Kites that Fly\\nKites that Fall", day, day)
listing = kites.parse(fetched.data, fetched.where)
assert habit_of("kites").every and [entry.title for entry in listing.entries] == ["Kites that Fly", "Kites that Fall"]
"""

VERB = '''

@command(private=True, example="fly high")
def fly(rules: Rules, how: Annotated[Literal["high", "low"], "high or low"] = "low") -> Iterator[Card]:
    """Say how a kite flies."""
    yield note(f"It flies {how} over {rules.zone}.")
'''

VERB_RUN = """
from datetime import UTC, datetime
from pathlib import Path
from bots.discord.setup.tree import make_root
from core.app import Paperboy
from core.commands.dispatch import answer
from core.commands.grammar import read
from core.commands.table import TABLE
from core.model import Call, Person, Place
from core.store.engine.record import Record
from core.store.engine.queue import Queue
from core.votes.emoji import Rules

url = "unix:///nowhere"
app = Paperboy(Record(url), lambda: None, Queue(url, "ingest"), Path(), rules=Rules(zone="Paris"))
call = Call(Person("terminal", "", "ada"), Place("terminal"), datetime(2026, 11, 20, tzinfo=UTC), "1")
assert answer(app, "fly high", call).cards[0].plain == "It flies high over Paris."
assert TABLE["fly"].help == "Say how a kite flies."
assert "Say how a kite flies." in answer(app, "help more", call).cards[0].plain
assert "fly" in {command.name for command in make_root(None, None).commands}
"""

OUTLET = '''"""Carrier pigeons as an outlet."""

from collections.abc import Callable
from datetime import datetime

from bots.shared.platforms import Loop
from core.app import Paperboy
from core.delivery.outlet import Digest
from core.model import Person, Place
from core.settings import Settings


class PigeonOutlet:
    """Every message arrives."""

    def send(self, place: Place, digest: Digest, key: str, still: Callable[[], bool]) -> str:
        """Let a pigeon fly."""
        return f"{place.channel}: {key}"

    def find(self, place: Place, key: str, since: datetime) -> str:
        """None comes twice."""
        return ""

    def dress(self, place: Place, message: str, digest: Digest, key: str, *, again: bool) -> None:
        """Pigeons wear nothing."""

    def direct(self, person: Person) -> Place:
        """Their loft."""
        return Place("pigeon", "", person.id)

    def allowance(self, place: Place | Person) -> None:
        """Nothing is shared."""

    def close(self) -> None:
        """Nothing is open."""

    def token(self) -> str:
        """None is needed."""
        return ""


def open_outlet(app: Paperboy, settings: Settings, loop: Loop) -> PigeonOutlet:
    """It needs none of these."""
    return PigeonOutlet()
'''

PIGEON = '    "pigeon": Platform("bots.pigeon", "Pigeon"),\n'

OUTLET_RUN = """
from bots.shared.platforms import Outlets
from core.delivery.outlet import Digest, Outlet
from core.model import Place

pigeons: Outlet = Outlets(None, None)["pigeon"]
assert pigeons.send(Place("pigeon", "", "roof"), Digest(()), "one", lambda: True) == "roof: one"
"""


def row(path: str, before: str, line: str) -> Callable[[Path], None]:
    """Puts a row into the table of a file, behind the line that opens it."""

    def put(tree: Path) -> None:
        text = (tree / path).read_text(encoding="utf-8")
        assert text.count(before) == 1
        (tree / path).write_text(text.replace(before, f"{before}{line}"), encoding="utf-8")

    return put


def file(path: str, text: str) -> Callable[[Path], None]:
    """Puts a new file into the tree."""

    def put(tree: Path) -> None:
        (tree / path).parent.mkdir(exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")

    return put


def function(path: str, text: str) -> Callable[[Path], None]:
    """Puts a function at the end of a file."""

    def put(tree: Path) -> None:
        with (tree / path).open("a", encoding="utf-8") as out:
            out.write(text)

    return put


def contents(tree: Path) -> dict[str, bytes]:
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*.py")}


@pytest.mark.parametrize(
    ("adding", "touched", "run"),
    [
        (
            [file("core/feeds/kites.py", FEED), row("core/feeds/sources.py", "FILES: Mapping[str, str] = {", '"kites": "kites", ')],
            {"core/feeds/kites.py", "core/feeds/sources.py"},
            FEED_RUN,
        ),
        ([function("core/commands/verbs/switches.py", VERB)], {"core/commands/verbs/switches.py"}, VERB_RUN),
        (
            [
                file("bots/pigeon/outlet.py", OUTLET),
                row("bots/shared/platforms.py", "PLATFORMS: Mapping[str, Platform] = {\n", PIGEON),
            ],
            {"bots/pigeon/outlet.py", "bots/shared/platforms.py"},
            OUTLET_RUN,
        ),
    ],
    ids=["a feed: one file and one row", "a verb: one function", "an outlet: one file and one row"],
)  # fmt: skip
def test_what_is_added_works_with_no_more_files_touched(
    adding: list[Callable[[Path], None]], touched: set[str], run: str, tmp_path: Path
) -> None:
    for part in ("core", "bots"):
        copytree(ROOT / part, tmp_path / part, ignore=ignore_patterns("__pycache__", "demo*"))
    before = contents(tmp_path)
    for add in adding:
        add(tmp_path)
    after = contents(tmp_path)
    assert {path for path in after if after[path] != before.get(path)} == touched
    done = subprocess.run(
        [sys.executable, "-B", "-c", run],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
