"""Markdown: a list for people, and how a text stands in it without becoming markup."""

import re
from collections.abc import Sequence

from core.model import Paper
from core.text.cleaning import clean

SHOWN = 3
"""Authors that a line names."""

SIGNS = "|".join((r"[\\`*_\[\]<>|~]|&(?=#?\w+;)|^[#+-]", *(rf"(?<=^\d{{{digits}}})[.)]" for digits in range(1, 10))))
"""What CommonMark, and GitHub's tables and strikethrough, take for markup: within a line, or at its start."""

_SIGN = re.compile(SIGNS)
_ADDRESS = str.maketrans({"<": "%3C", ">": "%3E", "\\": "%5C", " ": "%20", "\n": "%0A"})


def markdown(papers: Sequence[Paper]) -> str:
    """A list of links, with the first three authors of each."""
    return "\n".join(f"- {_line(paper)}" for paper in papers) + "\n"


def escaped(text: str, signs: re.Pattern[str] = _SIGN) -> str:
    """A text on one line, whose signs are no markup."""
    return signs.sub(r"\\\g<0>", clean(text))


def _line(paper: Paper) -> str:
    title = escaped(paper.title)
    named = f"[{title}](<{paper.url.translate(_ADDRESS)}>)" if paper.url else title
    people = [*map(escaped, paper.authors[:SHOWN])]
    more = " et al." if len(paper.authors) > SHOWN else ""
    return f"{named} ({', '.join(people)}{more})" if people else named
