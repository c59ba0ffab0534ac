"""Completing authors: from any word of a name, in either order, with a slip; those of most papers first."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.search.index import Doc, Index
from core.search.memory.authors import LONGEST, Authors, shown_as
from core.search.memory.vocabulary import Vocabulary
from tests.core.search.conftest import ids


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("mor", ["Ada Moreau"]),
        ("ada m", ["Ada Moreau"]),
        ("Moreau, A", ["Ada Moreau"]),
        ("van der", ["Jonas van der Meer"]),
        ("meer jon", ["Jonas van der Meer"]),
        ("akes", ["Zoë Åkesson"]),
        ("ÅKE", ["Zoë Åkesson"]),
        ("o'nei", ["Yusuf O'Neill"]),
        ("li", ["Li Wei"]),
        ("wei ", ["Li Wei"]),
        ("l", []),
        ("", []),
        ("?!", []),
        ("qqq", []),
    ],
)
def test_a_name_is_found_from_the_start_of_any_of_its_words(index: Index, typed: str, names: list[str]) -> None:
    assert index.complete_author(typed) == names


@pytest.mark.parametrize(
    ("typed", "name"),
    [("maureau", "Ada Moreau"), ("jonsa van der", "Jonas van der Meer"), ("Strasesr", "Ingrid Straßer")],
)
def test_a_slip_is_forgiven(index: Index, typed: str, name: str) -> None:
    assert index.complete_author(typed) == [name]


def test_authors_of_more_papers_come_first_and_a_paper_put_again_counts_once(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    index.write([Doc("1", "One", authors=("Bo Byron",))], "1-0")
    for _ in range(3):
        index.write([Doc("2", "Two", authors=("Al Byron",))], "2-0")
    assert index.complete_author("byron") == ["Al Byron", "Bo Byron"]
    index.write([Doc("3", "Three", authors=("Byron, Bo",))], "3-0")
    assert index.complete_author("byron") == ["Bo Byron", "Al Byron"]
    index.write([Doc("1", "One", authors=("Bo Byron", "Cy Byron"))], "4-0")
    assert index.complete_author("byron", 2) == ["Bo Byron", "Al Byron"]
    assert index.complete_author("cy") == ["Cy Byron"]


def test_a_reader_that_follows_and_one_that_opens_anew_know_the_same_names(tmp_path: Path) -> None:
    writer, reader = Index.open(tmp_path), Index.open(tmp_path, write=False)
    for number, names in enumerate([("Bo Byron",), ("Al Byron",), ("Bo Byron", "Cy Byron")]):
        writer.write([Doc(str(number), f"Paper {number}", authors=names, categories=("cs.LG",))], f"{number}-0")
        reader.refresh()
    newcomer = Index.open(tmp_path, write=False)
    for index in (writer, reader, newcomer):
        assert index.complete_author("byron") == ["Bo Byron", "Al Byron", "Cy Byron"]
        assert index.complete_category("CS") == ["cs.LG"]


def test_a_write_that_failed_leaves_no_name(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    with pytest.raises(ZeroDivisionError):
        index.write((Doc(str(1 // number), "One", authors=("Bo Byron",)) for number in (1, 0)), "1-0")
    assert index.complete_author("byron") == []


def test_every_name_that_is_offered_finds_its_papers(index: Index) -> None:
    offered = {name for start in ("ada", "jon", "zoe", "li", "yus", "ing") for name in index.complete_author(start)}
    assert len(offered) == 6
    assert all(ids(index, "", author=name) for name in offered)


def test_categories_that_start_as_typed_are_given_in_the_order_of_letters(index: Index) -> None:
    assert index.complete_category("cs.c") == ["cs.CL", "cs.CV"]
    assert index.complete_category("", 2) == ["cs.AI", "cs.CL"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(max_size=60))
def test_any_keystrokes_give_a_list(index: Index, typed: str) -> None:
    assert len(index.complete_author(typed)) <= 25


@given(st.text(max_size=200))
def test_a_name_as_it_is_offered_fits_and_ends_no_quotation(name: str) -> None:
    assert '"' not in shown_as(name) and len(shown_as(name)) <= LONGEST


@given(
    st.lists(st.sampled_from(["ada byron", "li wei", "wei li", "jo van ada", "o"]), max_size=8),
    st.sampled_from(["ada", "li", "wei l", "jo", "van"]),
)
def test_the_table_finds_what_a_scan_finds(names: list[str], typed: str) -> None:
    table = Authors()
    for name in names:
        table.put({name: (name, 1)})
    words = {name: name.split() for name in names}
    turned = {name: [" ".join(parts[at:] + parts[:at]) for at in range(len(parts))] for name, parts in words.items()}
    wanted = {
        name
        for name, ways in turned.items()
        for way in ways
        if (way.startswith(typed) if len(typed) > 2 else way.split()[0] == typed)
    }
    assert set(table.complete(typed, Vocabulary(), 25)) == wanted
