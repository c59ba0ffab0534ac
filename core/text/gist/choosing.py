"""The gist of a paper: the one line under its title that says what it does and what is new."""

import re
from functools import lru_cache

from core.text.cleaning import LONGEST, sentences
from core.text.gist.clauses import LEAST, MOST, Clause, candidates, headline, leaves_verb
from core.text.gist.scoring import Draft, allowed, read_cues, score, table

MACHINE_MADE = "Machine-made summary: "
"""Stands before a summary that a machine wrote: a source's own, or a model's of the operator."""

_WE = "We "
"""Stands before a clause that would read as an order without it."""

_LEAST_OF_ALL = 12
"""Characters that do where no clause is longer: a short sentence, or one in a script that writes words with few signs."""

_OTHER_ENDS = re.compile(r"(?<=[。！？।؟])\s*(?=.)|(?<=[.!?…])\s+(?=[^\W\d_a-zA-Z])")
_ITEM = re.compile(r"[:;,d]\s\(?[\divx]{1,3}\.\s")
"""The number of a list's item inside a line: ", and 2. "."""
_MARKS = re.compile(r"[()\[\]{}“”`\"$]|''")
_UNFINISHED = re.compile(
    r"\b(?:i\.i\.d|Ref|Refs|Prof|Thm|Def|Ch|Vol|pp|ca|incl)\.$|(?:^|[:;,]\s|\b(?:and|or)\s)\(?[\divx]{1,3}\.$"
)


@lru_cache(maxsize=4096)
def gist(title: str, abstract: str, summary: str = "", line: str = "") -> str | None:
    """At most `MOST` characters: the source's own summary, marked, where it is short; else the line that a model of the
    operator's wrote, marked too; else a clause of the abstract, shortened by deletion only; None where none says anything.
    """
    return marked(summary) or marked(line) or _of_abstract(title, " ".join(abstract[:LONGEST].split()))


def part(text: str) -> list[str]:
    """The sentences of a text without double spaces, in any script; "i.i.d. Samples" and the like stay together, and so do the
    items of a list (": 1. …, and 2. …").
    """
    pieces: list[str] = []
    for sentence in sentences(text):
        if pieces and _UNFINISHED.search(pieces[-1]):
            pieces[-1] += f" {sentence}"
        elif sentence.isascii():  # of other scripts there is nothing to part
            pieces.append(sentence)
        else:
            pieces += filter(None, _OTHER_ENDS.split(sentence))
    return pieces


def drafts(pieces: list[str], title: str, least: int = LEAST) -> list[Draft]:
    """What may stand under a title, in the order of the abstract."""
    made = []
    for clause in candidates(pieces, least):
        cut = pieces[clause.sentence][clause.start : clause.end]
        if leaves_verb(cut, clause.lead):
            continue
        text = headline(cut, clause.lead, title)
        if least <= len(text) <= MOST and _closed(text) and not _ITEM.search(text) and allowed(text):
            made.append(Draft(clause, text))
    return made


def marked(summary: str) -> str:
    """A machine's summary as a line that says so, '' where there is none or it is longer than a line."""
    line = MACHINE_MADE + " ".join(summary[:LONGEST].split())
    return line if len(MACHINE_MADE) < len(line) <= MOST else ""


def _of_abstract(title: str, abstract: str) -> str | None:
    pieces = part(abstract)
    made = drafts(pieces, title)
    made = made or [short for short in drafts(pieces, title, _LEAST_OF_ALL) if _is_ending(short.clause, pieces)]
    if not made:
        return None
    fitted = table()
    scores = [score(cues, fitted) for cues in read_cues(pieces, made, title)]
    chosen = made[scores.index(max(scores))]
    if not chosen.clause.ours or len(_WE) + len(chosen.text) > MOST:
        return chosen.text
    return f"{_WE}{chosen.text[:1].lower()}{chosen.text[1:]}"


def _is_ending(clause: Clause, pieces: list[str]) -> bool:
    """Whether a clause ends with its sentence: a shorter one that is cut off says nothing."""
    return clause.end >= len(pieces[clause.sentence].rstrip(" .!?…"))


def _closed(text: str) -> bool:
    """Whether no bracket, quotation mark or formula is left open."""
    return not _MARKS.search(text) or (
        all(text.count(first) == text.count(last) for first, last in ("()", "[]", "{}", "“”"))
        and text.count("``") == text.count("''")
        and text.count('"') % 2 == 0
        and text.count("$") % 2 == 0
    )
