"""What `doctor` says of the model that sums papers up."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from core.services.summarising import host_of, is_on
from core.settings import Settings
from core.store.papers.lines import Lines


def checked(lines: Lines, read: Settings, now: datetime) -> Iterator[tuple[Literal["ok", "warn", "fail"], str]]:
    """How the model is asked; nothing where no setting names one. It is not asked for this."""
    if not is_on(read):
        if read.summary_url or read.summary_model:
            yield "fail", "off: set both PAPERBOY_SUMMARY_URL and PAPERBOY_SUMMARY_MODEL"
        return
    url, asking = urlsplit(read.summary_url), lines.asking()
    if read.summary_key and url.scheme == "http" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
        yield "warn", "the key goes out unencrypted: PAPERBOY_SUMMARY_URL begins with http://"
    told = f"{read.summary_model} at {host_of(read)}, asked {asking.asked_on(now):,} of at most {read.summary_day:,} times today"
    if asking.why:
        until = datetime.fromtimestamp(asking.after, now.tzinfo)
        yield "warn", f"{told}; not before {until:%d %b %H:%M}: {asking.why}"
    else:
        yield "ok", told
