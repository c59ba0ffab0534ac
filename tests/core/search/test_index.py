"""The index: writing, following, taking over, and what it finds."""

import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.errors import RecordError
from core.model import Query
from core.search import index as module
from core.search.index import Doc, Found, Index
from core.search.query import parse
from tests.core.search.conftest import PAPERS

ROOT = Path(__file__).parents[3]
LANTERN, GRAPHS, TEACHERS, PROOFS, BOTTLES, PROTEINS = (paper.id for paper in PAPERS)


def ask(index: Index, text: str, **options: object) -> Found:
    return index.search(parse(text, today=date(2026, 1, 1), **options))  # type: ignore[arg-type]


def ids(index: Index, text: str, **options: object) -> list[str]:
    return [match.id for match in ask(index, text, **options).matches]


# Writing


def test_a_paper_written_again_takes_its_own_place(index: Index) -> None:
    index.write([replace(PAPERS[0], title="Candle: Small Lights", abstract="All new.")], "8-0")
    assert len(index) == len(PAPERS)
    assert ids(index, "candle") == [LANTERN]
    assert ids(index, "lantern") == []
    assert index.complete("cand") == [(LANTERN, "Candle: Small Lights")]
    assert index.complete("lantern") == []


def test_the_same_write_twice_changes_nothing(index: Index) -> None:
    before = ask(index, "graph")
    index.write(PAPERS, "7-0")
    assert len(index) == len(PAPERS)
    assert [match.id for match in ask(index, "graph").matches] == [match.id for match in before.matches]


def test_of_a_paper_twice_in_one_write_the_last_holds(index: Index) -> None:
    index.write([Doc("new", "First words"), Doc("new", "Second thoughts")], "8-0")
    assert ids(index, "thoughts") == ["new"]
    assert ids(index, "first") == []
    assert index.complete("sec") == [("new", "Second thoughts")]


def test_a_removed_paper_is_found_no_more(index: Index) -> None:
    index.write([], "8-0", remove=[LANTERN, "unheard of"])
    assert len(index) == len(PAPERS) - 1
    assert LANTERN not in index.ids()
    assert ids(index, "lantern photographs") == []
    assert index.complete("lantern") == []
    index.write([PAPERS[0]], "9-0")
    assert ids(index, "lantern") == [LANTERN]


def test_the_position_is_that_of_the_last_write(index: Index, tmp_path: Path) -> None:
    assert index.position == "7-0"
    index.write([], "9-1")
    assert index.position == "9-1"
    assert Index.open(tmp_path / "index", write=False).position == "9-1"
    assert Index.open(tmp_path / "other").position == ""


def test_a_write_that_fails_changes_nothing(index: Index) -> None:
    def docs() -> object:
        yield Doc("new", "Never written zyzzyva")
        raise RuntimeError("the record went away")

    with pytest.raises(RuntimeError):
        index.write(docs(), "8-0")  # type: ignore[arg-type]
    assert (len(index), index.position) == (len(PAPERS), "7-0")
    index.write([Doc("other", "Written after")], "8-0")
    assert ids(index, "zyzzyva") == []
    assert ids(index, "written") == ["other"]


def test_a_reopened_index_holds_all(index: Index, tmp_path: Path) -> None:
    index.write([Doc("new", "Something else")], "8-0", remove=[PROTEINS])
    index.close()
    again = Index.open(tmp_path / "index")
    assert (again.writing, again.position, len(again)) == (True, "8-0", len(PAPERS))
    assert set(again.ids()) == {paper.id for paper in PAPERS} - {PROTEINS} | {"new"}
    assert ids(again, "superresolution night")[:1] == [LANTERN]
    assert ask(again, "mesages").corrected == (("mesages", "messages"),)
    assert again.complete("résumé") == []
    again.write([Doc("newer", "Something newer")], "9-0")
    assert ids(again, "newer") == ["newer"]


def test_lists_are_joined_when_commits_have_left_many(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_LISTS", 4)
    for number in range(9):
        index.write([Doc(f"n{number}", f"Title number{'abcdefghi'[number]}")], str(number))
    index.write([], "gone", remove=["n0"])
    index.close()
    again = Index.open(tmp_path / "index")
    assert set(again.ids()) == {paper.id for paper in PAPERS} | {f"n{number}" for number in range(1, 9)}
    assert ids(again, "numberi") == ["n8"]
    assert again.complete("title number")[0][0].startswith("n")
    assert ask(again, "mesages").corrected == (("mesages", "messages"),)


@pytest.mark.parametrize(
    "doc",
    [
        Doc("x", ""),
        Doc("x", "\x00\ud800\u202e"),
        Doc("x", "t" * 1_000_000, "a" * 1_000_000),
        Doc("x", "word " * 200_000, "word " * 200_000),
        Doc("x", "\ufdfa" * 30_000),
        Doc("x", "a" + "\u0301" * 5_000),
        Doc("x", "-".join("ab" * 5_000)),
        Doc("x", "T", "A", tuple(f"Author {number}" for number in range(5_000))),
        Doc("x", "T", "A", ("", ",", "et al.", "\ud800", "a" * 100_000), ("", "\x00", "cs.\ud800"), ("", "a b")),
    ],
)
def test_any_paper_can_be_written_and_is_kept(tmp_path: Path, doc: Doc) -> None:
    index = Index.open(tmp_path)
    index.write([doc, Doc("good", "A good title")], "1-0")
    index.close()
    again = Index.open(tmp_path, write=False)
    assert set(again.ids()) == {"x", "good"}
    assert ids(again, "good title") == ["good"]


# Processes


def test_a_reader_sees_what_the_writer_commits(index: Index, tmp_path: Path) -> None:
    reader = Index.open(tmp_path / "index", write=False)
    assert not reader.writing
    assert ids(reader, "lantern") == [LANTERN]
    index.write([Doc("new", "Quokka Parsing", authors=("Pia Quist",))], "8-0", remove=[LANTERN])
    assert ids(reader, "quokka") == []
    reader.refresh()
    assert (reader.position, len(reader)) == ("8-0", len(PAPERS))
    assert ids(reader, "quist quokka") == ["new"]
    assert ask(reader, "quokkka").corrected == (("quokkka", "quokka"),)
    assert reader.complete("quokka p") == [("new", "Quokka Parsing")]
    assert ids(reader, "lantern") == []
    reader.refresh()
    assert len(reader) == len(PAPERS)


def test_a_reader_that_slept_through_many_commits_reads_all_anew(index: Index, tmp_path: Path) -> None:
    reader = Index.open(tmp_path / "index", write=False)
    index.write([], "8-0", remove=[LANTERN])
    for number in range(70):
        index.write([Doc("new", f"Edition {number}")], f"9-{number}")
    reader.refresh()
    assert (reader.position, len(reader)) == ("9-69", len(PAPERS))
    assert reader.complete("edition") == [("new", "Edition 69")]
    assert LANTERN not in reader.ids()


def test_a_second_process_reads_and_may_not_write(index: Index, tmp_path: Path) -> None:
    second = Index.open(tmp_path / "index")
    assert not second.writing
    assert not second.take_over()
    with pytest.raises(RecordError, match="only read"):
        second.write([], "8-0")
    index.close()
    assert second.take_over()
    second.write([Doc("new", "Written by the second")], "8-0")
    assert ids(second, "second") == ["new"]


def test_a_writer_that_takes_over_goes_on_from_the_last_commit(index: Index, tmp_path: Path) -> None:
    second = Index.open(tmp_path / "index")
    index.write([Doc("late", "Written late")], "8-0")
    index.close()
    assert second.take_over()
    assert (second.position, len(second)) == ("8-0", len(PAPERS) + 1)
    assert ids(second, "late") == ["late"]


HOLDER = """
import sys, time
from pathlib import Path
from core.search.index import Doc, Index
index = Index.open(Path(sys.argv[1]))
index.write([Doc("held", "Held by the dead")], "5-0")
print("writing" if index.writing else "reading", flush=True)
time.sleep(60)
"""


def test_a_writer_killed_with_signal_9_is_taken_over_from(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"writing\n"
        index = Index.open(tmp_path)
        assert not index.writing
        assert ids(index, "held") == ["held"]
        assert not index.take_over()
        holder.kill()
        assert holder.wait(10) == -signal.SIGKILL
        assert index.take_over()
    finally:
        holder.kill()
        holder.wait(10)
    index.write([Doc("new", "Alive again")], "6-0")
    assert ids(index, "alive") == ["new"]
    assert ids(index, "held") == ["held"]
    index.close()


# Finding


def test_a_title_finds_its_paper_first(index: Index) -> None:
    for paper in PAPERS:
        assert ids(index, paper.title)[0] == paper.id


@pytest.mark.parametrize("typed", ["lantern super resolution", "lantern superresolution", "lantern super-resolution"])
def test_hyphens_split_and_join(index: Index, typed: str) -> None:
    assert set(ids(index, typed)[:2]) == {LANTERN, TEACHERS}


def test_words_are_found_by_their_stems_and_without_accents(index: Index) -> None:
    assert ids(index, "enlarging pictures")[0] == TEACHERS
    assert ids(index, "resume protein") == [PROTEINS]
    assert ids(index, "RÉSUMÉS") == [PROTEINS]


@pytest.mark.parametrize("typed", ["V2L", "V^2L", "V$^2$L", "lemma^2 proofs", "Lemma2"])
def test_a_title_with_latex_is_found_however_it_is_typed(index: Index, typed: str) -> None:
    assert ids(index, typed)[0] == PROOFS


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("lanern", "lantern"),
        ("latnern", "lantern"),
        ("lanterrn", "lantern"),
        ("lamtern", "lantern"),
        ("aantern", "lantern"),
        ("lannttern", "lantern"),
        ("protien", "protein"),
    ],
)
def test_a_slip_is_forgiven_and_reported(index: Index, typed: str, used: str) -> None:
    found = ask(index, typed)
    assert found.matches
    ((said, meant),) = found.corrected
    assert (said, meant.startswith(used)) == (typed, True)
    assert meant in found.terms


def test_a_short_word_may_hold_one_slip_and_a_number_none(index: Index) -> None:
    assert ask(index, "flod").corrected
    assert not ask(index, "fxyd").matches
    assert not ask(index, "2024").matches


def test_a_forgotten_space_is_put_back(index: Index) -> None:
    found = ask(index, "languageagents")
    assert found.matches[0].id == BOTTLES
    assert found.corrected == (("languageagents", "language agents"),)


def test_a_word_that_nothing_resembles_is_named_and_the_others_searched(index: Index) -> None:
    found = ask(index, "graph qqqqqqqqq")
    assert [match.id for match in found.matches] == [GRAPHS]
    assert found.unknown == ("qqqqqqqqq",)


def test_nothing_found_gives_nothing(index: Index) -> None:
    found = ask(index, "qqqqqqqqq wwwwwwww")
    assert (found.matches, found.total, found.suggestion) == ((), 0, "")
    assert found.unknown == ("qqqqqqqqq", "wwwwwwww")


def test_a_phrase_must_stand_in_order(index: Index) -> None:
    assert ids(index, '"pass messages between neighbours"') == [GRAPHS]
    assert ids(index, '"neighbours between messages"') == []
    assert ids(index, '"super resolution of night"') == [LANTERN]
    assert LANTERN not in ids(index, '"resolution super"')


def test_a_phrase_does_not_reach_from_title_into_abstract(index: Index) -> None:
    assert ids(index, '"night photographs photographs taken"') == []


def test_a_phrase_that_finds_nothing_suggests_its_words(index: Index) -> None:
    found = ask(index, '"networks graph"')
    assert (found.matches, found.suggestion) == ((), "networks graph")


def test_excluded_words_and_phrases_do_not_occur(index: Index) -> None:
    assert set(ids(index, "language")) == {PROOFS, BOTTLES}
    assert ids(index, "language -proofs") == [BOTTLES]
    assert ids(index, 'language -"language agents"') == [PROOFS]
    assert ids(index, "messages -moreau") == [BOTTLES]


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
    found = ask(index, "graph", author="Morau")
    assert (found.matches, found.suggestion) == ((), "graph author:moreau")


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
    found = ask(index, "graph", since="2024-01-01")
    assert (found.matches, found.suggestion) == ((), "graph")


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
    found = index.matches(Query(words=("messages", "networks")))
    assert ([match.id for match in found.matches], found.total) == ([GRAPHS], 1)
    assert found.matches[0].day == date(2023, 2, 3).toordinal()
    assert [match.id for match in index.matches(Query(words=("language",))).matches] == [BOTTLES, PROOFS]
    assert index.matches(Query(words=("language",)), at_most=1).total == 2


def test_where_no_paper_holds_every_word_those_with_all_but_one_match(index: Index) -> None:
    found = index.matches(Query(words=("graph", "molecule", "lantern")))
    assert [match.id for match in found.matches] == [GRAPHS]


def test_a_paper_without_a_day_matches_last_and_no_range(index: Index) -> None:
    assert index.matches(Query(source="journal")).matches[0].day == 0
    assert index.matches(Query(min_votes=1)).matches[-1].id == PROTEINS
    assert index.matches(Query(min_votes=1)).total == len(PAPERS)
    assert PROTEINS not in [match.id for match in index.matches(Query(since=date(1, 1, 1))).matches]


def test_similar_papers_are_found_without_the_paper_itself(index: Index) -> None:
    lantern = PAPERS[0]
    found = index.similar(lantern.title, lantern.abstract, 2, exclude=LANTERN)
    assert found.matches[0].id == TEACHERS
    assert LANTERN not in [match.id for match in found.matches]
    assert index.similar("", "", 3).matches == ()


def test_another_title_finds_a_paper_and_is_not_offered(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    index.write([Doc("one", "A Walk by the Sea", also=("Strolling along Coasts",))], "1-0")
    assert ids(index, "strolling coasts") == ["one"]
    assert index.complete("a walk") == [("one", "A Walk by the Sea")]
    assert index.complete("strolling") == [("one", "A Walk by the Sea")]


def test_searches_go_on_while_papers_come(index: Index) -> None:
    stop, failures = threading.Event(), list[BaseException]()

    def search() -> None:
        try:
            while not stop.is_set():
                assert ids(index, "lantren photographs")[0] == LANTERN
                assert index.complete("a slow")[0][0] == GRAPHS
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        index.write(
            [Doc(f"n{number}", f"Paper number {number}", "Words " * 20)], str(number), remove=[f"n{number - 5}"]
        )
    stop.set()
    for thread in threads:
        thread.join(30)
    assert failures == []
