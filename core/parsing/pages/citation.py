"""One line that cites a paper: its authors and its title, in the ways that reference lists put them."""

import re
from typing import NamedTuple

from core.text.names import split_names

BUTTON = re.compile(
    r"\W*(?:paper|pdf|links?|arxiv|abs|code|project(?: page)?|website|url|doi|html|here)\W*", re.IGNORECASE
)
"""What a link to a paper shows that is no title."""
_QUOTED = re.compile(r"(?P<authors>.{3,600}?)[,.:]?\s*[\"“](?P<title>[^\"“”]{6,300}?)[,.]?[\"”]")
_YEAR_FIRST = re.compile(r"(?P<authors>.{3,600}?)\s*\((?:19|20)\d\d[a-z]?\)[.,:]?\s+(?P<title>.{6,300}?)(?:[.?!]\s|$)")
_INITIALS_LAST = re.compile(
    r"(?P<authors>(?:(?:[a-z]{1,4} ){0,3}[^\W\d_][\w'’-]{1,30}(?: [A-Z][\w'’-]{2,30})? [A-Z]{1,3}(?:, |(?=\. ))){1,30}(?:et al)?)\. "
    r"(?P<title>[^.]{6,300}[.?!])\s"
)
_INITIALS_AFTER = re.compile(
    r"(?P<authors>(?:[^\W\d_][\w'’ -]{1,30}, (?:[A-Z]\.[- ]?){1,4}(?:, |& |, & )?){1,30}(?:et al\. )?)(?P<title>[^.?!]{6,300}[.?!])\s"
)
"""As Nature has them: `Fjord, I. & Holm, C. A Ledger of Slow Rivers. Kites 12, 1–2 (2024).`"""
_LAST_YEAR = re.compile(r"[.,]?\s*\(?(?:19|20)\d\d[a-z]?\)?\.?$")
_MEETING_FIRST = re.compile(
    r"^[(\[]\*{0,2}(?:[A-Za-z][\w /&'-]{1,25}|\d{2,4}(?:[./-]\d{1,2}){0,2})\*{0,2}[)\]][:.]?\s*(?=\S)"
)
_STOP = re.compile(r"(?<![ .][A-Z])(?<!^[A-Z])(?<!et al)\.\s+(?=[\w“\"])")
_VENUE = re.compile(
    r"arxiv|\bproc|conference|journal|preprint|corr\b|(?:19|20)\d\d|transactions|advances|doi", re.IGNORECASE
)
_TAG = re.compile(r"^(?:\[(?:PDF|HTML|BOOK|CITATION|C|(?:arXiv:)?\d{4}\.\d{4,5}(?:v\d+)?)\]\s*)+", re.IGNORECASE)
_SITE = re.compile(
    r"\s+[|–—-]\s+(?:arXiv(?:\.org)?(?: e-prints?)?|OpenReview(?:\.net)?|Semantic Scholar|PubMed|alphaXiv|Hugging Face|bioRxiv|medRxiv"
    r"|ScienceDirect|ACL Anthology|Papers ?[Ww]ith ?[Cc]ode|SpringerLink|Nature|IEEE Xplore.*|Google Scholar|PMC)\s*$"
)
_MLA = re.compile(
    r"(?P<surname>(?:[a-z]{1,4} ){0,3}[^\W\d_][\w'’-]*), (?P<given>[^\W\d_][\w.'’ -]*?)(?:,? and (?P<other>[^,]+))?(?:,? et al)?\.?"
)
"""The authors as MLA has them: the first one's surname first."""
_AFTER = re.compile(
    r"\s*(?:[-–—|,(]\s*)?(?:arxiv:?|doi:?)?\s*(?:\d{4}\.\d{4,5}(?:v\d+)?|10\.\d{4,9}/\S+)[)\].,]*\s*$", re.IGNORECASE
)

_CITED_AS = re.compile(
    r"\s+\([A-Z][^()]{1,80}?,?\s(?:19|20)\d\d[a-z]?\)$"
    r"|,\s(?:ICLR|NeurIPS|NIPS|ICML|CVPR|ECCV|ICCV|ACL|EMNLP|NAACL|AAAI|IJCAI|KDD|SIGGRAPH|CoRL|ICRA|arXiv)\W{0,2}(?:19|20)?\d\d$"
)
"""By whom and when, or where it appeared, behind a title: `(Fjord et al., 2024)`, `, ICLR 2023`."""


def untitled(part: str, reference: str) -> str:
    """Why a part of a text is no entry that names a paper (`arxiv:2611.01234`) by its id or link alone."""
    return f"{part} names {reference.partition(':')[2]} without its title: add it by its link"


class Citation(NamedTuple):
    """What a line cites."""

    title: str
    authors: tuple[str, ...] = ()


def cited(line: str) -> Citation:
    """The paper that a line cites; a line in no known form is a title as a whole."""
    line = _MEETING_FIRST.sub("", without_tag(line))
    for form in (_YEAR_FIRST, _QUOTED, _INITIALS_LAST, _INITIALS_AFTER):
        if match := form.match(line):
            title = _AFTER.sub("", match["title"])
            return Citation(
                title.strip(" ."), _people(_LAST_YEAR.sub("", match["authors"]).strip(" ,&"), is_quoted=form is _QUOTED)
            )
    parts = _STOP.split(line, maxsplit=2)
    if len(parts) > 2 and _VENUE.search(parts[2]):
        return Citation(parts[1].strip(), split_names(parts[0]))
    line = _AFTER.sub("", line).strip(" -–—:|,.")
    return Citation(_CITED_AS.sub("", line).strip(" -–—:|,."))


def without_tag(title: str) -> str:
    """A title without the `[PDF]` that Google Scholar puts before it, and what browsers keep of a page's: its id, its site."""
    return _SITE.sub("", _TAG.sub("", title))


def _people(text: str, *, is_quoted: bool) -> tuple[str, ...]:
    text = re.sub(r",?\s*et al\.?$", "", text)
    mla = _MLA.fullmatch(text.strip(" .,")) if is_quoted else None
    if not mla:
        return split_names(text)
    first = f"{mla['given'].strip()} {mla['surname']}"
    return (first, *split_names(mla["other"] or ""))
