"""What was liked, as a model."""

import random
from datetime import date

import numpy as np
import pytest

from core.subscriptions.learning.features import Features, features
from core.subscriptions.learning.matrix import Columns, Frequencies
from core.subscriptions.learning.model import NEGATIVES, Examples, Model, fit, scores, standard

TODAY = date(2026, 11, 20).toordinal()
TOPICS = {
    "birds": "wing feather flight migration nest song beak flock",
    "rocks": "granite basalt mineral crystal fault magma quartz strata",
    "ships": "hull keel rudder harbour anchor cargo sail mast",
}


def paper(topic: str, seed: int) -> Features:
    drawn = random.Random(f"{topic} {seed}")
    return features(
        " ".join(drawn.sample(TOPICS[topic].split(), 3)), " ".join(drawn.choices(TOPICS[topic].split(), k=20))
    )


def taught(liked_topic: str, liked: int, others: int, ages: int = 100) -> tuple[Examples, Columns]:
    """Papers of all topics over the last days, of which those of one topic were liked."""
    names = [liked_topic] * liked + [name for name in TOPICS if name != liked_topic] * (others // 2)
    random.Random(7).shuffle(names)
    papers = [paper(name, number) for number, name in enumerate(names)]
    frequencies = Frequencies()
    frequencies.add(papers)
    days = np.linspace(TODAY - ages, TODAY - 1, len(papers)).astype(np.int64)
    return Examples(papers, days, np.array([n == liked_topic for n in names]), np.ones(len(papers))), Columns.of(
        frequencies
    )


@pytest.mark.parametrize("liked", [1, 4, 40])
@pytest.mark.parametrize("topic", TOPICS)
def test_papers_like_those_that_were_liked_come_first(topic: str, liked: int) -> None:
    model = fit(*_with_day(taught(topic, liked, 200)))
    week = [(name, paper(name, 1000 + number)) for number in range(5) for name in TOPICS]
    ranks = scores(model, [features for _, features in week], [0] * len(week))
    best = [week[i][0] for i in np.argsort(-ranks)[:5]]
    assert best == [topic] * 5


def test_where_nothing_is_learned_the_source_s_score_orders() -> None:
    assert np.argsort(-scores(None, [paper("birds", n) for n in range(3)], [5, 900, 40])).tolist() == [1, 2, 0]


def test_a_fit_from_an_older_one_ends_at_the_same_place() -> None:
    examples, columns = taught("rocks", 30, 200)
    cold = fit(examples, TODAY, columns)
    warm = fit(examples, TODAY, columns, fit(examples, TODAY - 30, columns))
    week = [paper(name, 2000 + number) for number in range(9) for name in TOPICS]
    assert warm.scores(week) == pytest.approx(cold.scores(week), abs=0.1)


def test_the_same_examples_give_the_same_model() -> None:
    week = [paper(name, 3000) for name in TOPICS]
    first, second = (fit(*_with_day(taught("ships", 10, 100))).scores(week).tolist() for _ in range(2))
    assert first == second


def test_newer_votes_count_more() -> None:
    old = [paper("birds", number) for number in range(20)]
    new = [paper("ships", number) for number in range(20)]
    rest = [paper("rocks", number) for number in range(200)]
    frequencies = Frequencies()
    frequencies.add([*old, *new, *rest])
    days = np.array([TODAY - 700] * 20 + [TODAY - 5] * 20 + [TODAY - 6] * 200)
    liked = np.array([True] * 40 + [False] * 200)
    model = fit(Examples([*old, *new, *rest], days, liked, np.ones(240)), TODAY, Columns.of(frequencies))
    birds, ships = model.scores([paper("birds", 99), paper("ships", 99)])
    assert ships > birds


@pytest.mark.long
def test_of_what_was_not_liked_only_the_newest_is_learned_from() -> None:
    examples, _ = taught("birds", 3, 4000)
    recent = examples.recent()
    assert recent.liked.sum() == 3 and len(recent.papers) == NEGATIVES + 3
    assert recent.days[~recent.liked].min() > examples.days[~examples.liked].min()


@pytest.mark.parametrize("numbers", [[], [3.0], [2.0, 2.0]])
def test_numbers_that_are_alike_have_no_spread(numbers: list[float]) -> None:
    assert standard(np.array(numbers)).tolist() == [0.0] * len(numbers)


def _with_day(given: tuple[Examples, Columns]) -> tuple[Examples, int, Columns, Model | None]:
    return given[0], TODAY, given[1], None
