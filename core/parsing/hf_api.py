"""Answers of Hugging Face's API: `daily_papers` of a day, week or month, `papers/search`, and the one paper of `papers/{id}`.

The shape has drifted since 2024, so every field but the title may be missing, null or of another type.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec

from core.errors import NoneToRead, NotAListing
from core.model import Entry, Listing, Skipped
from core.parsing.broken import Broken, bounded, read_each
from core.parsing.bytes_in import text_of
from core.parsing.dates import utc_day, written_day
from core.parsing.heading import without_heading
from core.parsing.json_in import address_in, json_records, objects_in, text_in, texts_in, whole_in
from core.text import identifiers
from core.text.cleaning import clean, clip, plain
from core.text.names import known_names

SOURCE = "hf"
MOST_PAPERS = 10_000

_JSON = re.compile(r"[\[{]")
_LIST = re.compile(r'"paper"\s*:\s*\{')
_PAPER = re.compile(r'"(?:discussionId|submittedOnDailyAt|submittedOnDailyBy|ai_keywords|upvotes|hidden)"\s*:')
_NAMED_DAY = re.compile(r"(?<!\d)(20\d\d-[01]\d-[0-3]\d)(?!\d)", re.ASCII)
_LATEX = re.compile(r"[$\\]")


def looks_like(opening: str) -> bool:
    """Whether a text begins as such an answer does."""
    if not _JSON.match(opening):
        return False
    return bool(_LIST.search(opening) or ('"_id"' in opening and _PAPER.search(opening)))


def parse(data: bytes, where: str) -> Listing:
    """The papers of an answer, in its order; an empty list is a day without papers.

    The day of listing is the one that `where` names (`2026-08-21.json`, `…?date=2026-08-21`), since a paper may be listed on
    two. It is checked against the UTC day of `submittedOnDailyAt`: where most entries that give one give another, the name
    means something else, and each entry keeps its own. Raises `NotAListing` where the answer is no list of papers.
    """
    records = bounded(json_records(text_of(data, where)), MOST_PAPERS, where, "papers")
    entries, skipped = read_each(records, partial(_entry, where), where)
    if skipped and not entries:
        raise NotAListing(f"{where} holds no paper: in line {skipped[0].line}, {skipped[0].why}.")
    return _dated(entries, skipped, where)


def _dated(entries: list[Entry], skipped: list[Skipped], where: str) -> Listing:
    """The listing with the day it is for: the last that `where` names, else the one on which all entries agree, else each its own."""
    own = Counter(entry.day for entry in entries if entry.day)
    named = written_day("".join(_NAMED_DAY.findall(where)[-1:]))
    if named and own[named] * 2 >= own.total():
        entries = [msgspec.structs.replace(entry, day=None) for entry in entries]
        return Listing(SOURCE, named, tuple(entries), tuple(skipped))
    day = next(iter(own)) if len(own) == 1 and own.total() == len(entries) else None
    return Listing(SOURCE, day, tuple(entries), tuple(skipped))


def _entry(where: str, record: Any, line: int, rank: int) -> Entry | Broken:
    """An element of the list; a paper that stands by itself has no rank."""
    if not isinstance(record, dict):
        return Broken("this is not a JSON object")
    inner = record.get("paper")
    if inner is None and isinstance(record.get("error"), str):
        raise NoneToRead(f"{where} is an error of Hugging Face: “{clip(clean(record['error']), 200)}”.")
    paper, listed = (inner, record) if isinstance(inner, dict) else (record, {})
    title = _title(text_in(paper, "title"), text_in(listed, "title"))
    if not title:
        return Broken("the title is empty")
    comments = whole_in(listed, "numComments")
    return Entry(
        title=title,
        abstract=without_heading(clean(text_in(paper, "summary") or text_in(listed, "summary")), title),
        line=line,
        arxiv=identifiers.arxiv_id(text_in(paper, "id")),
        authors=_authors(paper),
        published=utc_day(text_in(paper, "publishedAt")),
        rank=rank if listed else 0,
        score=whole_in(paper, "upvotes"),
        comments=len(objects_in(paper, "comments")) or None if comments is None else comments,
        code=address_in(paper, "githubRepo"),
        stars=whole_in(paper, "githubStars"),
        project=address_in(paper, "projectPage"),
        summary=clean(text_in(paper, "ai_summary")),
        keywords=texts_in(paper, "ai_keywords"),
        day=utc_day(text_in(paper, "submittedOnDailyAt")),
    )


def _title(inner: str, outer: str) -> str:
    """The title to show: the inner one, except where only the outer one kept its LaTeX."""
    inner, outer = clean(inner), clean(outer)
    kept = _LATEX.search(outer) and not _LATEX.search(inner)
    return plain(outer if kept or not inner else inner)


def _authors(paper: Mapping[str, Any]) -> tuple[str, ...]:
    """The authors' names in order, without those that Hugging Face hides."""
    shown = (author for author in objects_in(paper, "authors") if author.get("hidden") is not True)
    return known_names(text_in(author, "name") for author in shown)
