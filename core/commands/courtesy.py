"""What people write around what they want: “find me papers about kites, please”. It is understood, and not searched for.

Every pattern is linear, and none leaves a line empty that held a word to search for.
"""

import re

from core.text.cleaning import clean

_THANKS = re.compile(
    r"(?:ok(?:ay)?|great|cool|nice|perfect|awesome|wonderful|brilliant)?[\s,.!]*"
    r"(?:many\s+thanks|thanks?(?:\s+you)?|thx|tysm|ty|cheers|merci|danke|gracias)"
    r"(?:\s+(?:a\s+lot|a\s+bunch|so\s+much|very\s+much|again|paperboy|you|all|everyone))*\W*",
    re.IGNORECASE,
)
_LAST = ("please", "pls", "plz", "thanks", "thank you", "thx", "cheers", "ty")
_SIGNS = " \t?!"
_GREETING = r"(?:(?:please|pls|plz|hi|hey|hello|ok|okay|paperboy|thanks|thank\s+you|@paperboy)[\s,;.!:]+)"
_ASKING = (
    r"(?:(?:can|could|would|will)\s+(?:you|we|i)\s+(?:please\s+|kindly\s+)?"
    r"|i(?:\s+am|['’]?m)\s+(?=(?:looking|searching)\s)|i(?:['’]d|\s+would)\s+(?:like|love)\s+(?:to\s+)?|i\s+(?:want|need)\s+(?:to\s+)?"
    r"|(?:do|does)\s+(?:you|anyone|anybody)\s+(?:have|know)\s+(?:of\s+|about\s+)?|(?:are|is)\s+there\s+|let\s+me\s+)"
)
_FETCHING = (
    r"(?:(?:find|show|give|get|bring|send|fetch|list|tell|recommend|suggest)\s+(?:me|us)\s+"
    r"|(?:look|looking|search|searching)\s+(?:me\s+)?for\s+|(?:find|get|see|read|look\s+up|want)\s+(?=(?:me|us|all|any|some|the)?\s*%s))"
)
_KIND = r"(?:papers?|articles?|preprints?|publications?|literature|research|studies|work|anything|something)"
_WHICH = r"(?:(?:any|some|all|the|a|more|new|newest|recent|latest|good|best|interesting|other|few)\s+){0,5}"
_ABOUT = r"(?:about|on|regarding|concerning|related\s+to|dealing\s+with|covering|for|of|by|that\s+(?:are\s+)?about)"
_BEFORE = re.compile(rf"{_GREETING}{{0,4}}{_ASKING}?(?:{_FETCHING % (_WHICH + _KIND)})?", re.IGNORECASE)
_PAPERS = re.compile(rf"{_WHICH}{_KIND}\s+{_ABOUT}\s+", re.IGNORECASE)
_ONLY_PAPERS = re.compile(
    rf"(?:what(?:['’]s|\s+is)\s+)?{_WHICH}(?:{_KIND}|new|up)?(?:\s+(?:today|here|there))?", re.IGNORECASE
)
_OF_A_TIME = re.compile(
    r"(?:the\s+)?(?:(today|yesterday)['’]?s|th(?:is|e)\s+(week|month)['’]?s|(today|yesterday))(?:\s+(?:new\s+)?papers?)?", re.IGNORECASE
)  # fmt: skip
_TRAILING_KIND = re.compile(r"\s+papers?$", re.IGNORECASE)


_HELLO = re.compile(
    r"(?:hi|hiya|hey|hello|howdy|good\s+(?:morning|afternoon|evening|day))(?:[\s,]+(?:there|all|everyone|paperboy))?\W*"
    r"|(?:who|what)\s+are\s+you\W*|what\s+(?:can|do)\s+you\s+do\W*|what\s+is\s+this\W*|how\s+does\s+(?:this|it)\s+work\W*|[?!.\s]+",
    re.IGNORECASE,
)


def is_greeting(line: str) -> bool:
    """Whether a line only greets, or asks what Paperboy is: `what can you do?`, or a question mark alone."""
    return len(line) < 80 and bool(_HELLO.fullmatch(line.strip()))


def is_thanks(line: str) -> bool:
    """Whether a line only thanks."""
    return len(line) < 80 and bool(_THANKS.fullmatch(line.strip()))


def as_command(line: str) -> str:
    """A line without the courtesies around a command; `today's papers` is `today`, and a plain wish for papers too."""
    wish = without_last(line)
    wish = wish[_reach(_BEFORE, wish) :].strip()
    if match := _OF_A_TIME.fullmatch(wish):
        return next(word for word in match.groups() if word).lower()
    if not wish or (wish != line.strip() and _ONLY_PAPERS.fullmatch(wish)):
        return "today" if line.strip() else ""
    return _TRAILING_KIND.sub("", wish)


def as_words(line: str) -> str:
    """The words to search for in a line; a line that begins with a quotation mark is one for the search itself."""
    words = clean(line).strip()
    if words[:1] in '"“„«':
        return words
    kept = without_last(words)
    kept = kept[_reach(_BEFORE, kept) :]
    kept = kept[_reach(_PAPERS, kept) :].strip()
    return kept or words


def without_last(line: str) -> str:
    """The line without the thanks and signs that end it."""
    kept = line.rstrip(_SIGNS)
    for _ in range(len(_LAST)):
        bare = kept.rstrip(_SIGNS + ",.;")
        ending = next((word for word in _LAST if f" {bare.lower()}".endswith(f" {word}")), "")
        if not ending:
            break
        kept = bare[: -len(ending)].rstrip(_SIGNS + ",.;")
    return kept


def _reach(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0
