"""A verb is declared once, by its own signature: name, help, options, types, choices and privacy all come from there."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Literal, TypeVar, get_args, get_origin

import msgspec

from core.cards.card import Button, Card, Discussion, Loss, Redraw
from core.model import Call, Follow

Detail = TypeVar("Detail")

Run = Callable[..., Iterator[Card | Redraw | Discussion | Follow]]

Losing = Callable[..., Loss]
"""Called as the verb is: what it would destroy. Raises what the verb would raise."""

ONE = "one word"
"""Marks an option that takes exactly one bare word (an id, an address, one of some choices)."""
PAPER = "paper"
"""Marks an option that names a paper."""
PHRASES = "phrases"
"""Marks an option in whose bare words quotation marks mean a phrase; elsewhere they only hold words together."""
PROSE = "prose"
"""Marks an option that is a title, a search or a sentence: in its verb's line, `Topic: ` before further words is text."""
OWN = "own"
"""Marks an option that asks for what is the person's own."""
QUOTED = "quoted"
"""Marks an option whose bare words are meant for it only in quotation marks, or where they are one uncommon word."""


class Bounds(msgspec.Struct, frozen=True):
    """The least and greatest value of a whole number, both allowed; `in_chat` is the greatest in a chat, where that is another."""

    least: int
    greatest: int
    in_chat: int = 0

    def between(self, *, wide: bool) -> tuple[int, int]:
        """The least and the greatest, of a call that comes from a chat or from elsewhere."""
        return self.least, self.greatest if wide else self.in_chat or self.greatest


class Also(msgspec.Struct, frozen=True):
    """What an option with choices takes besides: `read` gives the value that some text means, '' for none; `hint` says so."""

    read: Callable[[str], str]
    hint: str = ""


class Fits(msgspec.Struct, frozen=True):
    """What every value of an option must be, whatever else is missing: `check` gets it with the option's name, and raises BadInput."""

    check: Callable[[str, str], object]


class Opens(msgspec.Struct, frozen=True):
    """The values of an option that ask for a form, each for that of its name, in which what no line may hold is typed."""

    forms: frozenset[str]


class Alias(tuple[str, ...]):
    """Other names of an option: those that people type for it, and one it once had, which buttons of old messages still say."""

    def __new__(cls, *names: str) -> "Alias":
        return super().__new__(cls, names)


class Form(msgspec.Struct, frozen=True):
    """The form that a verb opens where a platform has it and no option is given but those that say what it is about."""

    name: str
    about: frozenset[str] = frozenset()


class Option(msgspec.Struct, frozen=True):
    """One option of a verb, as its signature declares it. `choices` is empty where anything goes; `aliases` are other names.
    `marks` are those above.
    """

    name: str
    help: str
    default: str | int | None
    number: bool = False
    choices: tuple[str, ...] = ()
    bounds: Bounds | None = None
    also: Also | None = None
    fits: Fits | None = None
    aliases: tuple[str, ...] = ()
    opens: Opens | None = None
    marks: frozenset[str] = frozenset()

    def help_for(self, call: Call) -> str:
        """Its help where a call is made: `help` is that of a chat, and a wide call may ask for more."""
        bounds = self.bounds
        if not call.wide or not bounds or not bounds.in_chat:
            return self.help
        return self.help.replace(f"to {bounds.in_chat}", f"to {bounds.greatest}")

    @property
    def open(self) -> bool:
        """Whether it takes more than its choices: anything, or the texts that `also` hints at."""
        return not self.choices or bool(self.also and self.also.hint)

    @property
    def required(self) -> bool:
        """Whether a call without it is refused."""
        return self.default is None


class Verb(msgspec.Struct, frozen=True):
    """A row of the command table. `menu`: offered in menus; `raw`: the rest of the line is its first option as it is;
    `configures`: it sets a channel up, which not everybody may; `changes`: it changes something, so that a platform's call
    is acknowledged only when it is recorded; `rights`: it shows more to those who may set the place up; `example` is a
    line that calls it. `destroys` tells what a call takes away: it is asked first, and only a line with `sure:yes` does it.
    `posts`: it promises a post, as all that configure may; `sets_up`: it makes a digest, for which a person in no channel is
    taken to their own, and whose line is kept where Paperboy may not post yet; `opens`: the form that it opens;
    `programs`: programs may ask it, for it changes nothing and tells nothing of a person, apart from options that are `own`.
    """

    name: str
    help: str
    options: tuple[Option, ...]
    private: bool
    menu: bool
    raw: bool
    run: Run
    configures: bool = False
    here: bool = False
    changes: bool = False
    rights: bool = False
    example: str = ""
    destroys: Losing | None = None
    posts: bool = False
    sets_up: bool = False
    opens: Form | None = None
    programs: bool = False

    def option(self, name: str) -> Option | None:
        """The option of that name, however it is capitalised; else the one that has it as an alias."""
        typed = name.lower()
        named = (option for option in self.options if option.name == typed)
        return next(named, None) or next((option for option in self.options if typed in option.aliases), None)

    @property
    def usage(self) -> str:
        """How to type it: `export bibtex|ris|csl|md|csv|json [query] id: ...`."""
        shown = [self.name]
        for place, option in enumerate(self.options):
            word = "|".join(option.choices) or f"<{option.name}>"
            bare = place == 0 or option.required
            shown.append(word if option.required and bare else f"[{word}]" if bare else f"{option.name}:")
        return " ".join(shown)


TABLE: dict[str, Verb] = {}

SURE = Option("sure", "do it without asking first", "", choices=("yes",), marks=frozenset({ONE}))
"""The option of every verb that destroys."""


def command(
    *,
    private: bool,
    menu: bool = True,
    raw: bool = False,
    configures: bool = False,
    here: bool = False,
    changes: bool = False,
    rights: bool = False,
    group: str = "",
    example: str = "",
    destroys: Losing | None = None,
    posts: bool = False,
    sets_up: bool = False,
    opens: Form | None = None,
    programs: bool = False,
    formerly: Mapping[str, str] | None = None,
) -> Callable[[Run], Run]:
    """Declare a verb: its name is the function's (`forget_me` is `forget-me`), its help the docstring's first line.

    Verbs of a `group` have two words: `digest new`. `formerly` are beginnings of lines that are read as others: see `FORMER`.
    """

    def declare(run: Run) -> Run:
        name = f"{group} {run.__name__.strip('_').replace('_', '-')}".strip()
        help_line = (inspect.getdoc(run) or "").splitlines()[0]
        options = _options(run) + ((SURE,) if destroys else ())
        TABLE[name] = Verb(
            name, help_line, options, private, menu, raw, run, configures, here, changes, rights, example or name,
            destroys, posts or configures, sets_up, opens, programs,
        )  # fmt: skip
        FORMER.update(formerly or {})
        return run

    return declare


GROUPED: dict[str, str] = {"digest": "digest list", "list": "list show", "follow": "follow list", "rss": "rss link"}
"""The groups, and what one of them alone, without its second word, means."""

FORMER: dict[str, str] = {}
"""How lines once began, and what these words mean now: people remember them, and buttons of messages posted then say them."""


def verb_of(line: str, table: Mapping[str, Verb] = TABLE) -> tuple[Verb | None, str]:
    """The verb that a line begins with, of one word or two, and the rest of the line as it is; None where it is none."""
    first, rest = _word(line)
    second, after = _word(rest)
    if pair := table.get(f"{first} {second}"):
        return pair, after
    if not rest.strip() and first in GROUPED:
        return table.get(GROUPED[first]), rest
    for begins, left in ((f"{first} {second}", after), (first, rest)):
        if begins in FORMER:
            return verb_of(f"{FORMER[begins]} {left}", table)
    return table.get(first), rest


def _word(text: str) -> tuple[str, str]:
    """The first word in small letters, and what follows the white space that ends it."""
    line = text.lstrip()
    end = next((at for at, sign in enumerate(line) if sign.isspace()), len(line))
    return line[:end].lower(), line[end + 1 :]


def placeless(card: Card) -> Card:
    """The card without the acts that do something in a channel, for where there is none."""

    def fits(button: Button) -> bool:
        verb = verb_of(button.line)[0]
        return verb is None or not verb.here

    buttons, menu = (tuple(filter(fits, some)) for some in (card.buttons, card.menu))
    return msgspec.structs.replace(card, buttons=buttons, menu=menu)


def _options(run: Run) -> tuple[Option, ...]:
    """The parameters that say how they are typed; the others are the call, and the collaborators that the façade hands over."""
    parameters = inspect.signature(run).parameters.values()
    return tuple(_option(parameter) for parameter in parameters if get_origin(parameter.annotation) is Annotated)


def _option(parameter: inspect.Parameter) -> Option:
    kind, help_line, *details = get_args(parameter.annotation)
    choices = tuple(get_args(kind)) if get_origin(kind) is Literal else ()
    marks = {mark for mark in details if type(mark) is str} | ({ONE} if choices else set())

    def detail(kind: type[Detail]) -> Detail | None:
        return next((detail for detail in details if isinstance(detail, kind)), None)

    assert choices or kind in (str, int), f"{parameter.name} is a text, a whole number or one of some choices"
    return Option(
        name=parameter.name.strip("_"),
        help=help_line,
        default=None if parameter.default is inspect.Parameter.empty else parameter.default,
        number=kind is int,
        choices=choices,
        bounds=detail(Bounds),
        also=detail(Also),
        fits=detail(Fits),
        aliases=detail(Alias) or (),
        opens=detail(Opens),
        marks=frozenset(marks),
    )
