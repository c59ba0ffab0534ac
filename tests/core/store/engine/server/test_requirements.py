"""A server that cannot be used is refused at the start with its reason, and no secret; what it must allow is what Paperboy uses."""

import re
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from redis.commands.core import CoreCommands

from core import settings
from core.app import Paperboy
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.errors import RecordDown, UnfitServer
from core.search.index import Index
from core.store.engine import backup
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.server.requirements import NEEDED, WAIT, check, losses, sync_of
from tests.bots.conftest import SAMPLE as SAMPLES
from tests.core.store.engine.test_queue import work_off
from tests.factories import ADA, NOW, call
from tests.servers import LOGGED, OLDEST, claiming, needs_redis, serving
from tests.source import ROOT
from workers import jobs

SAMPLE = SAMPLES / "papers.json"
SECRET = "hush-hush"


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a path short enough for a socket."""
    return tmp_path_factory.mktemp("s")


@pytest.fixture(scope="module", params=["valkey", pytest.param("redis 7.0", marks=needs_redis)])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that can be used."""
    binary = OLDEST if request.param != "valkey" else ""
    with serving(tmp_path_factory.mktemp("s"), *LOGGED, binary=binary) as url:
        yield url


def refusal(url: str, *, accepted: bool = False, wait: float = 8.0) -> str:
    with pytest.raises(UnfitServer) as refused:
        check(url, accepted, wait)
    sentence = str(refused.value)
    assert sentence.startswith("The server that REDIS_URL names cannot be used: ") and sentence.endswith(".")
    assert SECRET not in sentence and "\n" not in sentence
    return sentence


def test_a_server_that_can_be_used_is_taken(server: str) -> None:
    check(server, accepted=False)


def test_redis_6_2_is_too_old(folder: Path) -> None:
    old = {
        "redis_version:7.2.4": b"redis_version:6.2.4",
        "valkey_version": b"former_version",
        "server_mode": b"former_mode",
    }
    with serving(folder, *LOGGED) as url, claiming(url, folder, **old) as claimed:
        assert "it is Redis 6.2.4; Paperboy needs Redis 7.0 or newer, or Valkey" in refusal(claimed, accepted=True)


@pytest.mark.parametrize("binary", ["", pytest.param(OLDEST, marks=needs_redis)], ids=["valkey", "redis 7.0"])
def test_a_cluster_is_refused(folder: Path, binary: str) -> None:
    with serving(folder, *LOGGED, "--cluster-enabled", "yes", binary=binary) as url:
        assert "it is a cluster" in refusal(url, accepted=True)


def test_a_replica_is_refused(folder: Path) -> None:
    with serving(folder, *LOGGED, "--replicaof", "127.0.0.1", "1") as url:
        assert "it is a replica; name its primary" in refusal(url, accepted=True)


def test_a_password_that_is_missing_or_wrong_is_named(folder: Path) -> None:
    with serving(folder, *LOGGED, "--requirepass", SECRET) as url:
        path = url.removeprefix("unix://")
        assert "it asks for a password" in refusal(url)
        assert "it refuses the name or the password" in refusal(f"unix://:{SECRET}x@{path}")
        assert "it refuses the name or the password" in refusal(f"unix://{SECRET}:{SECRET}@{path}")
        check(f"unix://:{SECRET}@{path}", accepted=False)


@pytest.mark.parametrize(
    ("rights", "named"),
    [
        (["~*", "&*", "+@all", "-info"], "may not use INFO"),
        (["~*", "&*", "+@all", "-@scripting"], "may not use EVAL, EVALSHA, SCRIPT"),
        (["~rq:*", "&*", "+@all"], "and "),
        (["~*", "&*", "+@read", "+info"], "may not use MULTI"),
    ],
)
def test_a_user_with_too_few_rights_is_told_which_are_missing(server: str, rights: list[str], named: str) -> None:
    Redis.from_url(server).execute_command("ACL", "SETUSER", "weak", "reset", "on", f">{SECRET}", *rights)
    sentence = refusal(f"unix://weak:{SECRET}@{server.removeprefix('unix://')}")
    assert "its user may not use" in sentence and named in sentence


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"redis://:{SECRET}@127.0.0.1:1/0", "nothing listens there"),
        (f"redis://:{SECRET}@nowhere.invalid", "its host name cannot be resolved"),
        (f"redis://:{SECRET}@{'a' * 70}.example", "its host name cannot be resolved"),
        (f"unix://:{SECRET}@/nowhere/s", "there is no such socket"),
        (f"redis://:{SECRET}@127.0.0.1:1/?colour=red", "an option after the ? of the address is unknown"),
        (f"rediss://:{SECRET}@127.0.0.1:1/?ssl_cert_reqs=perhaps", "an option after the ? of the address"),
    ],
)
def test_an_address_that_leads_nowhere_is_named_with_its_reason(url: str, reason: str) -> None:
    assert reason in refusal(url)


def test_a_database_that_is_not_there_is_named(server: str) -> None:
    assert "no database of that number" in refusal(f"{server}?db=99")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "what answers there is not Redis or Valkey"),
        (b"\x15\x03\x01\x00\x02\x02\x50", "what answers there is not Redis or Valkey"),
        (b"-DENIED Redis is running in protected mode\r\n", "it is in protected mode"),
        (b"-ERR max number of clients reached\r\n", "it takes no more connections"),
        (b"-ERR unknown command 'AUTH', with args beginning with: 'hush-hush'\r\n", "it answers with an error"),
        (b"", "it closes the connection; a server that wants TLS is named by rediss://"),
        (b"-LOADING Redis is loading the dataset in memory\r\n", "it is still loading its data"),
    ],
)
def test_what_answers_and_is_no_server_for_us_is_named(answer: bytes, reason: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_always, args=(door, answer), daemon=True).start()
        assert reason in refusal(f"redis://127.0.0.1:{door.getsockname()[1]}", wait=1.0)


def _always(door: socket.socket, answer: bytes) -> None:
    """Give everybody this answer to whatever they send."""
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            return
        while answer and line.recv(1 << 16):
            line.sendall(answer)
        line.close()


def test_a_silent_server_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        assert "it gave no answer within 0 s" in refusal(f"redis://127.0.0.1:{door.getsockname()[1]}", wait=0.2)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ((), "it keeps no log"),
        ((*LOGGED, "--maxmemory-policy", "allkeys-lru"), "when it is full it throws papers away (maxmemory-policy is allkeys-lru"),
    ],
)  # fmt: skip
def test_a_server_that_may_lose_papers_is_refused_unless_accepted(
    folder: Path, options: tuple[str, ...], fault: str
) -> None:
    with serving(folder, *options) as url:
        Redis.from_url(url).execute_command("ACL", "SETUSER", "default", "-config")
        sentence = refusal(url)
        assert fault in sentence and "PAPERBOY_ACCEPT_SERVER=yes" in sentence
        check(url, accepted=True)
        client = Redis.from_url(url, decode_responses=True)
        assert [fault in loss for loss in losses(client.info())] == [True] and sync_of(client) == ""


def test_what_the_check_asks_for_is_all_that_paperboy_uses(server: str, tmp_path: Path) -> None:
    owner = Redis.from_url(server, decode_responses=True)
    owner.flushall()
    words = {f"+{command[0]}".lower() for command in NEEDED} | {
        f"+{word}" for word in ("hello", "auth", "info", "multi", "exec", "discard")
    }
    words |= {"+watch", "+unwatch", "+client", "+xinfo", "+script"}
    owner.execute_command(
        "ACL",
        "SETUSER",
        "least",
        "reset",
        "on",
        f">{SECRET}",
        "~pb:*",
        "~pb-restore:*",
        "~rq:*",
        "&rq:*",
        "-@all",
        *sorted(words),
    )
    owner.execute_command("ACL", "LOG", "RESET")
    url = f"unix://least:{SECRET}@{server.removeprefix('unix://')}"
    check(url, accepted=False)
    _live(url, tmp_path)
    denied = {entry["object"] for entry in owner.execute_command("ACL", "LOG")}
    assert denied <= {"bgrewriteaof", "config|get"}, "managed servers refuse these, and Paperboy does without them"


def _live(url: str, home: Path) -> None:
    """A little of everything that Paperboy does with its record."""
    record = Record(url)
    record.prepare(copy=lambda: None)
    app = Paperboy(record, lambda: Index.open(home / "index", write=False), Queue(url, "ingest"), home)
    jobs.use(jobs.Work(app, settings.read({"PAPERBOY_HOME": str(home)}, None)))
    app.receive(SAMPLE.read_bytes(), SAMPLE.name, NOW)
    work_off(app.of(Queue))
    app.of(Catalog).catch_up()
    paper = answer(app, "search attention limit:1", call()).cards[0].paper_id
    for line in (f"up {paper}", f"save {paper}", "saved", f"votes {paper}", "top", "status", f"undo {paper}"):
        answer(app, line, call())
    app.tend(NOW + timedelta(minutes=2))
    app.forget(ADA, NOW)
    backup.write(record, home / "saved.pb")
    backup.restore(record, home / "saved.pb")
    app.close()


def test_each_command_in_the_source_is_asked_for() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "core").rglob("*") if path.suffix in (".py", ".lua"))
    called = {*re.findall(r"redis\.call\('(\w+)'", source), *re.findall(r'\.(?:write|note)\(\s*"([A-Z]+)"', source)}
    methods = {*re.findall(r"\b_?(?:text|raw|pipe)\.([a-z]+?)(?:_iter)?\(", source)}
    called |= {method.upper() for method in methods if hasattr(CoreCommands, method)} - {"DELETE"}
    assert called >= {"HEXISTS", "LINDEX", "ZINCRBY", "ZSCAN"}
    assert called - {command[0] for command in (*NEEDED, WAIT)} <= {"BGREWRITEAOF", "INFO", "CLIENT"}


def test_a_right_that_is_taken_away_later_is_told_as_a_sentence(server: str) -> None:
    owner = Redis.from_url(server)
    owner.execute_command("ACL", "SETUSER", "once", "reset", "on", f">{SECRET}", "~*", "&*", "+@all")
    record = Record(f"unix://once:{SECRET}@{server.removeprefix('unix://')}")
    record.prepare(copy=lambda: None)
    owner.execute_command("ACL", "SETUSER", "once", "-hget")
    with pytest.raises(RecordDown, match="its user may not use HGET"):
        record.text.hget("pb:ids", "x")
    record.close()
