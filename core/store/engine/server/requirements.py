"""What Paperboy needs of the server that `REDIS_URL` names: looked at once, at the start; each refusal is a sentence with its reason.

Every command that Paperboy and RQ use is sent between MULTI and DISCARD: the server checks each (rights, read-only) and runs none.
"""

import threading
from collections.abc import Iterable, Mapping
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import MasterNotFoundError

from core.errors import RecordDown, UnfitServer
from core.store.engine.server.address import FORM, sentinels_of
from core.store.engine.server.connection import open_client
from core.store.engine.server.refusals import Unfit, reason_of
from core.store.engine.server.sentinels import watch_of

OLDEST = (7, 0)
"""The oldest Redis: forgetting a person needs PEXPIRETIME, which came with it. Valkey began with 7.2."""

PATIENCE = 8.0
"""Seconds a server may take to answer at the start, its loading included; a process has its 12 s for saying so."""

LOADING_PAUSE = 0.2
"""Seconds between looks at a server that loads its data."""

SHOWN = 6
"""Refused commands that a message names."""

NEEDED = tuple(
    tuple(line.split())
    for line in """
    GET pb:p; SET pb:p 1; DEL pb:p; EXISTS pb:p; TYPE pb:p; EXPIRE pb:p 9; PEXPIRE pb:p 9; PEXPIREAT pb:p 9; PEXPIRETIME pb:p
    PERSIST pb:p; TTL pb:p; LPUSH pb:p m; RPUSH pb:p m; LTRIM pb:p 0 1; LINDEX pb:p 0; LRANGE pb:p 0 1
    HGET pb:p f; HSET pb:p f 1; HSETNX pb:p f 1; HDEL pb:p f; HEXISTS pb:p f; HGETALL pb:p; HKEYS pb:p; HVALS pb:p; HLEN pb:p; HMGET pb:p f
    HINCRBY pb:p f 1; HSCAN pb:p 0; SADD pb:p m; SREM pb:p m; SCARD pb:p; SISMEMBER pb:p m; SMISMEMBER pb:p m; SMEMBERS pb:p; SSCAN pb:p 0
    ZADD pb:p 1 m; ZREM pb:p m; ZCARD pb:p; ZCOUNT pb:p 0 1; ZRANGE pb:p 0 1; ZREVRANGE pb:p 0 1; ZRANGEBYSCORE pb:p 0 1; ZSCORE pb:p m
    ZINCRBY pb:p 1 m; ZMSCORE pb:p m; ZREMRANGEBYRANK pb:p 0 -6; ZREMRANGEBYSCORE pb:p 0 1; ZSCAN pb:p 0; ZUNIONSTORE pb:p 1 pb:q
    RENAME pb:p pb:q; KEYS pb:p; SCAN 0; TIME; PING
    XADD pb:p * f 1; XDEL pb:p 1-1; XLEN pb:p; XRANGE pb:p - +; XREVRANGE pb:p + -; XTRIM pb:p MAXLEN 9; XSETID pb:p 1-1
    XINFO STREAM pb:p; EVAL x 1 pb:p; EVALSHA x 1 pb:p; SCRIPT LOAD x; SCRIPT EXISTS x
    GET rq:p; SET rq:p 1; DEL rq:p; EXPIRE rq:p 9; HSET rq:p f 1; HINCRBYFLOAT rq:p f 1; ZADD rq:p 1 m; SADD rq:p m
    RPUSH rq:p m; LPOP rq:p; LRANGE rq:p 0 1; LREM rq:p 1 m; LMOVE rq:p rq:q LEFT RIGHT; BLMOVE rq:p rq:q LEFT RIGHT 1
    """.replace(";", "\n").splitlines()
    if line.strip()
)
"""Every command of Paperboy's and RQ's, on keys as they name them."""

WAIT = ("WAIT", "0", "1")
"""What is needed besides where Sentinels watch the server."""


def check(url: str, accepted: bool, wait: float = PATIENCE) -> None:
    """Refuse a server that cannot be used, and, unless `accepted`, one that may lose papers. Raises UnfitServer within `wait` seconds."""
    look = _Probe(url)
    if (reason := look.reason(wait)) is not None:
        raise UnfitServer(f"The server that REDIS_URL names cannot be used: {reason}.")
    if not accepted and (faults := losses(look.facts)):
        raise UnfitServer(
            f"The server that REDIS_URL names cannot be used: {'; '.join(faults)}."
            " Change that there, or set PAPERBOY_ACCEPT_SERVER=yes to use it anyway."
        )


class _Probe:
    """One look at a server, in a thread: no time limit of a socket bounds the resolving of a name or a drip of bytes."""

    def __init__(self, url: str) -> None:
        self.facts: Mapping[str, Any] = {}
        self._url = url
        self._reason: str | None = ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def reason(self, wait: float) -> str | None:
        """Why this server cannot be used; None where it can."""
        self._thread.start()
        self._thread.join(wait)
        running = self._thread.is_alive()
        self._over.set()
        return self._reason or f"it gave no answer within {wait:.0f} s" if running else self._reason

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self.facts = _survey(self._url)
                self._reason = None
            except (redis.BusyLoadingError, MasterNotFoundError) as error:
                self._reason = reason_of(error)
                self._over.wait(LOADING_PAUSE)  # until it is loaded, or the Sentinels agree on another primary
                continue
            except Exception as error:
                self._reason = reason_of(error)
            return


def _survey(url: str) -> Mapping[str, Any]:
    """What the server says of itself. Raises Unfit with a reason, or what redis-py raises."""
    address = sentinels_of(url)
    if address is not None:
        watch_of(address)
    client = open_client(
        url,
        decode_responses=True,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    with client:
        facts: Mapping[str, Any] = client.info()
        _check_kind(facts)
        if refused := _refused(client, NEEDED if address is None else (*NEEDED, WAIT)):
            more = f" and {len(refused) - SHOWN} more" if len(refused) > SHOWN else ""
            raise Unfit(f"its user may not use {', '.join(refused[:SHOWN])}{more}")
        return facts


def _check_kind(facts: Mapping[str, Any]) -> None:
    mode = str(facts.get("server_mode") or facts.get("redis_mode") or "")
    if mode == "sentinel":
        raise Unfit(f"it is a Sentinel; name it as in {FORM}")
    if mode == "cluster" or facts.get("cluster_enabled") in (1, "1"):
        raise Unfit("it is a cluster; Paperboy needs a single Redis or Valkey server")
    if facts.get("role", "master") != "master":
        raise Unfit("it is a replica; name its primary")
    version = str(facts.get("redis_version", ""))
    numbers = tuple(int(part) for part in version.split("-")[0].split(".") if part.isdigit())
    if "valkey_version" not in facts and numbers < OLDEST:
        raise Unfit(f"it is Redis {version or 'of no known version'}; Paperboy needs {needed()}")


def needed() -> str:
    """The servers that can be used, in words."""
    return f"Redis {'.'.join(map(str, OLDEST))} or newer, or Valkey"


def _refused(client: Any, commands: Iterable[tuple[str, ...]]) -> list[str]:
    """The commands that the server refuses this user, by name; raises its error where it refuses for another reason."""
    connection = client.connection_pool.get_connection()
    try:
        if _is_refused(connection, "MULTI"):  # what follows would be run
            return ["MULTI"]
        refused = {command[0] for command in commands if _is_refused(connection, *command)}
        _is_refused(connection, "DISCARD")
    finally:
        connection.disconnect()
    return sorted(refused)


def _is_refused(connection: Any, *command: str) -> bool:
    connection.send_command(*command)
    try:
        connection.read_response()
    except redis.exceptions.NoPermissionError:
        return True
    except redis.ResponseError as error:
        if str(error).startswith("unknown"):
            return True
        raise
    return False


def losses(facts: Mapping[str, Any]) -> list[str]:
    """What may lose papers or votes on this server, as its INFO tells; empty where nothing may."""
    faults = []
    if (policy := str(facts.get("maxmemory_policy", "noeviction"))) != "noeviction":
        faults.append(f"when it is full it throws papers away (maxmemory-policy is {policy}, not noeviction)")
    if str(facts.get("aof_enabled", "1")) == "0":
        faults.append("it keeps no log, so a crash loses votes (appendonly is no, not yes)")
    return faults


def sync_of(client: Any) -> str:
    """How often the server syncs its log (always, everysec, no); '' where CONFIG is refused."""
    try:
        return str(client.config_get("appendfsync").get("appendfsync", ""))
    except (redis.ResponseError, RecordDown):  # managed servers answer CONFIG in ways of their own
        return ""
