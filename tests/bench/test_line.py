"""The benchmark of the line: where its letters stand in an abstract, and that weights are as fitted."""

from pathlib import Path

import pytest

from core.text.gist.scoring import JUDGED, table
from tests.bench.line import Labelled, kept, measure, read_labelled


def test_a_line_is_found_where_its_words_stand_with_the_fewest_gaps() -> None:
    abstract = "A pump is old. We propose a pump, which waters a bed."
    line = "A pump waters a bed"
    assert "".join(abstract[at] for at in kept(abstract, line)) == "apumpwatersabed"
    assert kept(abstract, line)[0] == abstract.index("a pump,")
    assert kept(abstract, "no such words") == []


def test_half_of_the_letters_of_a_line_make_a_hit() -> None:
    marked = Labelled("We water beds.", ((3, 8, "idea"), (0, 99, "result")))
    assert marked.share("Water beds", ("idea",)) == 5 / 9
    assert marked.share("Water beds", ("idea", "result")) == 1.0


def test_each_abstract_counts_once_and_a_span_that_is_none_hits_nothing(tmp_path: Path) -> None:
    path = tmp_path / "spans.csv"
    rows = ['1,"We water ""beds"".\n",3,8,idea', '1,"We water ""beds"".\n",9,4,result', ',"Other, text.",,,task']
    path.write_text("arxiv_id,abstract,start_idx,end_idx,label\n" + "\n".join(rows) + "\n", encoding="utf-8")
    labelled = read_labelled(path)
    assert [marked.abstract for marked in labelled] == ['We water "beds".\n', "Other, text."]
    assert measure(labelled)["abstracts"] == 2


@pytest.mark.long
def test_the_lines_reach_their_floor(shared: Path) -> None:
    figures = measure(read_labelled(shared / "data/abstract_sentences.csv"))
    assert figures["idea"] >= 0.5
    assert figures["idea_or_result"] >= 0.52
    assert figures["none"] <= 0.02


def test_no_cue_is_both_fitted_and_judged() -> None:
    assert not table().keys() & JUDGED.keys()
