"""Papers made whole, measured: titles damaged as pages damage them are asked for at stand-ins of the services.

Of every ten titles one is of a paper that no service knows, though all know a near-twin of it: whatever is attached to it is wrong.
"""

import argparse
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from core.feeds.lookup import TitleSearch, searches
from core.feeds.source import Bases
from core.feeds.trouble import BadStatus
from core.ingest.resolving import match
from core.model import Entry, Paper
from tests.bench.corpus import Record, synthetic
from tests.bench.noise import NOISES, near_twin
from tests.fakes.services import Services
from tests.fakes.services import entries as having

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PAGES = ("case", "punctuation", "dashes", "latex", "ocr", "truncation", "hyphenation", "typos", "glued")
"""What a page does to a title; the other noises of the dedup benchmark are people's."""
UNKNOWN = 10
"""One title in so many is of a paper that nobody knows."""


class Asked(NamedTuple):
    """A damaged title, what did that, and the id of its paper; '' where no service knows it."""

    paper: Paper
    kind: str
    id: str


class Figures(NamedTuple):
    """How many titles were asked for, how many known ones were found, and how many got another paper."""

    asked: int
    known: int
    found: int
    wrong: int
    missed: tuple[str, ...] = ()
    mistaken: tuple[str, ...] = ()


def measure(papers: Sequence[Record], seed: int, *, abstracts: bool) -> Figures:
    """Ask for a damaged title of each paper, with its damaged abstract or without."""
    dice = random.Random(seed)
    services, asked = _world(papers, dice, abstracts=abstracts)
    found = resolved(services, [one.paper for one in asked])
    right = [one for one in asked if one.id and found.get(one.paper.id) == one.id]
    wrong = [one for one in asked if found.get(one.paper.id) not in (None, one.id)]
    missed = tuple(f"{one.kind}: {one.paper.title}" for one in asked if one.id and one.paper.id not in found)
    mistaken = tuple(
        f"wrong, {one.kind}: {one.paper.title} ({one.id or 'unknown'}, {found[one.paper.id]})" for one in wrong
    )
    return Figures(len(asked), sum(bool(one.id) for one in asked), len(right), len(wrong), missed, mistaken)


def _world(papers: Sequence[Record], dice: random.Random, *, abstracts: bool) -> tuple[Services, list[Asked]]:
    """The services, two in three papers known to arXiv and one to Crossref, and the titles that are asked for."""
    known, asked = list[Entry](), list[Asked]()
    for number, record in enumerate(papers):
        kind = PAGES[number % len(PAGES)]
        damaged = NOISES[kind](record, dice)
        is_known = bool(number % UNKNOWN)
        told = record if is_known else near_twin(record, dice.sample(list(papers), 3), dice)
        entry = Entry(told.title, told.abstract, authors=told.authors)
        if number % 3:
            entry = msgspec.structs.replace(entry, arxiv=f"{2001 + number // 90_000}.{number % 90_000 + 10_000:05}")
        else:
            entry = msgspec.structs.replace(entry, doi=f"10.5555/whole.{number}")
        if is_known or told.title != record.title:
            known.append(entry)
        paper = Paper(f"p{number}", damaged.title, damaged.abstract if abstracts else "")
        asked.append(Asked(paper, kind, (entry.arxiv or entry.doi) if is_known else ""))
    arxiv, journals = having(known, "arxiv"), having(known, "doi")
    return Services(arxiv=arxiv, hf=arxiv[::3], crossref=journals, openalex=known, semanticscholar=known), asked


def resolved(services: Services, papers: Sequence[Paper]) -> dict[str, str]:
    """Which id each paper gets, as the job that asks for them does."""
    found: dict[str, str] = {}
    for search in searches(Bases(), "a-key-of-a-test"):
        left = [paper for paper in papers if paper.id not in found]
        for at in range(0, len(left), search.at_once):
            some = left[at : at + search.at_once]
            entries = _answer(services, search, some)
            same = {paper.id: told for paper in some if (told := match(paper, entries))}
            found |= {paper_id: told[0].arxiv or told[0].doi for paper_id, told in same.items()}
    return found


def _answer(services: Services, search: TitleSearch, papers: Sequence[Paper]) -> Sequence[Entry]:
    try:
        data = services(search.address([paper.title for paper in papers]), search.headers)
    except BadStatus:  # as a service says that it knows no such paper
        return ()
    return search.parse(data, search.name).entries


def main(argv: list[str]) -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench whole")
    parser.add_argument("--count", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", action="store_true", help="print what was not found")
    asked = parser.parse_args(argv)
    papers, real = synthetic(asked.count, asked.seed, SHARED)
    rows: dict[str, Callable[[], Figures]] = {
        "titles with abstracts": lambda: measure(papers, asked.seed, abstracts=True),
        "titles alone": lambda: measure(papers, asked.seed, abstracts=False),
    }
    for name, run in rows.items():
        told = run()
        print(
            json.dumps(
                {
                    "what": name,
                    "asked": told.asked,
                    "of recordings": real,
                    "found": round(100 * told.found / told.known, 2),
                    "wrong": round(100 * told.wrong / told.asked, 2),
                }
            )
        )
        if asked.missed:
            print("\n".join((*told.missed, *told.mistaken)))
