"""Notes that somebody wrote beside the entries of a bibliography; what programs write into the same fields is none."""

import re
from collections.abc import Iterable

from core.parsing.xml.markup import without_markup
from core.text.cleaning import clean
from core.text.identifiers import reference

_OF_PROGRAMS = re.compile(
    r"(?:arxiv|doi|pmid|pmcid|pmc|isbn|issn|url|eprint|_?e-?print|mag id|place|number|type|version|section|series|publisher|comment"
    r"|citation key|accession number|original-date|conference name|event|bibcode|ads bibcode|read_status|zsearch|tex\.[\w.-]+"
    r"|export date|cited by|funding(?: information)?|correspondence address|source|copyright|date of publication)\s*[:=].*"
    r"|(?:cited by|export date|©|copyright|isi document|times cited|publisher copyright)\b.*"
    r"|(?:accepted|submitted|to appear|in press|early access|published online|preprint|available online|accessed)\b.{0,80}"
    r"|(?:arxiv|doi):?\s?\S+(?:\s\[[\w., -]+\])?(?:\s(?:version|type).*)?|\d+ pages\b.*"
    r"|(?:(?:authors|date|link)(?:, | and )?){1,3} unknown\b.*",
    re.IGNORECASE,
)


def own_notes(texts: Iterable[str]) -> list[str]:
    """The texts that people wrote, without markup; lines that only name an id, an address or a field of a program go."""
    notes: dict[str, None] = {}
    for text in texts:
        lines = (clean(line) for line in without_markup(text).split("\n"))
        if note := "\n".join(line for line in lines if line and not _OF_PROGRAMS.fullmatch(line) and not _names(line)):
            notes[note] = None
    return list(notes)


def _names(line: str) -> bool:
    """Whether a line is an id or an address alone."""
    return bool(reference(line)) or (line.startswith(("http://", "https://")) and " " not in line)
