"""The list of titles stays in order whatever comes and goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.search.documents import TitleEntry
from core.search.memory import titles as module
from core.search.memory.titles import Titles, fold_title

WORDS = st.lists(st.sampled_from(["graph", "walk", "a", "b", "zebra"]), max_size=3).map(" ".join)


class Coming(RuleBasedStateMachine):
    """Papers put and dropped at random, compared with a plain dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.titles, self.known = Titles(), dict[str, str]()

    @rule(papers=st.dictionaries(st.sampled_from("stuvwxyz"), WORDS, max_size=5))
    def put(self, papers: dict[str, str]) -> None:
        entries = []
        for paper, title in papers.items():
            slot = self.titles.slot(paper)
            new = self.titles.next_slot + sum(entry.slot >= self.titles.next_slot for entry in entries)
            entries.append(TitleEntry(new if slot is None else slot, paper, title.upper(), title, f" {title} "))
        self.titles.put(entries)
        self.known |= papers

    @rule(papers=st.lists(st.sampled_from("stuvwxyz")))
    def drop(self, papers: list[str]) -> None:
        self.titles.drop(papers)
        for paper in papers:
            self.known.pop(paper, None)

    @invariant()
    def holds_what_it_was_given(self) -> None:
        assert len(self.titles) == len(self.known)
        for start in ("", "g", "graph", "graph w", "zebra", "q"):
            papers = [self.titles.ids[slot] for slot in self.titles.starting(start, 100)]
            assert sorted(papers) == sorted(paper for paper, title in self.known.items() if title.startswith(start))
            titles = [self.known[paper] for paper in papers]
            assert titles == sorted(titles)


TestComing = pytest.mark.long(Coming.TestCase)


@given(st.lists(st.text(max_size=5), min_size=1, max_size=30))
def test_many_at_once_come_into_the_same_order_as_one_by_one(titles: list[str]) -> None:
    entries = [TitleEntry(slot, str(slot), title, title, f" {title} ") for slot, title in enumerate(titles)]
    one_by_one, at_once = Titles(), Titles()
    for entry in entries:
        one_by_one.put([entry])
    few, module.MANY = module.MANY, 0
    try:
        at_once.put(entries)
    finally:
        module.MANY = few
    titles_at_once = [at_once.folded[slot] for slot in at_once.starting("", 99)]
    assert titles_at_once == [one_by_one.folded[slot] for slot in one_by_one.starting("", 99)] == sorted(titles)


def test_neighbours_in_the_order_of_titles_are_given() -> None:
    titles = Titles()
    titles.put(
        [
            TitleEntry(slot, str(slot), name, name, f" {name} ")
            for slot, name in enumerate(["ant", "bee", "cat", "dog", "eel"])
        ]
    )
    assert [titles.folded[slot] for slot in titles.around("cab", 2)] == ["bee", "cat"]


def test_a_title_is_folded_to_forty_words() -> None:
    assert fold_title("Super-Resolution: Ünder " + "a " * 60) == " ".join(["super", "resolution", "under", *["a"] * 37])
