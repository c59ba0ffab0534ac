"""`answer`: who, where and what in; a Reply out. It never raises: an error is a card too, with a short reference if it is ours."""

import logging
from secrets import token_hex
from typing import TYPE_CHECKING

from core.cards import Button, Card, Discussion, Follow, Redraw, Reply
from core.commands.grammar import Given, parse
from core.commands.table import TABLE, verb_of
from core.errors import BadInput, NotFound, PaperboyError, RecordDown, RecordError, Unclear
from core.marked import Marked
from core.model import Call
from core.text import clip
from core.views import calm, note

if TYPE_CHECKING:
    from core.paperboy import Paperboy

log = logging.getLogger("paperboy")


def answer(app: "Paperboy", said: str | Given, call: Call) -> Reply:
    """Answer one command line (or one already parsed) for a person in a place."""
    try:
        return perform(app, said, call)
    except RecordDown as error:
        return Reply((_told(error, said if isinstance(said, str) else said.line),), private=True)


def perform(app: "Paperboy", said: str | Given, call: Call) -> Reply:
    """As `answer`, for a call that is recorded and comes again: raises RecordDown where the record does not answer."""
    import core.verbs  # noqa: F401 (the verbs declare themselves; they import this package)

    line = said if isinstance(said, str) else said.line
    try:
        given = parse(said) if isinstance(said, str) else said
        return _run(app, given, call)
    except RecordDown:
        raise
    except Exception as error:
        return Reply((_told(error, line),), private=True)


def answer_file(app: "Paperboy", data: bytes, name: str, call: Call) -> Reply:
    """Answer a file that somebody sent: the papers in it are queued. Raises RecordDown, as `perform`."""
    from core.verbs.intake import take

    try:
        card, follow = take(app, data, name, call)
        return Reply((card,), follow=follow)
    except RecordDown:
        raise
    except Exception as error:
        return Reply((_told(error, "add"),))


def _run(app: "Paperboy", given: Given, call: Call) -> Reply:
    verb = TABLE[given.verb]
    values = {f"{name}_" if name in KEYWORDS else name: value for name, value in given.values.items()}
    yielded = list(verb.run(app, call, **values))
    cards = [made for made in yielded if isinstance(made, Card)]
    if given.offered:
        cards.append(_offer(given))
    redraws = tuple(made.card for made in yielded if isinstance(made, Redraw))
    discussion = next((made for made in yielded if isinstance(made, Discussion)), None)
    follow = next((made for made in yielded if isinstance(made, Follow)), None)
    return Reply(tuple(cards), verb.private, redraws, discussion, follow)


KEYWORDS = frozenset({"from"})
"""Option names that Python keeps for itself; the verb's parameter ends in an underscore."""


def _offer(given: Given) -> Card:
    rest = " ".join(given.line.split(" ")[given.offered.count(" ") + 1 :])
    title = f"Did you mean the command “{given.offered}”?"
    return Card(
        Marked(title), buttons=(Button(f"Run {given.offered}", f"{given.offered} {rest}".strip()),), plain=title
    )


def _told(error: Exception, line: str) -> Card:
    """What somebody reads of an error: ours are sentences; with a reference where the log knows more than they need to."""
    if isinstance(error, PaperboyError) and not isinstance(error, RecordError):
        return _refusal(error, line)
    reference = token_hex(2)
    log.error("reference %s", reference, exc_info=error)
    return note(f"{error} ({reference})") if isinstance(error, RecordError) else calm(reference)


def _refusal(error: PaperboyError, line: str) -> Card:
    said = str(error)
    if isinstance(error, Unclear):
        return note(clip(said, 600), error.advice, *(Button(label, answer) for label, answer in error.answers.items()))
    buttons: tuple[Button, ...] = ()
    if (verb := verb_of(line)[0]) and isinstance(error, NotFound | BadInput):
        buttons = (Button(f"Show help for {verb.name}", f"help {verb.name}"),)
    return Card(Marked(clip(said, 600)), buttons=buttons, plain=said)
