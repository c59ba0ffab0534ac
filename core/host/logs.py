"""What is logged: a line for people or JSON for programs, each with the id of the event or job that it belongs to."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

FORMS = ("text", "json")

_work: ContextVar[str] = ContextVar("work", default="")


@contextmanager
def working(name: str) -> Iterator[None]:
    """Put an id on all that is logged meanwhile, in tasks and threads too that begin here; one that stands already stays."""
    before = _work.set(_work.get() or name)
    try:
        yield
    finally:
        _work.reset(before)


def work() -> str:
    """The id of what is being done, '' for none."""
    return _work.get()


class TextLine(logging.Formatter):
    """A line for people, with the id at its end."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return super().format(record) + (f" [{work()}]" if work() else "")


class JsonLine(logging.Formatter):
    """A line of JSON: `at` (UTC), `level`, `logger`, `work`, `message`, and `error` where there was one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "logger": record.name, "work": work()}
        line["message"] = record.getMessage()
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def begin(level: str, form: str, handler: logging.Handler | None = None) -> None:
    """Log from now on what is at least so serious, to stderr unless there is another handler."""
    to = handler or logging.StreamHandler()
    to.setFormatter(JsonLine() if form == "json" else TextLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[to])
