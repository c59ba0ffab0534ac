"""How a record is replicated, in sentences for `doctor`: who watches it, who follows it, and what a takeover would keep."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import redis

from core.errors import RecordDown
from core.store.engine.server.address import SentinelAddress, sentinels_of
from core.store.engine.server.connection import open_client
from core.store.engine.server.refusals import Unfit, reason_of
from core.store.engine.server.requirements import losses
from core.store.engine.server.sentinels import SECONDS, open_sentinels, watch_of
from core.text.cleaning import counted

Finding = tuple[Literal["ok", "warn", "fail"], str]

ENOUGH = 3
"""Sentinels of which one may be lost: the others are still a majority of all."""


def checked(url: str, client: Any) -> Iterator[Finding]:
    """What is good and bad about the replication of the server behind `client`; nothing where nobody watches or follows it."""
    facts, address = client.info("replication"), sentinels_of(url)
    replicas = [facts[f"slave{n}"] for n in range(int(facts["connected_slaves"])) if f"slave{n}" in facts]
    online = sum(replica.get("state") == "online" for replica in replicas)
    if address is not None:
        yield _watched(address)
        yield _followed(online)
        yield from _promoted(address)
    elif online:
        have = counted(online, "replica")
        yield "warn", f"it has {have}, and a takeover may lose the last changes: name its Sentinels in REDIS_URL"
    if address is not None or online:
        yield _least(client, online)


def _watched(address: SentinelAddress) -> Finding:
    try:
        watch = watch_of(address)
    except (Unfit, redis.RedisError) as error:
        return "fail", reason_of(error)
    answering = f"{watch.answering} of {counted(watch.named, 'Sentinel')} in REDIS_URL"
    if watch.quorum > watch.known:
        return "fail", f"{watch.quorum} Sentinels must agree that the primary is down, and {watch.known} watch it"
    if watch.known < ENOUGH:
        return (
            "warn",
            f"{counted(watch.known, 'Sentinel')} in all: with fewer than {ENOUGH}, the loss of one prevents a takeover",
        )
    if watch.answering < watch.named:
        return "warn", f"only {answering} answer"
    return "ok", f"{answering} answer; the primary is {watch.primary}"


def _followed(online: int) -> Finding:
    if not online:
        return "fail", "no replica follows the primary, so no change is accepted"
    if online == 1:
        return "warn", "one replica follows the primary; while it is away, no change is accepted"
    return "ok", f"{online} replicas follow the primary; a change counts once one of them holds it"


def _promoted(address: SentinelAddress) -> Iterator[Finding]:
    """What is wrong with the servers that may take over."""
    with open_sentinels(address) as sentinels:
        for host, port in sentinels.discover_slaves(address.name):
            for trouble in _troubles(address.server_at(host, port)):
                yield "fail", f"the replica {host}:{port} may take over: {trouble}"


def _troubles(url: str) -> list[str]:
    try:
        with open_client(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as replica:
            return losses(replica.info())
    except redis.RedisError as error:
        return [f"it cannot be checked from here ({reason_of(error)})"]


def _least(client: Any, online: int) -> Finding:
    """How many replicas must follow for a primary to take changes."""
    try:
        rules: Mapping[str, str] = client.config_get("min-replicas-to-write")
    except (redis.ResponseError, RecordDown):  # managed servers answer CONFIG in ways of their own
        rules = {}
    least = int(rules.get("min-replicas-to-write", -1))
    if least < 0:
        return "warn", "the server does not say its min-replicas-to-write (CONFIG is refused)"
    if least == 0:
        return (
            "warn",
            "min-replicas-to-write is 0: a primary that is cut off keeps taking changes that a takeover undoes; set it to 1",
        )
    if least > online:
        return (
            "fail",
            f"min-replicas-to-write is {least}, and {counted(online, 'replica')} follow: no change is accepted",
        )
    return "ok", f"min-replicas-to-write is {least}: a primary that is cut off takes no changes"
