"""One line that cites a paper: its authors and its title, in the ways that reference lists put them."""

import re
from typing import NamedTuple

from core.text.names import split_names

_QUOTED = re.compile(r"(?P<authors>.{3,600}?)[,.:]?\s*[\"“](?P<title>[^\"“”]{6,300}?)[,.]?[\"”]")
_YEAR_FIRST = re.compile(r"(?P<authors>.{3,600}?)\s*\((?:19|20)\d\d[a-z]?\)[.,:]?\s+(?P<title>.{6,300}?)(?:[.?!]\s|$)")
_INITIALS_LAST = re.compile(
    r"(?P<authors>(?:[^\W\d_][\w'’-]{1,30} [A-Z]{1,3}(?:, |(?=\. ))){1,30}(?:et al)?)\. (?P<title>[^.]{6,300}[.?!])\s"
)
_MEETING_FIRST = re.compile(r"^[(\[][A-Za-z][\w /&'-]{1,25}[)\]]\s*")
_STOP = re.compile(r"(?<![ .][A-Z])(?<!^[A-Z])(?<!et al)\.\s+(?=[\w“\"])")
_VENUE = re.compile(
    r"arxiv|\bproc|conference|journal|preprint|corr\b|(?:19|20)\d\d|transactions|advances|doi", re.IGNORECASE
)
_TAG = re.compile(r"^(?:\[(?:PDF|HTML|BOOK|CITATION|C)\]\s*)+", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:[-–—|,(]\s*)?(?:arxiv:?|doi:?)?\s*(?:\d{4}\.\d{4,5}(?:v\d+)?|10\.\d{4,9}/\S+)[)\].,]*\s*$", re.IGNORECASE
)


class Citation(NamedTuple):
    """What a line cites."""

    title: str
    authors: tuple[str, ...] = ()


def cited(line: str) -> Citation:
    """The paper that a line cites; a line in no known form is a title as a whole."""
    line = _MEETING_FIRST.sub("", without_tag(line))
    for form in (_YEAR_FIRST, _QUOTED, _INITIALS_LAST):
        if found := form.match(line):
            return Citation(found["title"].strip(" ."), split_names(found["authors"].strip(" ,&")))
    parts = _STOP.split(line, maxsplit=2)
    if len(parts) > 2 and _VENUE.search(parts[2]):
        return Citation(parts[1].strip(), split_names(parts[0]))
    return Citation(_AFTER.sub("", line).strip(" -–—:|,."))


def without_tag(title: str) -> str:
    """A title without the `[PDF]` that Google Scholar puts before it."""
    return _TAG.sub("", title)
