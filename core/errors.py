"""Every error Paperboy raises on purpose, with one root; each message is a sentence for the person who meets it.

PaperboyError
├── BadInput            what somebody typed, pasted or sent cannot be used; the message says what to do
│   ├── NotAListing     a text or file holds no papers we can read
│   │   └── NoPapers    it is a list, and no paper is on it
│   ├── BadQuery        a search that is empty, too long, unbalanced or names an unknown option
│   ├── BadCommand      a command line that names no verb or fills its options wrongly
│   │   ├── Unclear     what was typed leaves a question; its answers are lines to choose from
│   │   └── NoCall      the words after a verb are no call of it: perhaps the line is words to search for
│   ├── NotAllowed      somebody asks for what others may set; the message names who
│   └── NotFound        no such paper, list or page
│       └── NoSuchTitle words that are no id and no title of one paper: perhaps the line is words to search for
├── BadSettings         settings are missing or wrong; all of them are named at once
└── RecordError         the record (Redis or Valkey)
    ├── RecordDown      it cannot be reached, or refuses writes
    ├── UnfitServer     the server that REDIS_URL names cannot be used; the message says why
    ├── RecordTooNew    a newer Paperboy wrote it
    └── BadBackup       a backup file is damaged or not a backup
"""

from collections.abc import Mapping
from enum import Enum


class PaperboyError(Exception):
    """The root: `str(error)` is one sentence that can be shown to a user as it is."""

    exit_code = 1
    """What a process ends with that shows it."""


class BadInput(PaperboyError):
    """What somebody typed, pasted or sent cannot be used."""


class NotAListing(BadInput):
    """A text or file holds no papers that Paperboy can read."""


class NoPapers(NotAListing):
    """A list without any paper on it."""


class NoneToRead(NotAListing):
    """The only format that a text can have finds no paper in it, so no other format is asked."""


class BadQuery(BadInput):
    """A search that is empty, too long, unbalanced or names an unknown option."""

    exit_code = 2


class BadCommand(BadInput):
    """A command line that names no verb or fills its options wrongly. `given` are those that are right, where others are missing."""

    exit_code = 2

    def __init__(self, sentence: str, given: Mapping[str, str | int] | None = None) -> None:
        super().__init__(sentence)
        self.given = given or {}


class Unclear(BadCommand):
    """What was typed leaves a question. `answers` are the lines that answer it, by their labels; `advice` follows the question."""

    def __init__(self, question: str, advice: str, answers: Mapping[str, str]) -> None:
        super().__init__(question)
        self.advice, self.answers = advice, answers


class NoCall(BadCommand):
    """The words after a verb are no call of it: perhaps the line is words to search for."""


class CannotBeDone(BadInput):
    """What somebody asks for is understood, and cannot be done as things are."""


class NotAllowed(BadInput):
    """Somebody asks for what only others may set; the message names them."""


class NotFound(BadInput):
    """No such paper, list or page. `answers` are lines that help, by their labels."""

    def __init__(self, sentence: str, answers: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.answers = answers or {}


class Withheld(NotFound):
    """A paper that is hidden where somebody asks for it, or was `removed` for everybody."""

    def __init__(self, sentence: str, *, removed: bool = False) -> None:
        super().__init__(sentence)
        self.removed = removed


class NoSuchTitle(NotFound):
    """Words that are no id and no title of one paper: perhaps the line is words to search for."""


class BadSettings(PaperboyError):
    """Settings are missing or wrong; the message names all of them, and shows no secret."""

    exit_code = 2


class RecordError(PaperboyError):
    """The record (Redis or Valkey) cannot do what was asked."""


class RecordDown(RecordError):
    """The record cannot be reached, or refuses writes."""


class UnfitServer(RecordError):
    """The server that `REDIS_URL` names cannot be reached or used; the message gives the reason, and no secret."""

    exit_code = 2


class RecordTooNew(RecordError):
    """A newer Paperboy wrote this record; an older one must not touch it."""


class BadBackup(RecordError):
    """A backup file is damaged, cut short, or no backup at all."""


class ErrorKind(Enum):
    """What a platform's error means for the call that met it; the value says it in a sentence's middle."""

    RETRY_AFTER = "retry after"
    """Wait as long as the platform says, then try again."""

    TRANSIENT = "transient"
    """Nothing was done: try again soon."""

    AMBIGUOUS = "ambiguous"
    """It may have been done: look before trying again, or try under the same nonce."""

    TARGET_DEAD = "target dead"
    """This channel, message or person is gone or out of reach: leave it."""

    TEAM_DEAD = "team dead"
    """The token or the team is gone: stop all calls."""

    TOO_LATE = "too late"
    """What the person did has expired: nothing can be answered."""

    UNGRANTED = "not granted"
    """The operator has not let us do this: what needs it waits until they have."""

    BUG = "bug"
    """Our request is wrong: log it, do not repeat it."""


WAITS = frozenset({ErrorKind.RETRY_AFTER, ErrorKind.TRANSIENT, ErrorKind.AMBIGUOUS})
"""After these what was asked for stays in the record and comes again."""
