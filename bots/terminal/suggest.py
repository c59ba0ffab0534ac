"""Completion for the prompt: whole lines that go on from what is typed; verbs, then options, choices and titles."""

from collections.abc import Iterator

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.catalog import Catalog
from core.commands.grammar import ROOT
from core.commands.table import TABLE, Verb
from core.model import Place

TERMINAL = Place("terminal")

MOST = 25
"""Suggestions at once: what Discord's autocomplete shows."""


def suggestions(catalog: Catalog, typed: str) -> list[str]:
    """The lines that Tab offers for `typed`, at most MOST."""
    before, text = _without_root(typed)
    offers = [f"{before}{line}" for line in _lines(catalog, text)]
    return list(dict.fromkeys(offers))[:MOST]


def _without_root(typed: str) -> tuple[str, str]:
    if typed.lower().startswith(f"{ROOT} "):
        return typed[: len(ROOT) + 1], typed[len(ROOT) + 1 :]
    return "", typed


def _lines(catalog: Catalog, text: str) -> Iterator[str]:
    first, space, rest = text.partition(" ")
    if not space:
        yield from (f"{name} " for name in sorted(TABLE) if name.startswith(first.lower()))
        return
    verb = TABLE.get(first.lower())
    if verb is None:
        yield from (title for _, title in catalog.complete(text, MOST, catalog.viewer_at(TERMINAL)))
        return
    start, _, word = rest.rpartition(" ")
    head = " ".join(part for part in (first, start) if part)
    yield from (f"{head} {option}" for option in _options(verb, word))
    yield from _papers(catalog, verb, first, rest)


def _options(verb: Verb, word: str) -> Iterator[str]:
    """Option names that begin with a word; after `name:` its choices. A first option that has choices is typed bare."""
    name, colon, value = word.partition(":")
    for place, option in enumerate(verb.options):
        if colon and option.name == name.lower():
            yield from (f"{name}:{choice} " for choice in option.choices if choice.startswith(value.lower()))
        elif not colon and option.name.startswith(word.lower()) and (place or word):
            yield f"{option.name}:"
        if not colon and place == 0:
            yield from (f"{choice} " for choice in option.choices if choice.startswith(word.lower()))


def _papers(catalog: Catalog, verb: Verb, first: str, rest: str) -> Iterator[str]:
    """Titles that go on from what is typed; where the verb wants one paper, its id stands for the title."""
    if not rest.strip() or not verb.options or verb.raw:
        return
    wants_id = verb.options[0].name == "paper"
    if wants_id or verb.options[0].name == "query":
        for paper_id, title in catalog.complete(rest, MOST, catalog.viewer_at(TERMINAL)):
            yield f"{first} {paper_id} " if wants_id else f"{first} {title}"
