"""The reason of a learned pick: the papers it is nearest to, and topics that both are about, never words that fit any paper."""

import pytest

from core.model import Paper
from core.subscriptions.learning.because import nearest
from core.subscriptions.learning.features import features
from core.subscriptions.learning.matrix import Columns, Frequencies

MATCHING = Paper(
    "m", "Graph matching", "Graph matching aligns the nodes of graphs by matching neighbourhoods over a few days."
)
KITES = Paper("k", "Kites", "Kites fly over harbours on long strings of silk. A day of wind suffices.")
BREAD = Paper("b", "Bread", "Bread rises slowly in warm kitchens with yeast.")
LIKED = [MATCHING, KITES, BREAD]


def columns(*more: Paper) -> Columns:
    frequencies = Frequencies()
    papers = [features(paper.title, paper.abstract) for paper in (*LIKED, *more)]
    frequencies.add([*papers, *papers, *[features("x", "y")] * 20])
    return Columns.of(frequencies)


def topics(pick: Paper, *liked: Paper) -> tuple[str, ...]:
    near = nearest(columns(pick, *liked), pick, liked)
    assert near
    return near.topics


def test_the_nearest_papers_are_named_and_what_both_are_about_as_the_pick_says_it() -> None:
    pick = Paper("p", "Faster matching of graphs")
    near = nearest(columns(), pick, LIKED)
    assert near and near.places[0] == 0 and set(near.topics) == {"matching", "graphs"}
    assert nearest(columns(), Paper("t", "Tides"), LIKED) is None
    assert nearest(columns(), pick, []) is None


def test_words_that_follow_each_other_in_both_are_one_topic() -> None:
    pick = Paper("p", "Serving long contexts", "Long contexts fill the cache.")
    assert topics(pick, Paper("q", "Reading a long context", "Its cost grows.")) == ("long contexts",)


@pytest.mark.parametrize("word", ["days", "current", "outperforming", "robust", "single"])
def test_a_word_that_both_say_in_passing_is_no_topic(word: str) -> None:
    pick = Paper("p", "Tidal turbines", f"Turbines turn with the tide, {word}.")
    assert topics(pick, Paper("q", "Turbines of Brest", f"Rust slows blades, {word}.")) == ("turbines",)


def test_papers_near_each_other_only_in_passing_are_named_without_words() -> None:
    assert topics(Paper("p", "Tides", "Measured for several days."), Paper("q", "Rust", "Grows within days.")) == ()


def test_words_that_only_begin_alike_are_not_taken_for_one() -> None:
    pick = Paper("p", "PrefixQuant for tokens", "PrefixQuant keeps tokens apart.")
    assert topics(pick, Paper("q", "Prefilling tokens", "Prefilling waits for tokens.")) == ("tokens",)
