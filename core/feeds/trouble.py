"""What can go wrong between Paperboy and somebody's server; each message is a sentence that names the host, never the address.

FetchFailed: BadLink, RefusedAddress, BadRedirect, Unexpected and TooLarge stay as they are when tried again;
HostUnreachable, TooSlow, ReplyLost, BadStatus (its `status`) and RetryLater (its `seconds`; LeftAlone where nothing was asked) may pass.
"""

from core.errors import PaperboyError


class FetchFailed(PaperboyError):
    """A page could not be fetched."""


class BadLink(FetchFailed):
    """What was given is no http or https address that may be fetched."""


class RefusedAddress(FetchFailed):
    """The host is not on the public internet, and the operator has not allowed it."""


class BadRedirect(FetchFailed):
    """The host sends Paperboy on too often, to nowhere, or from https to http."""


class Unexpected(FetchFailed):
    """The answer is broken off, packed in a way Paperboy does not read, or no HTTP."""


class TooLarge(FetchFailed):
    """The answer, packed or unpacked, is larger than was asked for."""


class HostUnreachable(FetchFailed):
    """No such host, nobody answers there, or its certificate is not valid."""


class TooSlow(FetchFailed):
    """The whole answer did not arrive in time."""


class ReplyLost(FetchFailed):
    """What was sent may have arrived: nobody answered, or not in full."""


class BadStatus(FetchFailed):
    """The host answered with an HTTP status that is no success."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


class RetryLater(FetchFailed):
    """The host asks to be left alone for `seconds`, or (None) does not say for how long."""

    def __init__(self, text: str, seconds: float | None) -> None:
        super().__init__(text)
        self.seconds = seconds


class LeftAlone(RetryLater):
    """The host asked to be left alone, or failed, a while ago: it was not asked this time."""
