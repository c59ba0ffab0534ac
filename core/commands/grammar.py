"""Typed text to a verb and its options. Only a declared option name followed directly by `:` and a value is an option.

Every other colon is text: 3 of 4 real titles hold `Word:`, and addresses hold `https:`. Where a verb takes no prose, a value may
stand behind a space too. One pass, linear.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

import msgspec
from rapidfuzz.distance import OSA

from core.commands.courtesy import as_command, is_greeting, is_thanks, without_last
from core.commands.table import GROUPED, ONE, PHRASES, PROSE, QUOTED, TABLE, Option, Verb, verb_of
from core.errors import BadCommand, BadInput, NoCall
from core.text.cleaning import clip, joined
from core.text.common_words import is_common

ROOT = "/papers"
DEFAULT = "search"
QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}

YESTERDAY = re.compile(r"^yesterday(?:['’]?s)?(?=$|\s+(?:limit|page):)", re.IGNORECASE)
"""A day's name that people type as if it were a verb, as today is one."""

LONGEST_LINE = 4000
"""Characters of a command line, but for `add`, which takes a whole listing: Slack's advised message length."""


class _Span(NamedTuple):
    """Where an option stands in a text, and its value, None where it has none; `spaced`: behind a space."""

    option: Option
    value: str | None
    start: int
    end: int
    spaced: bool


class Given(msgspec.Struct, frozen=True):
    """A line as it was read: a verb and the values of its options. `offered` is the verb that a searching line nearly named, ''
    for none; `chosen` is whether a program gave its options, so that it can be no words to search for.
    """

    verb: str
    values: dict[str, str | int]
    line: str = ""
    offered: str = ""
    chosen: bool = False

    @property
    def row(self) -> Verb | None:
        """The row of the verb that it calls; None where it is no call of it."""
        return TABLE[self.verb]

    @property
    def form(self) -> str:
        """The form that it asks for, '' where it says what is to be done."""
        for option in self.row.options if self.row else ():
            if option.opens and (value := str(self.values.get(option.name, ""))) in option.opens.forms:
                return value
        opens = self.row.opens if self.row else None
        return opens.name if opens and self.values.keys() <= opens.about else ""

    @property
    def turns(self) -> bool:
        """Whether it turns the pages of a list: its answer takes the place of a list that one person sees.

        Of a message that everybody sees it never does: reactions under it would then stand under other papers.
        """
        return "page" in self.values


class Misread(Given, frozen=True, kw_only=True):
    """A line that is no call of its verb, or of any: `error` says why, and is the answer to it."""

    error: BadInput

    @property
    def row(self) -> Verb | None:
        """None: it calls no verb."""
        return None


def read(line: str, *, wide: bool = False) -> Given:
    """A typed line, read once where it arrives; what is wrong with it goes along. `wide`: it comes from no chat."""
    try:
        return parse(line, wide=wide)
    except BadInput as error:
        verb, _ = verb_of(typed_after_root(line))
        given = dict(error.given) if isinstance(error, BadCommand) else {}
        return Misread(verb.name if verb else DEFAULT, given, line, error=error)


def parse(line: str, table: Mapping[str, Verb] = TABLE, *, wide: bool = False) -> Given:
    """A typed line; raises BadInput with one sentence that says what to change, NoCall where it may be words to search for."""
    text = typed_after_root(line)
    if not text:
        return Given("help", {}, text)
    text = YESTERDAY.sub("today yesterday", text)
    if is_thanks(text):
        return Given("thanks", {}, text)
    verb, rest = verb_of(text, table)
    if is_greeting(text) and (verb is None or rest):
        return Given("help", {}, text)
    try:
        if verb:
            plain = rest if verb.raw or verb.name in (DEFAULT, "help") else without_last(rest)
            return Given(verb.name, fill(verb, plain, wide=wide), text)
    except NoCall:
        if given := _politely(text, table, wide=wide):
            return given
        raise
    return _politely(text, table, wide=wide) or Given(
        DEFAULT, fill(table[DEFAULT], text, wide=wide), text, _nearly(text, table)
    )


def typed_after_root(line: str) -> str:
    """A line without `/papers` before it, and without the backticks around it in which people show commands to others."""
    typed = line.strip()
    typed = typed.strip("`").strip() if typed.startswith("`") else typed
    return typed[len(ROOT) :].strip() if typed.lower() == ROOT or typed.lower().startswith(f"{ROOT} ") else typed


def as_typed(options: Mapping[str, object]) -> list[str]:
    """Options as they are typed, without those that have no value: `top:5`, `author:"Ada Byron"`."""
    texts = ((name, str(value)) for name, value in options.items() if value)
    return [f'{name}:"{text}"' if " " in text and '"' not in text else f"{name}:{text}" for name, text in texts]


def typed_line(verb: str, bare: str, options: Mapping[str, object]) -> str:
    """The line that calls a verb with bare words, and with options by their names."""
    return " ".join(filter(None, (verb, bare, *as_typed(options))))


def _politely(text: str, table: Mapping[str, Verb], *, wide: bool) -> Given | None:
    """The call of a verb that a line is when its courtesies are left out: `show me today's papers, please`."""
    plain = YESTERDAY.sub("today yesterday", as_command(text))
    verb, rest = verb_of(plain, table)
    if verb is None or plain == text:
        return None
    try:
        return Given(verb.name, fill(verb, rest, wide=wide), plain)
    except NoCall:
        return None


def fill(verb: Verb, text: str, *, wide: bool = False) -> dict[str, str | int]:
    """The options of a verb from the text after it; raises BadInput, NoCall where bare words do not fit."""
    if verb.raw:
        return {verb.options[0].name: text.strip()} if text.strip() else checked(verb, {})
    if len(text) > LONGEST_LINE:
        raise BadCommand(
            f"That line is {len(text):,} characters long; {LONGEST_LINE:,} is the most. Shorten it and send it again."
        )
    spans = _option_spans(verb, text)
    given: dict[str, str] = {}
    for span in spans:
        name = span.option.name
        if span.value is None:
            raise BadCommand(f"“{name}:” needs a value behind it; type one, or leave “{name}:” out.")
        if name in given:
            raise BadCommand(f"“{name}:” is given twice; give it once.")
        given[name] = span.value
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    bare = " ".join(text[a:b].strip() for a, b in list(pairwise(edges))[::2]).strip()
    try:
        placed = _placed(verb, given, bare)
        return checked(verb, placed, placed.keys() - given.keys(), wide=wide)
    except BadCommand as error:
        if (bare or spans) and not _meant_by(verb, spans):
            raise NoCall(str(error), error.given) from None
        raise


def names_options(verb: Verb, text: str) -> bool:
    """Whether a text gives an option of a verb by its name, and so means the verb."""
    return not verb.raw and _meant_by(verb, _option_spans(verb, text))


def _meant_by(verb: Verb, spans: Iterable[_Span]) -> bool:
    """Whether options show that a line means the verb: `top limit: theory` may be words, which no verb of two words begins."""
    return any(not span.spaced or " " in verb.name for span in spans)


def _option_spans(verb: Verb, text: str) -> list[_Span]:
    """Each option in the text; quoted phrases are passed over.

    An option without a value takes the next word, unless that is an option, or the verb takes prose, where it is text; where none
    follows, it has no value.
    """
    words, spans = _words(text), list[_Span]()
    options = [_option_of(verb, text[start:end]) for start, end in words]
    takes_prose, at = any(PROSE in option.marks for option in verb.options), 0
    for number, (start, end) in enumerate(words):
        if start < at or not (named := options[number]):
            continue
        option, value = named
        follows = number + 1 < len(words) and not options[number + 1]
        spaced = not value and follows
        if spaced and takes_prose:
            continue
        if spaced:
            value, end = text[slice(*words[number + 1])], words[number + 1][1]
        if value and value[0] in QUOTES and QUOTES[value[0]] not in value[1:]:
            raise BadCommand(f"The quote after “{option.name}:” is never closed.")
        spans.append(_Span(option, _unquoted(value) if value else None, start, end, spaced))
        at = end
    return spans


def _option_of(verb: Verb, word: str) -> tuple[Option, str] | None:
    """The option that a word names before its first colon, and what follows that."""
    name, colon, value = word.partition(":")
    option = verb.option(name) if colon else None
    return (option, value) if option else None


def _words(text: str) -> list[tuple[int, int]]:
    """Where each word of a text stands."""
    words, at = list[tuple[int, int]](), 0
    while at < len(text):
        end = at + 1 if text[at].isspace() else _word_end(text, at)
        if not text[at].isspace():
            words.append((at, end))
        at = end
    return words


def _word_end(text: str, at: int) -> int:
    """The end of the word at `at`: white space ends it, but not inside quotes that are closed."""
    while at < len(text) and not text[at].isspace():
        closing = text.find(QUOTES[text[at]], at + 1) if text[at] in QUOTES and _opens(text, at) else -1
        at = closing + 1 if closing > 0 else at + 1
    return at


def _opens(text: str, at: int) -> bool:
    return at == 0 or text[at - 1].isspace() or text[at - 1] in ":,-(+"


def _unquoted(value: str) -> str:
    closing = QUOTES.get(value[0])
    return value[1:-1] if closing and value.endswith(closing) and value.find(closing, 1) == len(value) - 1 else value


def _placed(verb: Verb, given: dict[str, str], bare: str) -> dict[str, str]:
    """The options with the bare words put where they belong: the first option, and on from there while one word is all it takes.

    None goes past an option that takes many words and was given: `topics:graph pruning` lacks quotation marks.
    """
    placed = dict(given)
    for option in verb.options:
        if not bare or (option.name in given and ONE not in option.marks and not option.number):
            break
        if option.name in placed or option.number:
            continue
        end = _word_end(bare, 0)
        value, bare = (bare[:end], bare[end:].strip()) if ONE in option.marks else (bare, "")
        if QUOTED in option.marks and _unquoted(value) == value and (" " in value or is_common(value.lower())):
            raise BadCommand(f"“{verb.name}” takes {option.help} in quotation marks. For example: {verb.example}")
        placed[option.name] = value if PHRASES in option.marks else _unquoted(value)
    if bare:
        advice = "A value of several words needs quotation marks." if given else f"Type it like this: {verb.example}"
        raise BadCommand(f"“{verb.name}” cannot use “{clip(bare, 60)}”. {advice}")
    return placed


def checked(
    verb: Verb, given: dict[str, str], bare: Collection[str] = (), *, wide: bool = False
) -> dict[str, str | int]:
    """The values of options as their types, some of them given `bare`, without their names.

    Raises BadInput, of a wrong one before one that is missing.
    """
    values: dict[str, str | int] = {}
    for option in verb.options:
        if option.name in given:
            called = f"“{verb.name}”" if option.name in bare else f"“{option.name}:”"
            values[option.name] = _value(option, given[option.name], called, wide=wide)
    for option in verb.options:
        if option.required and option.name not in given:
            raise BadCommand(f"“{verb.name}” needs {option.help}. Type it like this: {verb.example}", values)
    return values


def _value(option: Option, typed: str, called: str, *, wide: bool) -> str | int:
    text = typed.encode("utf-8", "replace").decode()  # half of a character can be typed, and kept nowhere
    if option.choices:
        return _chosen(option, text, called)
    if not option.number:
        if option.fits:
            option.fits.check(text, option.name)
        return text
    least, most = option.bounds.between(wide=wide) if option.bounds else (0, 0)
    if not (text.isascii() and text.isdigit() and len(text) < 10) or (most and not least <= int(text) <= most):
        wanted = f"a whole number from {least} to {most:,}" if most else "a whole number"
        raise BadCommand(f"{called} takes {wanted}, not “{clip(text, 40)}”.")
    return int(text)


def _chosen(option: Option, text: str, called: str) -> str:
    """The choice that is typed, or that what is typed means."""
    if not (value := _meant(option, text)):
        hint = [option.also.hint] if option.also and option.also.hint else []
        raise BadCommand(f"{called} takes {joined([*option.choices, *hint], 'or')}, not “{clip(text, 40)}”.")
    return value


def _meant(option: Option, text: str) -> str:
    typed = text.strip().lower()
    return typed if typed in option.choices else option.also.read(typed) if option.also else ""


def offered(option: Option, typed: str) -> list[str]:
    """The choices that go on from what is typed, and what it means where that is none of them."""
    meant = _meant(option, typed)
    begun = [choice for choice in option.choices if choice.startswith(typed.strip().lower())]
    return begun if meant in ("", *begun) else [*begun, meant]


def _nearly(text: str, table: Mapping[str, Verb]) -> str:
    """The verb one edit away from how a line begins, or ''; a group's first word alone stands for what the group does alone.

    A common English word with others after it is no slip: “source code search” is not about the verb sources.
    """
    words = text.lower().split(maxsplit=2)[:2]
    if len(words) > 1 and is_common(words[0]):
        return GROUPED.get(words[0], "")
    for name, verb in table.items():
        typed = " ".join(words[: name.count(" ") + 1])
        if verb.menu and 3 <= len(typed) <= 20 and OSA.distance(typed, name, score_cutoff=1) <= 1:
            return name
    return next((verb for group, verb in GROUPED.items() if words[0] == group), "")
