"""What somebody types of the papers they want, as a Filter's parts, and a Filter as one would type it.

Everything is a comma list with quotes where a part holds a comma; of topics, `-` leaves one out and `+` joins what must
all be there: `unlearning, "graph pruning", state+space, -survey`. A star lets a word go on: `unlearn*`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from core.errors import BadCommand
from core.subscriptions.model import Filter
from core.text.cleaning import clean, clip
from core.text.names import turned
from core.text.words import LONGEST_WORD, words_of

Topic = tuple[str, ...]

LONGEST = 1000
"""Characters of a list: Paperboy's own, for what is read back in a chat."""

MOST = 30
"""Parts of a list: Paperboy's own, for the same reason."""

_DASHES = "-‐‑‒–—−"
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂″", '"'))
_PART = re.compile(r'(?:"[^"]*"|[^",])+')
_PLUS = re.compile(r'\+(?=(?:[^"]*"[^"]*")*[^"]*$)')
_QUOTED = re.compile(r'"([^"]*)"|([^"]*)')
_LIST_SIGN = re.compile(r"[,+;]")
_MINUS = re.compile(rf"(?<!\S)[{_DASHES}]+")
_LATE_MINUS = re.compile(rf"\s([{_DASHES}]\S+)")
_BARE = re.compile(r'[^\s",;+]+')
_OPTION = re.compile(r"[A-Za-z][A-Za-z_-]*:(?=[^\s/])")
"""A word that reads as an option: `hour:9`, not `https://` and not the `BERT:` of a title."""
_CATEGORY = re.compile(r"\w[\w .&/()'-]*")

STAR = "*"
"""Ends a word that may go on in any way."""

SHORTEST_START = 3
"""Letters before a star, at least: fewer would want every paper."""

_STARS = re.compile(r"\*+(?!\S)")
_SINGULAR = frozenset(("news", "lens", "bias", "gas", "atlas", "canvas", "does", "its", "whereas"))
"""Words that end in -s and are no plurals; -ss, -us and -is end none either."""

_ONE_SYLLABLE = re.compile(r"[b-df-hj-np-tv-z]*[aeiou][b-df-hj-np-tvz]")
"""A word like plan, whose last letter doubles before -ed and -ing."""


def read_topics(text: str) -> tuple[tuple[Topic, ...], tuple[Topic, ...]]:
    """The topics wanted and those left out; raises BadCommand."""
    wanted, excluded = dict[Topic, None](), dict[Topic, None]()
    for part in _parts(text, "topics:"):
        kept, topic = (excluded, part.lstrip(_DASHES)) if part[0] in _DASHES else (wanted, part)
        kept[_topic(topic.strip(), part)] = None
    if both := {_meaning(topic) for topic in wanted} & {_meaning(topic) for topic in excluded}:
        again = next(topic for topic in wanted if _meaning(topic) in both)
        raise BadCommand(f"“{show_topic(again)}” is both wanted and left out; keep one of the two.")
    return tuple(wanted), tuple(excluded)


def read_authors(text: str) -> tuple[str, ...]:
    """The names of authors, given names first; raises BadCommand."""
    return _names(text, "authors:", turned)


def read_categories(text: str) -> tuple[str, ...]:
    """Categories and groups of them; `cs.*` is the group `cs`. Raises BadCommand."""
    return _names(text, "cats:", _category)


def read_sources(text: str) -> tuple[str, ...]:
    """The names of sources; raises BadCommand."""
    return _names(text, "sources:", str)


def type_filter(wants: Filter) -> dict[str, str | int]:
    """The options one would type for a filter; what it does not ask for is left out."""
    topics = [*map(_type_topic, wants.topics), *(f"-{_type_topic(topic)}" for topic in wants.excluded)]
    lists = {
        "topics": topics,
        "authors": map(_quoted, wants.authors),
        "cats": map(_quoted, wants.categories),
        "sources": map(_quoted, wants.sources),
    }
    options: dict[str, str | int] = {name: typed for name, parts in lists.items() if (typed := ",".join(parts))}
    return options | ({"min_upvotes": wants.min_upvotes} if wants.min_upvotes else {})


def show_topic(topic: Topic) -> str:
    """A topic in a sentence: `graph + pruning`."""
    return " + ".join(topic)


def _parts(typed: str, option: str) -> list[str]:
    """The parts of a comma list, quotes and all; lines part too."""
    if len(typed) > LONGEST:
        raise BadCommand(f"“{option}” takes at most {LONGEST:,} characters; these are {len(typed):,}.")
    text = clean(",".join(typed.splitlines())).translate(_QUOTES)
    if text.count('"') % 2:
        raise BadCommand(
            f'A quotation mark is missing in “{option}”: a phrase has one at each end, like "graph pruning".'
        )
    parts = [part for piece in _PART.findall(text) if (part := piece.strip())]
    if not parts:
        raise BadCommand(f"“{option}” names nothing; give at least one, or “none” to clear it.")
    if len(parts) > MOST:
        raise BadCommand(f"“{option}” takes at most {MOST} parts; these are {len(parts)}.")
    return parts


def _topic(text: str, part: str) -> Topic:
    """The words and phrases of one topic, of which `part` is how it was typed."""
    pieces = [piece.strip() for piece in _PLUS.split(text)]
    if len(pieces) > 1 and not all(pieces):
        raise BadCommand(f"“{clip(part, 60)}” lacks a word beside “+”; type it as graph+pruning.")
    return tuple(dict.fromkeys(_phrase(piece, part) for piece in pieces))


def _phrase(piece: str, part: str) -> str:
    """One word or phrase, fit to be typed again: signs that mean something in a list are spaces to the search as well."""
    match = _QUOTED.fullmatch(piece)
    if not match:
        raise BadCommand(f"A comma is missing in “{clip(part, 60)}”: separate topics with commas.")
    bare = match[2] or ""
    if bare[:1] and bare[0] in _DASHES:
        raise BadCommand(f"“{clip(part, 60)}” mixes “+” and “-”; leave out a topic by itself: graph,-survey.")
    if named := next(filter(None, map(_OPTION.match, bare.split())), None):
        wrong = f"“{named[0]}” is not an option here."
        raise BadCommand(f"{wrong} Leave it out, or put quotation marks around “{clip(bare, 60)}” if it is a topic.")
    if late := _LATE_MINUS.search(bare):
        raise BadCommand(f"Put a comma before “{clip(late[1], 60)}” to leave it out.")
    phrase = " ".join(_MINUS.sub(" ", _LIST_SIGN.sub(" ", match[1] or bare)).split())
    if not words_of(phrase):
        raise BadCommand(f"“{clip(part, 60)}” has no word to look for; type words of titles, such as graph pruning.")
    if short := next((word for word in starred_words(phrase) if _is_short(word)), ""):
        raise BadCommand(f"“{short}” would bring nearly everything: type at least {SHORTEST_START} letters before “*”.")
    return phrase


def _is_short(word: str) -> bool:
    return word.endswith(STAR) and len(word) <= SHORTEST_START


def _names(text: str, option: str, mend: Callable[[str], str]) -> tuple[str, ...]:
    names = dict[str, None]()
    for part in _parts(text, option):
        match = _QUOTED.fullmatch(part)
        if not match:
            raise BadCommand(f"A comma is missing in “{clip(part, 60)}” of “{option}”: separate names with commas.")
        name = " ".join(re.sub(r"[,;]", " ", mend((match[1] or match[2] or "").strip())).split())
        if not words_of(name):
            raise BadCommand(f"“{clip(part, 60)}” in “{option}” is not a name.")
        if name[0] in _DASHES:
            raise BadCommand(f"“-” leaves out topics only; take “{clip(part, 60)}” out of “{option}”.")
        names[name] = None
    return tuple(names)


def _category(text: str) -> str:
    name = text.removesuffix(".*").rstrip(".")
    if name and name[0] not in _DASHES and not _CATEGORY.fullmatch(name):
        raise BadCommand(f"“{clip(text, 60)}” is not a category; type one like cs.LG, or cs for its whole group.")
    return name


def _meaning(topic: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(map(meaning_of, topic))


def _type_topic(topic: Topic) -> str:
    return "+".join(map(_quoted, topic))


def _quoted(part: str) -> str:
    return part if _BARE.fullmatch(part) and part[0] not in _DASHES and not _OPTION.match(part) else f'"{part}"'


@lru_cache(maxsize=4096)
def pattern_of(part: str) -> re.Pattern[str]:
    """A word or phrase of a topic as a pattern for folded words, each with a space on both sides; two or three may be one."""
    words = starred_words(part)
    row = " ".join(map(_any_form, words))
    together = "".join(word.rstrip(STAR) for word in words)[:LONGEST_WORD]
    if 1 < len(words) < 4 and not together.isdigit():
        row = f"{row}|{_any_form(together + STAR * words[-1].endswith(STAR))}"
    return re.compile(rf" (?:{row}) ")


@lru_cache(maxsize=4096)
def starred_words(part: str) -> tuple[str, ...]:
    """The folded words of a word or phrase, those with a star that were typed with one."""
    *before, last = (words_of(piece) for piece in _STARS.split(part))
    starred = [[*words[:-1], f"{words[-1]}{STAR}"] for words in before if words]
    return tuple(word for words in (*starred, last) for word in words)


def meaning_of(part: str) -> tuple[str, ...]:
    """What tells whether two parts want the same: their words in the singular."""
    return tuple(next(_singulars(word), word) for word in starred_words(part))


def _any_form(word: str) -> str:
    if word.endswith(STAR):
        return rf"{re.escape(word.rstrip(STAR))}\S*"
    return f"(?:{'|'.join(map(re.escape, _forms(word)))})"


def _forms(word: str) -> list[str]:
    """The word and its endings; of a plural those of the singular too. An apostrophe is folded away, so -'s is -s."""
    if not word.isalpha() or not word.isascii():
        return [word]
    return list(dict.fromkeys(form for base in (word, *_singulars(word)) for form in (base, *_endings(base))))


def _singulars(word: str) -> Iterator[str]:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _SINGULAR:
        return
    if word.endswith("ies") and len(word) > 4:
        yield f"{word[:-3]}y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        yield word[:-2]
    else:
        yield word[:-1]


def _endings(word: str) -> Iterator[str]:
    """How English writes these endings after a word: classes, studies, pruned, planning."""
    if word.endswith("e"):
        yield from (f"{word}s", f"{word}d", f"{word[:-1]}ing")
    elif word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing", f"{word}s")
    else:
        doubled = word + word[-1]
        short = len(word) > 2 and bool(_ONE_SYLLABLE.fullmatch(word))
        stems = (doubled,) if short else (word, doubled) if word[-1] in "lptr" else (word,)
        yield from (f"{word}s", f"{word}es")
        yield from (f"{stem}{ending}" for stem in stems for ending in ("ed", "ing"))
