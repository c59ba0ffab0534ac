"""Papers known by a damaged title are found at the services, and hardly any gets another paper's id."""

import random
from pathlib import Path

import pytest

from core.feeds.lookup import searches
from core.feeds.source import Bases
from core.ingest.resolving import match
from core.model import Entry, Paper
from tests.bench.corpus import Record, synthetic
from tests.bench.whole import measure
from tests.fakes.services import Services

SUBJECTS = "kites rivers glaciers lanterns proofs bridges orchards harbours violins turbines meadows carpets".split()
DEEDS = "counting folding tracing repairing predicting compressing translating sketching dating mapping pruning sorting".split()
WAYS = "microphones ledgers thermometers whistles gyroscopes inks barometers mirrors pendulums stencils magnets needles".split()


def invented(count: int) -> list[Record]:
    """Papers whose titles share most of their words with others' titles."""
    dice = random.Random(3)
    told: dict[str, Record] = {}
    while len(told) < count:
        deed, other = dice.sample(DEEDS, 2)
        subject, way = dice.choice(SUBJECTS), dice.choice(WAYS)
        title = f"{deed.title()} Slow {subject.title()} by {other.title()} with Cheap {way.title()}"
        text = (
            f"We study {deed} of {subject}. Our {way} need no {other}. On {dice.randint(9, 99)} {subject} they do well."
        )
        told.setdefault(title, Record(f"i{len(told)}", title, text, ("Ida Fjord", "Bo Li")))
    return list(told.values())


@pytest.mark.long
@pytest.mark.parametrize("abstracts", [True, False])
def test_of_recorded_titles_damaged_as_pages_damage_them_nearly_all_are_found(shared: Path, *, abstracts: bool) -> None:
    papers, _ = synthetic(400, 1, shared)
    told = measure(papers, 1, abstracts=abstracts)
    assert told.found >= 0.95 * told.known, told.missed
    assert told.wrong <= 0.005 * told.asked, told.mistaken


@pytest.mark.long
def test_titles_that_share_most_of_their_words_are_not_taken_for_each_other() -> None:
    told = measure(invented(200), 2, abstracts=True)
    assert told.found >= 0.8 * told.known, told.missed  # a cut title may be of several of them
    assert told.wrong <= 0.005 * told.asked, told.mistaken


def test_a_title_that_two_papers_have_is_nobodys() -> None:
    same = [Entry("Counting Slow Kites with Ledgers", text, arxiv=arxiv, authors=(name,))
            for text, arxiv, name in (("We count.", "2001.00001", "Ida Fjord"), ("Wind is a ledger.", "2001.00002", "Bo Li"))]  # fmt: skip
    assert match(Paper("p", "Counting Slow Kites with Ledgers"), same[:1]) is not None
    assert match(Paper("p", "Counting Slow Kites with Ledgers"), same) is None


def test_several_titles_are_asked_for_in_one_call_and_semantic_scholar_only_with_its_key() -> None:
    without, with_key = searches(Bases()), searches(Bases(), "a-key-of-a-test")
    assert [search.name for search in without] == ["arXiv", "arXiv", "Hugging Face", "Crossref", "OpenAlex"]
    assert with_key[-1].headers == {"x-api-key": "a-key-of-a-test"}
    known = Entry("Counting Slow Kites with Ledgers", arxiv="2001.00001")
    services = Services(arxiv=[known])
    titles = [known.title, "Folding Wide Rivers", "Tracing Cold Glaciers"]
    found = without[0].parse(services(without[0].address(titles), {}), "arXiv")
    assert [entry.arxiv for entry in found.entries] == ["2001.00001"]
    assert services.calls == ["arxiv"]


def test_semantic_scholar_tells_citations_and_a_summary_that_is_marked_as_made_by_a_machine() -> None:
    search = searches(Bases(), "a-key-of-a-test")[-1]
    services = Services(semanticscholar=[Entry("Counting Slow Kites with Ledgers", doi="10.5555/kites")])
    (entry,) = search.parse(services(search.address(["Counting Slow Kites"]), search.headers), search.name).entries
    assert (entry.doi, entry.citations, entry.summary) == (
        "10.5555/kites",
        5,
        "It is about Counting Slow Kites with Ledgers.",
    )
    assert entry.abstract == ""
