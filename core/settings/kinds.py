"""The kinds of value a setting can have: what it must be, in words, and the reader that holds it to that."""

import re
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, get_args
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from core.host import logs
from core.store.engine.server.address import FORM, look_of_address, sentinels_of

SMALLEST_MEMORY = 64 * 1024**2
"""Bytes; below it Valkey with its buffers would soon refuse every write."""

PagesFor = Literal["off", "link", "public"]
"""Who may see the pages."""

Value = TypeVar("Value", covariant=True)
"""What the text of a setting is read as."""

LEVELS = ("debug", "info", "warning", "error", "critical")

_UNITS = {"": 1, "k": 10**3, "kb": 1024, "m": 10**6, "mb": 1024**2, "g": 10**9, "gb": 1024**3}
_ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")  # `right/UTC`, `posixrules` and paths are none
_LISTEN = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5})", re.ASCII)
_MAIL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}"
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f]")
_URL_NUMBERS: dict[str, Callable[[str], float]] = {
    "db": int, "protocol": int, "max_connections": int, "health_check_interval": int,
    "timeout": float, "socket_timeout": float, "socket_connect_timeout": float,
}  # fmt: skip


class Secret:
    """A text that neither `str` nor `repr` shows; `reveal` gives it to the one call that needs it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself: never log it, never put it into a message."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(***)" if self._text else "Secret()"


LONGEST_CONTACT = 200
LONGEST_EMOJI = 80
MOST_HOURS = 8760
"""A year: a longer half-life would tell all time, which `top all` does."""
_CONTACT = re.compile(r"[^\s@/:()<>\\]+@[^\s@/:()<>\\]+|https?://[^\s@()<>\\]+")


@dataclass(frozen=True)
class ValueKind(Generic[Value]):
    """What a value must be, as the end of "NAME must be ...", and its reader.

    The reader raises ValueError, KeyError, OSError or RuntimeError for a value that is wrong.
    """

    expects: str
    parse: Callable[[str], Value]
    mistaken: Callable[[str], str] = lambda text: ""
    """What a wrong value seems to be, in words that show nothing of it; '' where that is unknown."""


def _shaped(pattern: str, made: Callable[[str], Value]) -> Callable[[str], Value]:
    """The reader of a text that a pattern describes."""

    def read(text: str) -> Value:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return made(text)

    return read


def _several(pattern: str) -> Callable[[str], tuple[str, ...]]:
    """The reader of texts with commas between, each of which a pattern describes."""

    def read(text: str) -> tuple[str, ...]:
        parts = _parts(text)
        if not all(re.fullmatch(pattern, part) for part in parts):
            raise ValueError
        return parts

    return read


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _folder(text: str) -> Path:
    path = Path(text).expanduser().absolute() if text else _user_data_folder()
    if _UNPRINTED.search(text) or "://" in text or (path.exists() and not path.is_dir()):
        raise ValueError
    return path


def _user_data_folder() -> Path:
    import platformdirs

    path = platformdirs.user_data_path("paperboy", appauthor=False)
    if not path.is_absolute():  # a user without a home folder
        raise ValueError
    return path


def _redis_url(text: str) -> Secret:
    if not text:
        return Secret("")
    plain = address.server if (address := sentinels_of(text)) else text
    url = urlsplit(plain)
    local = url.scheme == "unix"
    if not plain.startswith(("redis://", "rediss://", "unix://")) or not (url.path if local else url.hostname):
        raise ValueError
    if re.search(r"\s", text) or _UNPRINTED.search(text) or url.fragment or url.port == 0:
        raise ValueError
    if not local and not re.fullmatch(r"/?[0-9]{0,5}", unquote(url.path)):  # redis-py would quietly take database 0
        raise ValueError
    for name, value in parse_qsl(url.query):
        _URL_NUMBERS.get(name, len)(value)
    return Secret(text)


def _memory(text: str) -> str:
    size = re.fullmatch(r"([0-9]{1,15})\s*([kmg]?b?)", text.lower())
    if not size or size[2] not in _UNITS or int(size[1]) * _UNITS[size[2]] < SMALLEST_MEMORY:
        raise ValueError
    return size[1] + size[2]


def _one_of(choices: Sequence[Any]) -> ValueKind[Any]:
    """One of these words, in small letters."""

    def read(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError
        return text.lower()

    return ValueKind("one of " + ", ".join(choices), read)


def _zone(text: str) -> tzinfo:
    if text.upper() == "UTC":  # so that a machine without zone data has the default
        return UTC
    if not _ZONE.fullmatch(text):
        raise ValueError
    return ZoneInfo(text)


def _feeds(text: str) -> str:
    from core.feeds.source import Bases
    from core.feeds.sources import joined, read

    if text.lower() == "none":
        return ""
    read(text, Bases())
    return joined(text)


def _contact(text: str) -> str:
    if text and (not _CONTACT.fullmatch(text) or _UNPRINTED.search(text) or len(text) > LONGEST_CONTACT):
        raise ValueError
    return text


def _emoji(text: str) -> str:
    names = text.replace(",", " ").split()
    if not names or any(len(name) > LONGEST_EMOJI or re.search(r"[|/@]", name) for name in names):
        raise ValueError
    return " ".join(names)


def _hours(text: str) -> timedelta:
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 0 < int(text) <= MOST_HOURS:
        raise ValueError
    return timedelta(hours=int(text))


_DISCORD_TOKEN = r"[A-Za-z0-9_-]{18,40}\.[A-Za-z0-9_-]{4,10}\.[A-Za-z0-9_-]{20,60}"
_LOOKS = (
    (r"xoxb-[A-Za-z0-9.-]{8,500}", "Slack's bot token"),
    (r"xapp-[A-Za-z0-9.-]{8,500}", "Slack's app token"),
    (r"xoxb-.*", "a bot token that is cut off or holds something else"),
    (r"xapp-.*", "an app token that is cut off or holds something else"),
    (r"xox[a-z].*", "another kind of Slack token"),
    (_DISCORD_TOKEN, "a Discord bot's token"),
    (r"[0-9]{15,20}", "an application's id"),
    (r"[0-9a-f]{64}", "an application's public key"),
    (r"[A-Za-z0-9_-]{32}", "an application's client secret"),
    (r"(?i:bot) .*", "a token with the word Bot before it"),
    (r"[^.]+\.[^.]+\.[^.]+", "a bot's token that is cut off or holds something else"),
)


def _look(text: str) -> str:
    """What the text of a token seems to be."""
    return next((name for shape, name in _LOOKS if re.fullmatch(shape, text)), "")


def _hosts(text: str) -> tuple[str, ...]:
    from core.feeds.exchange.ip_rules import read_place
    from core.feeds.trouble import BadLink

    places = _parts(text)
    for place in places:
        try:
            read_place(place)
        except BadLink:
            raise ValueError from None
    return places


def _base(text: str) -> str:
    url = urlsplit(text)
    if (
        url.scheme not in ("http", "https")
        or not url.hostname
        or url.username
        or url.query
        or url.fragment
        or url.port == 0
    ):
        raise ValueError
    return text.rstrip("/")


def _url(text: str) -> str:
    return _base(text) if text else ""


def _listen(text: str) -> str:
    """An address to listen at, as it is typed; IPv6 stands in brackets."""
    if not text:
        return ""
    match = _LISTEN.fullmatch(text)
    if not match or not 0 < int(match[1]) < 2**16:
        raise ValueError
    return text


def _server(*schemes: str) -> Callable[[str], Secret]:
    """A mail server's address with its user and password, which may be left out."""

    def read(text: str) -> Secret:
        url = urlsplit(text)
        if text and (url.scheme not in schemes or not url.hostname or url.port == 0 or url.query or url.fragment):
            raise ValueError
        if re.search(r"\s", text) or _UNPRINTED.search(text) or bool(url.username) != bool(url.password):
            raise ValueError
        return Secret(text)

    return read


def _proxy(text: str) -> Secret:
    url = urlsplit(text if "://" in text or not text else f"http://{text}")
    if text and (url.scheme != "http" or not url.hostname or url.port == 0 or url.path.strip("/") or url.query):
        raise ValueError
    if re.search(r"\s", text) or _UNPRINTED.search(text):
        raise ValueError
    return Secret(url.geturl().rstrip("/"))


def _certificates(text: str) -> Path | None:
    if not text:
        return None
    path = Path(text).expanduser().absolute()
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    return path


FOLDER = ValueKind("a folder, or a path where one can be made", _folder)
REDIS_URL = ValueKind(
    f"empty or an address like redis://host:6379/0, rediss://host:6379/0, unix:///path/to/socket or {FORM}"
    " (in its password write signs such as # / ? @ as %23 %2F %3F %40)",
    _redis_url,
    look_of_address,
)
MEMORY = ValueKind("a size of at least 64mb, such as 512mb or 2gb", _memory)
LEVEL = _one_of(LEVELS)
LOG_FORM = _one_of(logs.FORMS)
ZONE = ValueKind("the name of a time zone, such as UTC or Europe/Berlin", _zone)
FEEDS = ValueKind("a list such as hf, arxiv:cs.CL+cs.LG, biorxiv, rss:https://example.org/papers.xml, or none", _feeds)
CONTACT = ValueKind("a mail or web address", _contact)
ADMINS = ValueKind(
    "terminal, or the id of a channel, such as slack:C0123ABCD or discord:123456789012345678",
    _shaped(r"terminal|slack:[CGD][A-Z0-9]{2,20}|discord:[0-9]{15,20}", str),
)
CONFIGURE_BY = ("members", "inviter", "admins")
CONFIGURE = _one_of(CONFIGURE_BY)
EMOJI = ValueKind("emoji, or Slack's names of them, separated by spaces", _emoji)
HOURS = ValueKind("a whole number of hours, 1 to 8760", _hours)
BACKUPS = ValueKind("a whole number, 0 to 99", _shaped(r"[0-9]{1,2}", int))
SWITCH = ValueKind("yes or no", lambda text: {"yes": True, "no": False}[text.lower()])
BOT_TOKEN = ValueKind("a bot token, which begins with xoxb-", _shaped(r"(xoxb-[A-Za-z0-9.-]{8,500})?", Secret), _look)
APP_TOKEN = ValueKind("an app token, which begins with xapp-", _shaped(r"(xapp-[A-Za-z0-9.-]{8,500})?", Secret), _look)
SERVICE_KEY = ValueKind("empty or a key of at least 8 letters and digits", _shaped(r"([A-Za-z0-9_.-]{8,200})?", Secret))
MODEL_KEY = ValueKind(
    "empty or a key of letters, digits and signs, without spaces", _shaped(r"(?!.*://)[!-~]{0,1000}", Secret)
)
MODEL = ValueKind(
    "empty or the name of a model or its folder, without spaces", _shaped(r"(?!.*://)[^\s\x00-\x1f\x7f]{0,200}", str)
)
A_DAY = ValueKind("a whole number, 0 to 999999", _shaped(r"[0-9]{1,6}", int))
TEAMS = ValueKind("ids of workspaces such as T0123ABCD, separated by commas", _several(r"[TE][A-Z0-9]{2,20}"))
DISCORD_TOKEN = ValueKind(
    "a bot's token, three parts with dots between them", _shaped(rf"({_DISCORD_TOKEN})?", Secret), _look
)
GUILDS = ValueKind("ids of servers such as 123456789012345678, separated by commas", _several(r"[0-9]{15,20}"))
FLAG = ValueKind("0 or 1", lambda text: {"1": True, "0": False}[text])
HOSTS = ValueKind("hosts such as chat.example.org or 192.168.1.5:8065, separated by commas", _hosts)
BASE = ValueKind("an address such as https://example.org", _base)
URL = ValueKind("empty or an address such as https://papers.example.org", _url)
LISTEN = ValueKind("empty or a host and a port, such as 127.0.0.1:8020", _listen)
PAGES = _one_of(get_args(PagesFor))
SMTP = ValueKind(
    "empty or an address like smtps://user:password@host, smtp+starttls://user:password@host or smtp://127.0.0.1:25"
    " (in its password write signs such as # / ? @ as %23 %2F %3F %40)",
    _server("smtp", "smtps", "smtp+starttls"),
)
PROXY = ValueKind(
    "empty or an address such as http://proxy.example.org:3128, or http://user:password@host:port", _proxy
)
EXEMPT = ValueKind(
    "empty or hosts and domains such as example.org,.lab.example, separated by commas; * for all",
    _shaped(r"[A-Za-z0-9.,*:/\[\]\x20_-]{0,8000}", str),
)
CERTIFICATES = ValueKind("empty or a file of certificates in PEM that you may read", _certificates)
IMAP = ValueKind("empty or an address like imaps://user:password@host", _server("imap", "imaps"))
MAIL_FROM = ValueKind(
    "empty, a mail address, or a name with one, such as Paperboy <papers@example.org>",
    _shaped(rf"({_MAIL}|[^\x00-\x1f<>\"@,;:]{{1,60}} <{_MAIL}>)?", str),
)
DKIM = ValueKind(
    "empty, or selector:domain:file, such as p1:example.org:/etc/paperboy/dkim.pem",
    _shaped(r"([A-Za-z0-9._-]{1,63}:[A-Za-z0-9.-]{1,253}:[^\x00-\x1f]{1,1000})?", str),
)
