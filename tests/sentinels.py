"""A replicated record on loopback: a primary, two replicas and three Sentinels, each a process of its own."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis, RedisError

from core.store.embedded.paths import find_binary
from tests.servers import LOGGED

NAME = "paperboy"
DOWN_AFTER = 1000
"""Milliseconds without an answer after which a Sentinel counts a server as down."""

SERVERS, SENTINELS = "127.0.0.2", "127.0.0.3"
"""The machines of the servers and of the Sentinels where doors tell them apart; everybody else is 127.0.0.1."""

GUARDED = ("--min-replicas-to-write", "1", "--min-replicas-max-lag", "3")
HURRIED = ("--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1")


class Replicated:
    """Three servers, the first of them the primary at first, and three Sentinels; `options` are the servers'.

    A server is known by the port at which others reach it: its own, or that of what `before` puts there (a door).
    """

    def __init__(self, folder: Path, *options: str, before: Callable[[int], int] = int) -> None:
        self._folder, self._options = folder, (*LOGGED, *HURRIED, *options)
        own, self.watching = _free(3), _free(3)
        self._own = {before(port): port for port in own}
        self.ports = list(self._own)
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """The address of the record, as an operator writes it."""
        return f"redis+sentinel://{','.join(f'127.0.0.1:{port}' for port in self.watching)}/{NAME}"

    def begin(self) -> None:
        """Start everything, and wait until each Sentinel knows all others and both replicas."""
        for port in self.ports:
            self.start(port)
        self.wait(self.followed, 30)
        for port in self.watching:  # they ask a primary for its replicas at once, and then every ten seconds
            self._watch(port)
        self.wait(self.whole, 30)

    def start(self, port: int) -> None:
        """Start a server; one that was killed comes back with what its log holds, as what it was."""
        home = self._folder / str(port)
        if not home.exists():
            home.mkdir()
            lines = [f"port {self._own[port]}", f"dir {home}", 'save ""', *_lines(*self._options)]
            if port != self._own[port]:
                lines += [f"replica-announce-port {port}", f"bind-source-addr {SERVERS}"]
            lines += [] if port == self.ports[0] else [f"replicaof 127.0.0.1 {self.ports[0]}"]
            (home / "server.conf").write_text("\n".join(lines) + "\n")
        self._run(port, str(home / "server.conf"))

    def process(self, port: int) -> subprocess.Popen[bytes]:
        """The process of a server."""
        return self._running[port]

    def primary(self) -> int:
        """The port of the primary, as the Sentinels say; 0 while none of them can say."""
        for port in self.watching:
            try:
                with Redis(port=port, socket_timeout=1) as sentinel:
                    state = sentinel.sentinel_masters()[NAME]
                    return 0 if state["is_sdown"] or state["is_odown"] else int(state["port"])
            except (RedisError, KeyError):
                continue
        return 0

    def whole(self) -> bool:
        """Whether each Sentinel knows the two others, and the primary has two replicas that follow."""
        try:
            for port in self.watching:
                with Redis(port=port, socket_timeout=1) as sentinel:
                    state = sentinel.sentinel_masters()[NAME]
                    if state["num-other-sentinels"] < 2 or state["num-slaves"] < 2:
                        return False
        except RedisError:
            return False
        return self.followed(self.primary())

    def followed(self, port: int = 0) -> bool:
        """Whether a server, or the first, has two replicas that follow."""
        try:
            with Redis(port=self._own[port or self.ports[0]], socket_timeout=1) as server:
                facts = server.info("replication")
                return [facts.get(f"slave{n}", {}).get("state") for n in range(2)] == ["online", "online"]
        except RedisError:
            return False

    def wait(self, condition: Callable[[], object], seconds: float) -> None:
        """Wait for something; an AssertionError where it does not come."""
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, "the servers did not come to it in time"
            time.sleep(0.05)

    def end(self) -> None:
        """End everything."""
        for process in self._running.values():
            process.kill()
            process.wait()

    def _watch(self, port: int) -> None:
        home = self._folder / str(port)
        home.mkdir()
        lines = [
            f"port {port}",
            f"dir {home}",
            f"sentinel monitor {NAME} 127.0.0.1 {self.ports[0]} 2",
            f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER}",
            f"sentinel failover-timeout {NAME} 6000",
        ]
        lines += [] if self.ports == list(self._own.values()) else [f"bind-source-addr {SENTINELS}"]
        (home / "sentinel.conf").write_text("\n".join(lines) + "\n")
        self._run(port, str(home / "sentinel.conf"), "--sentinel")

    def _run(self, port: int, *arguments: str) -> None:
        command = [find_binary(), *arguments]
        self._running[port] = subprocess.Popen(command, stdout=subprocess.DEVNULL)


@contextmanager
def replicated(folder: Path, *options: str, before: Callable[[int], int] = int) -> Iterator[Replicated]:
    """A replicated record that works."""
    servers = Replicated(folder, *options, before=before)
    try:
        servers.begin()
        yield servers
    finally:
        servers.end()


def _lines(*options: str) -> list[str]:
    """Options of a command line as lines of a configuration file."""
    return [f"{name.removeprefix('--')} {value}" for name, value in zip(options[::2], options[1::2], strict=True)]


def _free(count: int) -> list[int]:
    """Ports that nobody listens on."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports
