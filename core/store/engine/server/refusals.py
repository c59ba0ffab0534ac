"""Why a server could not be reached or refuses us, in words. No text of the server's own is passed on: it may hold the password."""

import re
import socket
import ssl
from collections.abc import Iterator

import redis
from redis import exceptions
from redis.sentinel import MasterNotFoundError


class Unfit(Exception):
    """A server that answers and cannot be used; the text is the reason."""


TEXTS = (
    ("without any password configured|no password is set", "it has no password, and the address gives one"),
    ("noauth|authentication required|already authenticated", "it asks for a password"),
    ("wrongpass|invalid password|invalid username", "it refuses the name or the password"),
    ("noperm|no permissions", "its user may not use {command}"),
    ("db index", "it has no database of that number"),
    ("max number of clients", "it takes no more connections (maxclients)"),
    ("denied|protected mode", "it is in protected mode: it takes connections of its own machine only"),
    ("moved|cluster|crossslot", "it is a cluster; Paperboy needs a single Redis or Valkey server"),
    ("readonly|read only|masterdown", "it is a replica; name its primary"),
    ("misconf", "it cannot write to its disk"),
    ("oom|maxmemory", "it is full (maxmemory)"),
    ("noreplicas|not enough good replicas", "it takes no writes, because replicas of it are missing"),
    ("requirements flag", "an option after the ? of the address cannot be used"),
    ("wrong version number|record layer", "it does not speak TLS there; use redis:// for a server without"),
    ("ssl|tls", "TLS with it failed"),
    ("closed by server|reset by peer|eof occurred", "it closes the connection; a server that wants TLS is named by rediss://"),
)  # fmt: skip
"""Part of an error's text, and the reason it stands for; the first that is found counts."""

KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "its host name cannot be resolved"),
    (redis.BusyLoadingError, "it is still loading its data; try again in a moment"),
    (MasterNotFoundError, "its Sentinels know of no primary that answers; try again in a moment"),
    (ConnectionRefusedError, "nothing listens there (connection refused)"),
    (FileNotFoundError, "there is no such socket or file"),
    (PermissionError, "this user may not open its socket"),
    (ssl.SSLCertVerificationError, "its certificate is not trusted, or is not for that host name"),
)
"""Kinds of error that are clear whatever their text says, and the reason each stands for."""

REST: tuple[tuple[type[BaseException], str], ...] = (
    (redis.TimeoutError, "it gave no answer in time"),
    (TimeoutError, "it gave no answer in time"),
    (exceptions.AuthenticationError, "it refuses the name or the password"),
    (exceptions.InvalidResponse, "what answers there is not Redis or Valkey"),
    (UnicodeDecodeError, "what answers there is not Redis or Valkey"),
    (UnicodeError, "its host name cannot be resolved"),
    (TypeError, "an option after the ? of the address is unknown"),
    (ValueError, "an option after the ? of the address cannot be used"),
)
"""Kinds of error whose text told nothing."""


def reason_of(error: BaseException) -> str:
    """The reason in words, without a full stop."""
    chain = list(_chain(error))
    if isinstance(error, Unfit):
        return str(error)
    return _by_kind(chain, KINDS) or _by_text(chain) or _by_kind(chain, REST) or _other(chain)


def _by_kind(chain: list[BaseException], kinds: tuple[tuple[type[BaseException], str], ...]) -> str:
    return next((reason for kind, reason in kinds for link in chain if isinstance(link, kind)), "")


def _by_text(chain: list[BaseException]) -> str:
    text = " ".join(f"{type(link).__name__} {link}" for link in chain).lower()
    command = re.search(r"the '([\w|]+)' command", text)
    reason = next((reason for pattern, reason in TEXTS if re.search(pattern, text)), "")
    return reason.format(command=command[1].upper() if command else "what Paperboy needs")


def _other(chain: list[BaseException]) -> str:
    for link in chain:
        if isinstance(link, OSError) and link.strerror:
            return f"it cannot be reached ({link.strerror})"
    return f"it answers with an error ({type(chain[0]).__name__})"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
