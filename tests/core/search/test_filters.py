"""What filters leave, names and ids find, pages hold and likeness brings."""

from datetime import date
from pathlib import Path

import pytest

from core.model import Query
from core.search.index import Doc, Index
from tests.core.search.conftest import BOTTLES, GRAPHS, LANTERN, PAPERS, PROOFS, PROTEINS, TEACHERS, ask, ids


@pytest.mark.parametrize("name", ["Moreau", "ada moreau", "A. Moreau", "Moreau, Ada", "MOREAU"])
def test_an_author_is_named_in_full_or_by_surname(index: Index, name: str) -> None:
    assert set(ids(index, "", author=name)) == {LANTERN, GRAPHS}


@pytest.mark.parametrize("name", ["van der Meer", "Meer", "Jonas van der Meer", "Jonas Meer", "J. van der Meer"])
def test_a_surname_of_several_words_is_found(index: Index, name: str) -> None:
    assert set(ids(index, "", author=name)) == {LANTERN, BOTTLES}


def test_names_are_folded(index: Index) -> None:
    assert ids(index, "", author="akesson") == ids(index, "", author="Åkesson") == [GRAPHS]
    assert ids(index, "", author="Strasser") == [PROTEINS]
    assert ids(index, "", author="O’Neill") == [PROOFS]


def test_words_of_two_authors_are_not_one_name(index: Index) -> None:
    assert ids(index, "", author="Yusuf Wei") == []
    assert ids(index, "", author="Ada Jonas") == []


def test_a_surname_may_come_first_and_one_word_may_be_any_name(index: Index) -> None:
    assert set(ids(index, "", author="Wei Li")) == {TEACHERS, PROOFS}
    assert ids(index, "", author="Ingrid") == [PROTEINS]
    assert set(ids(index, "", author="Ada M. Moreau")) == {LANTERN, GRAPHS}


def test_a_misspelt_author_is_suggested(index: Index) -> None:
    answer = ask(index, "graph", author="Morau")
    assert (answer.matches, answer.suggestion) == ((), "graph author:moreau")


def test_categories_are_exact_or_a_whole_archive(index: Index) -> None:
    assert set(ids(index, "", cat="cs.CV")) == {LANTERN, TEACHERS, PROOFS}
    assert set(ids(index, "", cat="cs")) == {LANTERN, GRAPHS, TEACHERS, PROOFS, BOTTLES}
    assert ids(index, "", cat="q-bio") == [PROTEINS]
    assert ids(index, "", cat="c") == []


def test_sources_are_exact(index: Index) -> None:
    assert set(ids(index, "", source="Weekly")) == {GRAPHS, TEACHERS}
    assert ids(index, "", source="week") == []


def test_days_bound_and_newest_come_first(index: Index) -> None:
    assert ids(index, "", since="2023-02-03", until="2023-04-05") == [PROOFS, TEACHERS, GRAPHS]
    assert ids(index, "", until="2023-01-02") == [LANTERN]
    assert ids(index, "language", since="2023-05-01") == [BOTTLES]


def test_filters_that_leave_nothing_suggest_going_without(index: Index) -> None:
    answer = ask(index, "graph", since="2024-01-01")
    assert (answer.matches, answer.suggestion) == ((), "graph")


@pytest.mark.parametrize(
    ("typed", "paper"),
    [
        ("moreau graph", GRAPHS),
        ("Åkesson walk", GRAPHS),
        ("wei proofs", PROOFS),
        ("bottles meer", BOTTLES),
        ("strasser", PROTEINS),
    ],
)
def test_bare_words_match_surnames_too(index: Index, typed: str, paper: str) -> None:
    assert ids(index, typed)[0] == paper


def test_a_misspelt_surname_is_forgiven(index: Index) -> None:
    assert ids(index, "moraeu graph")[0] == GRAPHS


def test_an_arxiv_id_finds_its_paper(index: Index) -> None:
    assert ids(index, f"https://arxiv.org/abs/{PROOFS}v2") == [PROOFS]
    assert ids(index, "2399.00001") == []


def test_pages_follow_one_another(index: Index) -> None:
    whole = index.search(Query(words=("messages", "language", "model")), limit=10)
    parts = [
        index.search(Query(words=("messages", "language", "model")), limit=1, offset=n) for n in range(whole.total)
    ]
    assert [match for part in parts for match in part.matches] == list(whole.matches)
    assert {part.total for part in parts} == {whole.total}


def test_all_matches_hold_every_word(index: Index) -> None:
    answer = index.matches(Query(words=("messages", "networks")))
    assert ([match.id for match in answer.matches], answer.total) == ([GRAPHS], 1)
    assert answer.matches[0].day == date(2023, 2, 3).toordinal()
    assert [match.id for match in index.matches(Query(words=("language",))).matches] == [BOTTLES, PROOFS]
    assert index.matches(Query(words=("language",)), at_most=1).total == 2


def test_where_no_paper_holds_every_word_those_with_all_but_one_match(index: Index) -> None:
    answer = index.matches(Query(words=("graph", "molecule", "lantern")))
    assert [match.id for match in answer.matches] == [GRAPHS]


def test_a_paper_without_a_day_matches_last_and_no_range(index: Index) -> None:
    assert index.matches(Query(source="journal")).matches[0].day == 0
    assert index.matches(Query(min_votes=1)).matches[-1].id == PROTEINS
    assert index.matches(Query(min_votes=1)).total == len(PAPERS)
    assert PROTEINS not in [match.id for match in index.matches(Query(since=date(1, 1, 1))).matches]


def test_similar_papers_are_found_without_the_paper_itself(index: Index) -> None:
    lantern = PAPERS[0]
    answer = index.similar(lantern.title, lantern.abstract, 2, hidden=[LANTERN])
    assert answer.matches[0].id == TEACHERS
    assert LANTERN not in [match.id for match in answer.matches]
    assert index.similar("", "", 3).matches == ()


def test_another_title_finds_a_paper_and_is_not_offered(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    index.write([Doc("one", "A Walk by the Sea", also=("Strolling along Coasts",))], "1-0")
    assert ids(index, "strolling coasts") == ["one"]
    assert index.complete("a walk") == [("one", "A Walk by the Sea")]
    assert index.complete("strolling") == [("one", "A Walk by the Sea")]


def test_equal_papers_come_newest_first_then_by_id_however_the_index_lies(tmp_path: Path) -> None:
    papers = [Doc(f"p{n:02}", "Equal Lanterns", "The same words.", day=date(2024, 1, 1 + n % 3)) for n in range(36)]
    first, other = Index.open(tmp_path / "first"), Index.open(tmp_path / "other")
    first.write(papers, "1-0")
    for paper in reversed(papers):
        other.write([paper], paper.id)
    expected = [
        paper.id for paper in sorted(papers, key=lambda paper: (-paper.day.toordinal() if paper.day else 0, paper.id))
    ]
    for index in (first, other):
        for query in (Query(words=("equal", "lanterns")), Query(words=("lanterns",)), Query(since=date(2024, 1, 1))):
            assert [match.id for match in index.search(query, 40).matches] == expected
            assert [match.id for match in index.matches(query).matches] == expected
            pages = [index.search(query, 7, offset).matches for offset in range(0, 36, 7)]
            assert [match.id for page in pages for match in page] == expected


def test_pages_hold_each_of_many_equal_papers_once(index: Index) -> None:
    index.write([Doc(f"many{n}", "Equal Lanterns", day=date(2024, 1, 1)) for n in range(400)], "8-0")
    for query in (Query(words=("equal", "lanterns")), Query(since=date(2024, 1, 1))):
        pages = [index.search(query, 50, offset) for offset in range(0, 400, 50)]
        assert len({match.id for page in pages for match in page.matches}) == 400
        assert {page.total for page in pages} == {400}
