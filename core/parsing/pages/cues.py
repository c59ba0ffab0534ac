"""What a line of page text looks like: weights for title, abstract and neither, from its shape and its words.

The weights are natural-log odds, set by hand and small in number; `align` adds them up. No single cue decides.
"""

import re
from math import exp, log1p
from typing import NamedTuple

from core.parsing.dates import is_dateline
from core.text.cleaning import words

_SEEN = 600  # characters of a line that are looked at; longer lines are abstracts by their length
_READ = 4000  # characters of a line whose words are compared
_TITLE_LENGTHS = ((2, -1.0), (11, 1.0), (110, 3.0), (150, 2.0), (200, 0.5), (260, -1.5), (400, -3.5))
_LONG = -7.0
_SENTENCE = re.compile(r"[a-z0-9)\]%][.!?][\"')\]]*\s+[\"'(\[]?[A-Z]|[。！？]\s*(?=\w)")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_LETTERS = 3  # of English say as much as one sign of Chinese or Japanese
_LONG_WORD = re.compile(r"(?<![\w'’.-])[A-Za-z][A-Za-z'’-]{3,}")
_OPENER = re.compile(
    r"(?:we|in this|in recent|this (?:paper|work|article|study|report|survey|thesis|dissertation)|recent(?:ly)?|despite"
    r"|although|while|existing|our|there (?:is|are|has)|it is|with the|given (?:a|an|the))\s",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:[Ww]e (?:also |further |then |first |thus |hereby )?(?:propose|present|introduce|show|study|describe|find|develop|investigate"
    r"|demonstrate|release|argue|consider|explore|provide|evaluate|analy[sz]e|report|prove|design|extend|address|use)"
    r"|[Tt]his (?:paper|work|article|study) (?:\w+ly )?\w+s\b|[Oo]ur (?:\w+ ){1,3}(?:is|are|achieves?|shows?|outperforms?))"
)
_LOWER_START = re.compile(r"[a-z]+[\s,;.)]")
_NAMED = re.compile(r"\S{2,30}(?: \S{1,30}){0,4}: \S")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_ADDRESS_WORD = re.compile(r"https?://|www\.|\w\.(?:com|org|io|net|ai|dev|edu)/")
_COMMON = frozenset(
    ["with", "from", "using", "that", "this", "into", "throu", "towar", "under", "over", "based", "these"]
)
_TERMINAL = re.compile(r"(?:[.!?。！？][\"'”’)\]}*]*|\.\.\.)$")
_FURNITURE = re.compile(
    r"(?:\[?\s*\d+\s+(?:authors?|comments?|replies|upvotes?|likes?|votes?|stars?|papers?)(?:\]?\(\S+\)|\W*)|(?:https?://|www\.|[\w-]+\.[\w.-]+/)\S*"
    r"|(?:github|arxiv|pdf|code|project page|demo|view|read more|show more|see more|load more|next|previous|back|home)\W*"
    r"|(?:daily|weekly|monthly|trending(?: papers)?|daily papers|by|ak|log ?in|sign ?up|models|datasets|spaces|docs"
    r"|pricing|community|posts|enterprise|search|menu|new|submit(?: a paper)?|upvotes?|comments?|share|and the research"
    r" community|submitted by\b.*|published on\b.*|authors?:.*|by\s?ak\b.*|\W*subscribe\W*)"
    r"|[\d.,]+[km]?|page \d+(?: of \d+)?)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:log ?in|sign ?(?:up|in)|subscribe|sponsored|advertisement|follow us|upvote|read our|download)\b[^:]{0,40}",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:#+\s*)?(?:\d+(?:\.\d+)*\.?\s+)?(?:introduction|background|related work|methods?|methodology|results|discussion|"
    r"conclusions?|references|acknowledge?ments?|appendix|installation|install|usage|license|licence|contributing|features|"
    r"requirements|getting started|overview|quick ?start|documentation|examples?|credits|support|table of contents|"
    r"contents|summary|motivation|development|configuration|testing|faq|abstract|keywords)\W*",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"(?:from|to|b?cc|subject|date|sent|reply-to|message-id|mime-version|content-type|received|return-path): .*"
    r"|(?:hi|hello|dear|hey)\b[^.:?]{0,40}[,!]|(?:thanks|thank you|cheers)\b[^.:?]{0,40}[,.!]"
    r"|(?:(?:best|kind|warm) (?:regards|wishes)|best|regards|sincerely(?: yours)?)\W*",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"[-*+•>|#]+\s.*|[<{}\[/`$~=_-].*[>{};`=_-]|import [\w., ]+|from [\w.]+ import .*|(?:def|class|function) \w+.*[:{]"
    r"|(?:const|let|var) \w+ =.*|(?:pip|npm|git|sudo|cd) .*"
)


class LineWeights(NamedTuple):
    """Log-probabilities that a line is a title, an abstract, or neither."""

    title: float
    abstract: float
    neither: float


def weigh(line: str) -> LineWeights:
    """How likely a line (stripped, not empty) is a title, an abstract and neither. Looks at its first 600 characters."""
    margin = likeness(line)
    junk = _junk_odds(line, margin)
    something = _log_share(-junk)
    return LineWeights(_log_share(margin) + something, _log_share(-margin) + something, _log_share(junk))


def likeness(line: str) -> float:
    """Log-odds that a line is a title rather than an abstract."""
    seen, size = line[:_SEEN], _size(line)
    if size > _SEEN:
        return 2 * _LONG
    odds = next((odds for most, odds in _TITLE_LENGTHS if size <= most), _LONG)
    odds -= 1.5 * min(3, len(_SENTENCE.findall(seen)))
    odds -= 1.5 * opens_abstract(seen) + 2.0 * bool(_FIRST_PERSON.search(seen)) + 1.5 * bool(_ADDRESS.search(seen))
    if line.endswith((".", "。")):
        odds -= 2.5
    elif size < 200 and not is_ended(line):
        odds += -3.0 if line[-1] in ",;:-([" else 1.0
    odds -= 2.0 * bool(_LOWER_START.match(seen))
    if size < 180 and _NAMED.match(seen):
        odds += 0.7
    return odds + _capitals(seen)


def _size(line: str) -> int:
    """How long a line is in letters of English."""
    return len(line) if line.isascii() else len(line) + (_LETTERS - 1) * sum(map(len, _WIDE.findall(line[:_READ])))


def opens_abstract(line: str) -> bool:
    """Whether a line begins as abstracts mostly do, and as the second half of one does not."""
    return bool(_OPENER.match(line))


def is_ended(line: str) -> bool:
    """Whether a line ends as sentences do, or by an address, after which nothing need follow."""
    return bool(_TERMINAL.search(line[-12:]) or _ADDRESS_WORD.search(line[-160:].rsplit(" ", 1)[-1]))


def stems(line: str) -> frozenset[str]:
    """The beginnings of a line's content words, by which a title and its abstract know each other."""
    latin = [word[:5] for word in words(line[:_READ]) if len(word) >= 4]
    if line.isascii():
        return frozenset(latin) - _COMMON
    wide = [run[at : at + 2] for run in _WIDE.findall(line[:_READ]) for at in range(len(run) - 1)]
    return frozenset([*(stem for stem in latin if not wide or stem.isascii()), *wide]) - _COMMON


def kinship(title: frozenset[str], text: frozenset[str]) -> float:
    """Log-odds that a title and an abstract (their stems) belong together, by the title's words that it uses again.

    Measured on 1,834 recorded papers: nine of ten share two thirds of these words, strangers of one field one sixth.
    """
    if not title:
        return -0.5
    odds = max(-4.0, min(4.0, 8 * (len(title & text) / len(title) - 0.45))) * min(1.0, len(title) / 3)
    if len(text) > 15:
        return odds
    return max(-1.0, min(odds, 1.0 if len(text) > len(title) + 3 else 0.0))  # too short to tell, or the title again


def _capitals(seen: str) -> float:
    """Titles of most houses capitalise their long words; prose does not."""
    long_words = _LONG_WORD.findall(seen[:200])[1:]
    if len(long_words) < 2:
        return 0.0
    share = sum(word[0].isupper() for word in long_words) / len(long_words)
    return 1.5 if share >= 0.6 else -1.0 if share <= 0.15 and len(long_words) >= 8 else 0.0


def _junk_odds(line: str, margin: float) -> float:
    """Log-odds that a line is neither a title nor an abstract: a number, a button, a heading, code, a salutation."""
    seen = line[:_SEEN]
    letters = sum(map(str.isalpha, seen[:200]))
    if letters < 2 or _FURNITURE.fullmatch(seen) or is_dateline(seen):
        return 6.0
    odds = _stray_odds(line, margin)
    odds += 6.0 * bool(_SECTION.fullmatch(seen)) + 5.0 * bool(_LETTER.fullmatch(seen) or _CODE.fullmatch(seen))
    odds += 4.0 * bool(_CALL.fullmatch(seen))
    odds += 3.0 * (letters < len(seen[:200]) * 0.5)
    if len(seen) > 60 and seen.isascii() and seen.count(" ") < len(seen) / 25:
        odds += 6.0
    return odds


def _stray_odds(line: str, margin: float) -> float:
    """The odds of a line that shows no sign of being neither: long prose is an abstract, and a good title is a title."""
    if _size(line) > 300:
        return -9.0
    if " " not in line and not _WIDE.search(line):
        return -2.5
    return -5.5 if margin >= 4.0 else -4.0


def _log_share(odds: float) -> float:
    """The log-probability that log-odds stand for."""
    return -log1p(exp(-odds)) if odds > -30 else odds
