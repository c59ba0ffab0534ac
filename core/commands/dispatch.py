"""`answer`: who, where and what in; a Reply out. It never raises: an error is a card too, with a short reference if it is ours."""

import logging
from collections.abc import Iterable
from hashlib import blake2b
from keyword import iskeyword
from typing import TypeVar

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.app import Paperboy
from core.cards.card import Button, Card, Discussion, Redraw, Reply
from core.cards.views import calm, note
from core.catalog import Catalog
from core.commands.grammar import DEFAULT, Given, Misread, names_options, read, typed_after_root
from core.commands.table import PAPER, SURE, TABLE, verb_of
from core.commands.verbs.find import found_instead
from core.commands.verbs.intake import Adding
from core.commands.verbs.kept.notes import with_notes
from core.errors import (
    BadCommand,
    BadInput,
    BadQuery,
    NoCall,
    NoSuchTitle,
    NotFound,
    PaperboyError,
    RecordDown,
    RecordError,
    Unclear,
    Withheld,
)
from core.host.logs import working
from core.model import Call, Follow, Marked
from core.services.posted_links import Link, LinkCards
from core.text.cleaning import clip

log = logging.getLogger("paperboy")

Yielded = TypeVar("Yielded")


def answer(app: Paperboy, typed: str | Given, call: Call) -> Reply:
    """Answer one command line, or one that was read where it arrived, for a person in a place.

    All that is logged meanwhile, and by the jobs that it begins, bears the delivery's id, or that of the event it is part of.
    """
    with working(call.delivery):
        try:
            return perform(app, typed, call)
        except RecordDown as error:
            return _failed(error, typed if isinstance(typed, str) else typed.line, call)


def perform(app: Paperboy, typed: str | Given, call: Call) -> Reply:
    """As `answer`, for a call that is recorded and comes again: raises RecordDown where the record does not answer."""
    line = typed if isinstance(typed, str) else typed.line
    try:
        given = read(typed, wide=call.wide) if isinstance(typed, str) else typed
        if isinstance(given, Misread):
            raise app.call(_first_wrong, call, given=given)
        return _run(app, given, call)
    except RecordDown:
        raise
    except (NoCall, NoSuchTitle) as error:
        chosen = isinstance(typed, Given) and typed.chosen
        return (None if chosen else _searched(app, line, call, error)) or _failed(error, line, call)
    except Exception as error:
        return _failed(error, line, call)


def _first_wrong(catalog: Catalog, call: Call, given: Misread) -> PaperboyError:
    """What is wrong with a line: that a paper it names is not here, before what it does not say at all."""
    verb = TABLE.get(given.verb)
    try:
        for option in verb.options if verb and not verb.configures else ():
            if PAPER in option.marks and option.name in given.values:
                catalog.paper(str(given.values[option.name]), catalog.viewer_of(call))
    except NotFound as unknown:
        return NoCall(str(unknown)) if isinstance(given.error, NoCall) else unknown
    return given.error


def answer_file(app: Paperboy, data: bytes, name: str, call: Call) -> Reply:
    """Answer a file that somebody sent: the papers in it are queued. Raises RecordDown, as `perform`."""
    try:
        yielded = list(app.call(Adding, call).file(data, name))
        return Reply(_all(Card, yielded), follows=_all(Follow, yielded))
    except RecordDown:
        raise
    except Exception as error:
        return _failed(error, "add", call)


def _run(app: Paperboy, given: Given, call: Call) -> Reply:
    verb = TABLE[given.verb]
    values = {f"{name}_" if iskeyword(name) else name: value for name, value in given.values.items()}
    if verb.destroys and values.pop(SURE.name, "") != "yes":
        loss = app.call(verb.destroys, call, **values)
        line = f"{loss.line} {SURE.name}:yes"
        return Reply((note(loss.question, loss.goes, Button(loss.label, line, danger=True)),), asks=line)
    yielded = list(app.call(verb.run, call, **values))
    cards = app.call(with_notes, call, cards=_all(Card, yielded), private=verb.private)
    if given.offered:
        cards.append(_offer(given))
    redraws = _all(Redraw, yielded)
    return Reply(
        tuple(cards),
        verb.private,
        tuple(redraw.card for redraw in redraws),
        any(redraw.enough for redraw in redraws),
        next(iter(_all(Discussion, yielded)), None),
        _all(Follow, yielded),
    )


def _all(kind: type[Yielded], yielded: Iterable[object]) -> tuple[Yielded, ...]:
    """What a verb yielded of one kind."""
    return tuple(made for made in yielded if isinstance(made, kind))


def _offer(given: Given) -> Card:
    rest = " ".join(given.line.split(" ")[given.offered.count(" ") + 1 :])
    title = f"Did you mean the command “{given.offered}”?"
    return Card(
        Marked(title), buttons=(Button(f"Run {given.offered}", f"{given.offered} {rest}".strip()),), plain=title
    )


def _searched(app: Paperboy, line: str, call: Call, error: PaperboyError) -> Reply | None:
    """A search for a line that is no call of its verb, with the way to the verb's help; None where it was meant as a call.

    A line that names an option of the verb or of the search, has a digit in it, or gives a verb all else that it needs, meant the verb.
    """
    words = typed_after_root(line)
    verb, rest = verb_of(words)
    if verb is None or "\n" in rest or any(sign.isdigit() for sign in rest):
        return None
    if names_options(verb, rest) or names_options(TABLE[DEFAULT], rest):
        return None
    if isinstance(error, NoSuchTitle) and sum(option.required for option in verb.options) > 1:
        return None
    total = app.call(found_instead, call, line=words, rest=rest)
    if total is None or (not total and " " in verb.name):  # no title begins as two words of a verb do
        return None
    button = Button(f"Show help for {verb.name}", f"help {verb.name}")
    if not total:
        return Reply((note(f"Nothing found for “{clip(words, 120)}”.", f"As a command: {error}", button),))
    cards = _run(app, Given(DEFAULT, {"query": words}), call).cards
    return Reply((*cards, note(f"I searched for these words. “{verb.name}” is also a command.", "", button)))


def _failed(error: Exception, line: str, call: Call) -> Reply:
    """What somebody reads of an error: ours are sentences; with a reference, made of the call, where the log knows more."""
    if isinstance(error, PaperboyError) and not isinstance(error, RecordError):
        return Reply(
            (_refusal(error, line),), outcome="wrong" if isinstance(error, BadCommand | BadQuery) else "refused"
        )
    reference = blake2b(f"{call.delivery} {call.now}".encode(), digest_size=2).hexdigest()
    log.error("reference %s", reference, exc_info=error)
    if isinstance(error, RecordError):
        return Reply((note(f"{error} ({reference})"),), outcome="refused")
    return Reply((calm(reference),), outcome="fault")


def _refusal(error: PaperboyError, line: str) -> Card:
    sentence = str(error)
    answers = error.answers if isinstance(error, Unclear | NotFound) else {}
    buttons = tuple(Button(label, answer) for label, answer in answers.items())
    if isinstance(error, Unclear):
        return note(clip(sentence, 600), error.advice, *buttons)
    verb = verb_of(line)[0]
    if verb and not buttons and isinstance(error, BadInput) and not isinstance(error, Withheld):
        buttons = (Button(f"Show help for {verb.name}", f"help {verb.name}"),)
    return Card(Marked(clip(sentence, 600)), buttons=buttons, plain=sentence)


def save_paper(app: Paperboy, named: str, call: Call) -> Reply:
    """Save a paper by its id or reference; one that nobody here knows is fetched, and saved when it comes. Raises RecordDown."""
    scheme, colon, name = named.partition(":")
    link, links = Link(named, named), app.call(LinkCards)
    if colon and not (paper := links.known(link, call)):
        line = f"save {named if scheme == 'openreview' else name}"
        return links.fetching(link, call, line) or perform(app, line, call)
    return perform(app, f"save {paper if colon else named}", call)
