"""A clause as it stands under a title: by deletion only, so that it holds no word that the abstract does not."""

import re

from core.text.cleaning import sentence
from core.text.gist.clauses import GENERIC, MOST

_VAGUE = (
    r"(?:(?:novel|new|simple|effective|efficient|powerful|general|generic|principled|unified|innovative|comprehensive|practical|straightforward"
    r"|flexible|robust|elegant|yet|and|but|first|completely|highly|conceptually|both),?\s)"
)
_NAMED = r"(?:called|named|termed|dubbed|namely|coined|denoted|referred\sto\sas|(?:which\s)?we\s(?:call|name|term|dub))"
_CALLED = re.compile(rf"(?:an?|the)\s{_VAGUE}*(?:{GENERIC},?\s)?{_NAMED}(?:\sas)?:?\s(?=\S)", re.IGNORECASE)
_DOES = re.compile(
    rf"(?:an?|the)\s{_VAGUE}*{GENERIC}(?:\s\([^()]*\))?,?\s(?:that|which)\s(?=(?:(?!this\b|is\b|was\b|has\b|does\b)[a-z]+(?:ly\s[a-z]+)?s\b))"
)
_PRAISE = re.compile(rf"(an?|the)\s({_VAGUE}+)", re.IGNORECASE)
_WHICH = re.compile(
    r"((?:[A-Z][^\s,]*)(?:\s[A-Z][^\s,]*){0,4}(?:\s\([^()]*\))?),\s(?:which|that)\s(?=(?!is\b|was\b|has\b)[a-z]+s\b)"
)
_OURS = re.compile(r"([^\s,]*[A-Z][^\s,]*(?:\s[^\s,]+){0,5}?(?:\s\([^()]*\))?),\s(?=(?:an?|the)\s[^,]{8,})")
_TO_END_THIS = re.compile(
    r",?\s(?:to|that|which)\s(?:address|tackle|solve|mitigate|overcome|handle|alleviate|resolve|fill|bridge)(?:e?s)?\s"
    r"(?:this|these|those|such|both|the above)\s(?:[\w-]+\s)?(?:issue|problem|challenge|limitation|gap|shortcoming|drawback|difficult"
    r"|concern)\w*(?=,|$)(?:,\s(?=[a-z]+ing\b))?"
)
_OF_ENDS = (" this", " these", " those", " such", " both", " the above")
"""One of these stands in whatever the pattern above finds; to look for words is faster."""
_BRACKETS = re.compile(r"\s\([^()]*\)")
_ENDS = " \t,;:.–—-!?…"


def headline(text: str, lead: str, title: str = "") -> str:
    """The clause without what says nothing: "we", "a new method called", praise, a name that the title told."""
    text = text.strip(_ENDS)
    if lead in ("proposal", "key", "aim"):
        text = _shorn(text)
    if (own := _OURS.match(text)) and _holds(title, own[1]):
        text = _shorn(text[own.end() :])
    text = _WHICH.sub(r"\1 ", text, count=1) if _WHICH.match(text) else text
    if any(word in text for word in _OF_ENDS):
        text = _TO_END_THIS.sub(lambda match: " " if match[0].endswith(" ") else "", text)
    if len(text) > MOST:
        text = _BRACKETS.sub("", text)
    return sentence(text)


def _shorn(text: str) -> str:
    for front in (_CALLED, _DOES):
        if match := front.match(text):
            return text[match.end() :]
    if match := _PRAISE.match(text):
        rest = text[match.end() :]
        fits = match[1].lower() == "the" or (match[1].lower() == "an") == (rest[:1].lower() in "aeiou")
        return f"{match[1]} {rest}" if fits else rest
    return text


def _holds(title: str, name: str) -> bool:
    """Whether a title holds a name: its first word, or the short form in brackets."""
    return any(part in title for part in re.findall(r"[^\s()]*[A-Z][^\s()]*", name) if len(part) > 2)
