"""The morning itself: a digest on each chat, papers overnight, a post at 09:00, a kill, votes, a pasted link, all on one record.

Every moment is given, so that the day is always the same.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from bots.preview.morning.history import ChannelMessage, History
from bots.preview.morning.serving import DONE, OUT, PLACES, Order
from bots.preview.record import FILES, SAMPLE
from core import parsing, settings
from core.app import Paperboy, open_app
from core.commands.dispatch import answer
from core.delivery.composer import FIRST_LISTS
from core.delivery.fitting import Fitting
from core.delivery.planner import delivery_of
from core.host.clock import Clock
from core.model import Call, Person, Tally
from core.settings.table import SETTINGS
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.embedded import server
from core.store.votes.votes import Votes

ZONE = "Europe/Paris"
EVENING = datetime(2026, 11, 17, 16, 0, tzinfo=UTC)
NIGHT = EVENING + timedelta(hours=10)
MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
"""09:00 in Paris, a Wednesday: no week is reported, nor is one on the next morning."""

DAY = timedelta(days=1)
MORE = "dense.txt"
"""The papers of the second night."""

DIGEST = f'digest new top:3 topics:attention,"language model" at:09:00 tz:{ZONE} sure:yes'
LINK = "https://arxiv.org/abs/1706.03762"
READING_LIST = f"https://arxiv.org/abs/1810.04805 https://arxiv.org/abs/1409.0473 {LINK}"
"""Three links in one message are a list, which gets no card; that they were posted is known from then on."""


class Staged:
    """The bots' processes, both on the record of `home`, and what each sent."""

    def __init__(self, home: Path, environ: Mapping[str, str]) -> None:
        self._home, self._environ = home, environ
        self.processes: dict[str, subprocess.Popen[str]] = {}

    def start(self) -> None:
        """Start both."""
        for platform in PLACES:
            command = [sys.executable, "-P", "-m", f"bots.preview.morning.{platform}", str(self._file(platform))]
            with server.signals_wait():  # a process that is started and not known would outlive the story
                self.processes[platform] = subprocess.Popen(
                    command,
                    env=self._environ,
                    text=True,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    process_group=0,  # Ctrl-C is for the one who tells the story
                )

    def order(self, order: Order, *platforms: str) -> None:
        """Have something done, by both unless one is named, and wait until it is."""
        asked = [self.processes[platform] for platform in platforms or PLACES]
        for process in asked:
            assert process.stdin
            process.stdin.write(msgspec.json.encode(order).decode() + "\n")
            process.stdin.flush()
        for process in asked:
            assert process.stdout
            answered = process.stdout.readline().strip()
            assert answered == (OUT if order.halts else DONE), f"a bot ended at {order.deed}"

    def kill(self) -> None:
        """Kill both with signal 9, wherever they are."""
        for process in self.processes.values():
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()  # type: ignore[union-attr]

    def history(self, platform: str) -> History:
        """What stands in the channel of a platform."""
        return History(self._file(platform))

    def _file(self, platform: str) -> Path:
        return self._home / f"{platform}.json"


class Morning:
    """The scenes, each to be called in turn."""

    def __init__(self, app: Paperboy, staged: Staged) -> None:
        self._app, self.staged = app, staged

    def eve(self) -> None:
        """A reading list and a digest on each chat, and papers overnight."""
        self.staged.start()
        for place in PLACES.values():
            who = Person(place.platform, place.team, "1")
            answer(self._app, DIGEST, Call(who, place, EVENING, f"new-{place.platform}", open_to_all=True))
        self.staged.order(Order(EVENING + FIRST_LISTS, "deliver"))  # the first post waited for lists: there is none
        self.staged.order(Order(EVENING, "write", "Ada", text=READING_LIST))
        for name in FILES:
            self._list(name, NIGHT)

    def post(self) -> None:
        """09:00: both post; both are killed before they can note that."""
        self.staged.order(Order(MORNING, "deliver", halts=True))
        self.staged.kill()

    def start_again(self) -> None:
        """Both start again and deliver what is due."""
        self.staged.start()
        self.staged.order(Order(MORNING + timedelta(minutes=2), "deliver"))

    def vote(self) -> None:
        """Somebody in Slack and somebody on Discord vote for the first pick, and the posts are redrawn."""
        self.staged.order(Order(MORNING + timedelta(minutes=10), "vote", "Ada", number=1), "slack")
        self.staged.order(Order(MORNING + timedelta(minutes=20), "vote", "Bo", number=1), "discord")
        self.staged.order(Order(MORNING + timedelta(minutes=21), "redraw"))

    def paste(self) -> None:
        """Somebody posts the first pick's link."""
        self.staged.order(Order(MORNING + timedelta(hours=2), "write", "Cleo", text=LINK))

    def next_morning(self) -> None:
        """More papers overnight, and both learn from their votes before they post again."""
        self._list(MORE, NIGHT + DAY)
        fitting = self._app.call(Fitting)
        for learner in self._app.of(Models).waiting():
            fitting.learn(learner, NIGHT + DAY)
        self.staged.order(Order(MORNING + DAY, "deliver"))

    def _list(self, name: str, night: datetime) -> None:
        """The papers of a file are listed overnight."""
        data = (SAMPLE / name).read_bytes()
        listing = msgspec.structs.replace(parsing.parse(data, name), day=night.date())
        for todo in self._app.store_listing(data, name, listing, night.date(), night).todo:
            self._app.ingest_slice(todo.id, night)
        self._app.catch_up()

    def posts(self, platform: str) -> list[ChannelMessage]:
        """The posts of digests in a channel: what the bot wrote in answer to nobody."""
        return [message for message in self.staged.history(platform).ours() if not message.reply_to]

    def all_found(self) -> bool:
        """Whether the record has the one post of each channel as its delivery's message, and the delivery as done."""
        return all([self._noted(platform)] == [post.id for post in self.posts(platform)] for platform in PLACES)

    def _noted(self, platform: str) -> str:
        (digest,) = self._app.of(Subscriptions).of_place(PLACES[platform])
        kept = self._app.of(Deliveries).read(delivery_of(digest, "post", MORNING).id)
        return kept.message if kept and kept.state == "done" else ""

    def tally(self) -> Tally:
        """The votes for that paper in the record."""
        (tally,) = self._app.of(Votes).tallies([LINK.rpartition("/")[2]]).values()
        return tally


@contextlib.contextmanager
def staged(environ: Mapping[str, str]) -> Iterator[Morning]:
    """A morning on a record of its own, which is gone at the end; the user's settings play no part. Raises RecordError."""
    named = {row.name for row in SETTINGS}
    theirs = {name: value for name, value in environ.items() if name not in named}
    with server.throwaway("paperboy-demo-") as home:
        ours = {"PAPERBOY_HOME": str(home), "DISCORD_GUILDS": PLACES["discord"].team, "DISCORD_READ_LINKS": "1"}
        bots = Staged(home, theirs | ours)
        app = open_app(settings.read(ours, None), Clock(lambda: EVENING))
        try:
            yield Morning(app, bots)
        finally:
            bots.kill()
            app.close()
