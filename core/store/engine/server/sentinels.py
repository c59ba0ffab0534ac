"""The Sentinels themselves: asked for the primary by every new connection, and for how they stand by the start and `doctor`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.retry import Retry
from redis.sentinel import MasterNotFoundError, Sentinel

from core.store.engine.server.address import SentinelAddress
from core.store.engine.server.refusals import Unfit, reason_of

SECONDS = 1.0
"""Seconds to wait for one Sentinel before the next is asked; they stand near, or the primary could not be watched."""


@dataclass(frozen=True)
class Watch:
    """How a primary is watched: of the Sentinels `named` in the address so many are `answering`; `known` counts all that watch it, and
    `quorum` those that must agree that it is down. `primary` is its host and port."""

    named: int
    answering: int
    known: int
    quorum: int
    primary: str


def open_sentinels(address: SentinelAddress) -> Sentinel:
    """The Sentinels of an address; each is asked once, and shortly."""
    own = parse_url(address.own)  # type: ignore[no-untyped-call]
    own["ssl"] = own.pop("connection_class", None) is not None
    del own["host"]
    quick = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS, "retry": Retry(NoBackoff(), 0)}
    return Sentinel(address.sentinels, sentinel_kwargs={**quick, **own, "decode_responses": True})  # type: ignore[no-untyped-call]


def watch_of(address: SentinelAddress) -> Watch:
    """How the primary of an address is watched. Raises Unfit where the address can be of no use, MasterNotFoundError while they know of
    no primary that answers."""
    views, troubles = [], []
    with open_sentinels(address) as sentinels:
        for sentinel in sentinels.sentinels:
            try:
                views.append(sentinel.sentinel_masters())
            except redis.ResponseError as error:
                if not str(error).startswith("unknown command"):
                    raise
                raise Unfit("one of the Sentinels that its address names is none") from error
            except redis.RedisError as error:
                troubles.append(error)
    if not views:
        raise Unfit(f"none of the Sentinels can be asked: {reason_of(troubles[-1])}") from troubles[-1]
    states = [view[address.name] for view in views if address.name in view]
    if not states:
        known = ", ".join(sorted({name for view in views for name in view})) or "none"
        raise Unfit(f"the Sentinels watch no server of that name (they watch {known})")
    return _watch(states, len(address.sentinels))


def _watch(states: list[Mapping[str, Any]], named: int) -> Watch:
    """The view of the first Sentinel that holds a primary for alive."""
    for state in states:
        if not (state["is_sdown"] or state["is_odown"]):
            known = int(state["num-other-sentinels"]) + 1
            return Watch(named, len(states), known, int(state["quorum"]), f"{state['ip']}:{state['port']}")
    raise MasterNotFoundError
