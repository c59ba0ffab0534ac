"""Whether two descriptions are of one paper: ids decide first, then abstracts.

Titles alone decide only where no content word is left over, and then authors and years may object.
"""

import re
from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from core.dedup.abstracts import likeness, may_be_alike
from core.dedup.keys import Described, arxiv_of, doi_of
from core.dedup.pairing import Pairing, pair_titles
from core.dedup.people import Agreement, compare_authors
from core.dedup.titles import read_title

MatchKind = Literal["same", "possible", "new"]

SAME_TEXT = 0.90
"""Abstracts this much alike are one text, cut or misread."""

CLOSE_TEXT = 0.70
"""Abstracts this much alike are versions of one text; those of different papers stay below 0.5."""

DISTINCT_TEXT = 0.55
"""Abstracts less alike than this have nothing to do with each other."""

CLOSE_TITLE = 85.0
"""Titles below this, of 100, are not worth aligning two abstracts that share no stretch of text."""

AGREED = 0.08
"""How much less alike they may be where the authors agree."""

_ENOUGH = {"equal": CLOSE_TEXT, "misspelt": CLOSE_TEXT, "part": CLOSE_TEXT, "near": SAME_TEXT}
_RANK = {"same": 2, "possible": 1, "new": 0}
_RELATIONS = {"equal": 4, "misspelt": 3, "part": 2, "near": 1, "far": 0}
_PREPRINT = re.compile(
    r"10\.(?:1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6}|64898/|21203/|2139/ssrn|20944/|31219/|3123[45]/|31222/|3122[34]/|35542/|26434/"
    r"|33774/|36227/|22541/|32388/|5281/zenodo)"
)
"""bioRxiv, medRxiv, Research Square, SSRN, Preprints.org, OSF's servers, ChemRxiv, TechRxiv, Authorea, Qeios, Zenodo."""

SURE = ("same arXiv id", "same DOI", "title, abstract, authors and date identical", "identical in every field")
"""Why entries are merged that nobody needs to split, as an earlier Paperboy said it too."""

_DOI_VERSION = re.compile(r"(?<=\d)(?:[./]?v\d{1,2})$")


class Known(Described, Protocol):
    """A paper of the record: described, with its id and the other titles it was listed under."""

    @property
    def id(self) -> str: ...
    @property
    def also(self) -> tuple[str, ...]: ...


class Verdict(msgspec.Struct, frozen=True):
    """Same, possible (an admin may look) or new; `why` is one clause; `score`, 0 to 1, ranks verdicts of one kind."""

    kind: MatchKind
    why: str
    score: float


class Decision(msgspec.Struct, frozen=True):
    """What an entry is, and which paper (`paper_id`, "" where it is new) it is or may be."""

    kind: MatchKind
    paper_id: str
    why: str


class _Evidence(msgspec.Struct, frozen=True):
    """All that is compared but ids: how the titles pair, how alike the abstracts are, authors, years between them."""

    titles: Pairing
    abstracts: float | None
    authors: Agreement
    years: int | None
    is_distinctive: bool
    is_heading: bool
    much_misspelt: bool

    @property
    def near_in_time(self) -> bool:
        return self.years is None or self.years <= 1


def decide(new: Described, papers: Sequence[Known]) -> Decision:
    """The paper that an entry is or may be: the best verdict over the candidates, the earliest where two are equal."""
    best, best_id = Verdict("new", "no paper like it", 0.0), ""
    for paper in papers:
        verdict = judge(new, paper, paper.also)
        if (_RANK[verdict.kind], verdict.score) > (_RANK[best.kind], best.score):
            best, best_id = verdict, paper.id
    return Decision(best.kind, best_id if best.kind != "new" else "", best.why)


def judge(new: Described, old: Described, also: tuple[str, ...] = ()) -> Verdict:
    """Whether two descriptions are of one paper, whichever comes first; `also` are other titles of the old one."""
    if by_id := _judge_ids(new, old):
        return by_id
    mine, theirs = read_title(new.title), read_title(old.title)
    if _is_identical(new, old) and not _dois_differ(new, old) and not (mine.is_heading and _are_apart(new, old)):
        return Verdict("same", "title, abstract, authors and date identical", 0.99)
    pairings = (pair_titles(mine, title) for title in (theirs, *map(read_title, also)))
    titles = max(pairings, key=lambda pairing: (_RELATIONS[pairing.relation], pairing.ratio))
    is_far = titles.relation in ("far", "near") and titles.ratio < CLOSE_TITLE
    if is_far and not may_be_alike(new.abstract, old.abstract):
        return Verdict("new", "neither title nor abstract alike", 0.0)
    evidence = _Evidence(
        titles,
        likeness(new.abstract, old.abstract),
        compare_authors(new.authors, old.authors),
        abs(new.published.year - old.published.year) if new.published and old.published else None,
        mine.is_distinctive and theirs.is_distinctive,
        mine.is_heading or theirs.is_heading,
        3 * titles.typos > min(len(mine.content), len(theirs.content)),
    )
    kind = _judge_titles(evidence) if evidence.abstracts is None else _judge_abstracts(evidence, evidence.abstracts)
    return _conclude(kind, evidence, _dois_differ(new, old))


def _judge_ids(new: Described, old: Described) -> Verdict | None:
    """What the ids alone decide, if they do: two arXiv ids are never one paper, one id is always one paper."""
    mine, theirs = arxiv_of(new), arxiv_of(old)
    if mine and theirs:
        return Verdict("same", "same arXiv id", 1.0) if mine == theirs else Verdict("new", "different arXiv ids", 0.0)
    doi = doi_of(new)
    return Verdict("same", "same DOI", 1.0) if doi and doi == doi_of(old) else None


def _dois_differ(new: Described, old: Described) -> bool:
    """Whether two DOIs speak against one paper; a preprint's and a journal's do not, nor two versions of a preprint."""
    mine, theirs = doi_of(new), doi_of(old)
    if not mine or not theirs:
        return False
    preprints = [bool(_PREPRINT.match(doi)) for doi in (mine, theirs)]
    if all(preprints):
        same_server = mine.partition("/")[0] == theirs.partition("/")[0]
        return same_server and _DOI_VERSION.sub("", mine) != _DOI_VERSION.sub("", theirs)
    return not any(preprints)


def _is_identical(new: Described, old: Described) -> bool:
    return (
        new.title == old.title
        and new.abstract == old.abstract
        and new.authors == old.authors
        and new.published == old.published
    )


def _are_apart(new: Described, old: Described) -> bool:
    """Whether two that have no abstract to tell them by stand at two addresses, as the "Editorial" of each issue does."""
    return not new.abstract and bool(new.url and old.url) and new.url != old.url


def _judge_abstracts(seen: _Evidence, alike: float) -> MatchKind:
    """With abstracts, the abstract decides; the titles only say how alike it has to be."""
    titles, relation = seen.titles, seen.titles.relation
    if alike < DISTINCT_TEXT:
        return "possible" if relation == "equal" and seen.is_distinctive and seen.authors != "differ" else "new"
    if titles.is_notice or (titles.numbers_differ and relation != "part"):
        return "possible" if alike >= SAME_TEXT else "new"
    if relation == "far":
        return "new" if alike < SAME_TEXT else "same" if seen.authors == "agree" else "possible"
    enough = _ENOUGH[relation] - (AGREED if seen.authors == "agree" else 0)
    if seen.authors == "differ" or titles.number_left:
        enough = SAME_TEXT
    if alike >= enough:
        return "same"
    return "new" if relation == "near" and alike < CLOSE_TEXT else "possible"


def _judge_titles(seen: _Evidence) -> MatchKind:
    """Without an abstract, titles decide, and only where no content word is left over; authors and years may object."""
    titles = seen.titles
    if seen.authors == "agree" and titles.is_slight and not seen.years:
        return "same"
    if titles.relation in ("near", "far") or titles.is_notice or seen.authors == "differ":
        return "new"
    if titles.disguised:
        return "possible"
    if titles.relation == "part":
        return _judge_part(seen)
    if seen.is_heading or not seen.near_in_time:
        return "possible"
    return "same" if seen.authors == "agree" or (seen.is_distinctive and not seen.much_misspelt) else "possible"


def _judge_part(seen: _Evidence) -> MatchKind:
    """A title that lacks another's name, subtitle or end is the same paper only if its authors and year say so."""
    titles = seen.titles
    if titles.missing == "initials" and seen.is_distinctive and seen.near_in_time:
        return "same"
    if titles.missing != "name" and titles.number_left and max(map(len, titles.left)) <= 3:
        return "new"
    named = titles.missing == "subtitle" and seen.years == 0 and not seen.is_heading
    if seen.authors == "agree" and (named or (seen.is_distinctive and not seen.years)):
        return "same"
    return "possible" if seen.is_distinctive or seen.authors == "agree" or titles.missing == "subtitle" else "new"


def _conclude(kind: MatchKind, seen: _Evidence, dois_differ: bool) -> Verdict:
    score = (seen.titles.ratio / 100 + (seen.titles.ratio / 100 if seen.abstracts is None else seen.abstracts)) / 2
    if dois_differ and kind != "new":
        return Verdict("possible" if kind == "same" else "new", f"{_explain(seen)}, but different DOIs", score)
    return Verdict(kind, _explain(seen), score)


def _explain(seen: _Evidence) -> str:
    titles = seen.titles
    reasons = [f"titles {titles.ratio:.0f} % alike"]
    if seen.abstracts is not None:
        reasons.append(f"abstracts {100 * seen.abstracts:.0f} %")
    if seen.authors != "unknown":
        reasons.append("authors agree" if seen.authors == "agree" else "authors differ")
    if seen.years:
        reasons.append(f"{seen.years} years apart" if seen.years > 1 else "a year apart")
    if titles.disguised:
        reasons.append("letters of another alphabet")
    if any(titles.left):
        left = " / ".join(" ".join(words[:6]) or "nothing" for words in titles.left)
        reasons.append(f"numbers differ: {left}" if titles.numbers_differ else f"left over: {left}")
    return ", ".join(reasons)
