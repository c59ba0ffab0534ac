"""The jobs: plain functions that take an id, read the record, and may run 0, 1 or 5 times."""

from datetime import UTC, datetime

from core.paperboy import Paperboy

_at_work: list[Paperboy] = []


def use(app: Paperboy) -> None:
    """Say on which record the jobs of this process work."""
    _at_work[:] = [app]


def ingest(todo_id: str) -> None:
    """Ingest one slice of a digest; done already, it does nothing."""
    _at_work[0].ingest_slice(str(todo_id), datetime.now(UTC))
