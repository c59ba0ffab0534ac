"""A call of a platform that came to nothing; what its error means is in the table of each platform's `errors`."""

from core.errors import ErrorKind


class CallFailed(Exception):
    """A call that came to nothing; `kind` says what that means, `error` is the platform's own name of it, or the exception's."""

    def __init__(self, call: str, kind: ErrorKind, error: str) -> None:
        super().__init__(f"{call}: {error} ({kind.value})")
        self.kind, self.error = kind, error
