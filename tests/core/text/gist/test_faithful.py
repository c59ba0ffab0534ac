"""A model's sentence may stand only where title and abstract hold its numbers and names."""

import pytest

from core.text.gist.faithful import is_faithful, sentence_of

TITLE = "Drip: Watering by Sensor"
ABSTRACT = "We train DRIP-2 with Adam on 1,200 beds of kale in Oslo. It saves 40% of the water, twice as much as the LLMs of Smith."


@pytest.mark.parametrize(
    "line",
    [
        "Trains DRIP-2 on 1200 beds of kale and saves 40 % of the water",
        "Waters beds of kale in Oslo by a sensor, twice as well as an LLM",
        "Drip waters beds with Smith's models",
        "Introduces sensors that save 40 percent of the water",
    ],
)
def test_what_the_source_holds_may_stand(line: str) -> None:
    assert is_faithful(line, TITLE, ABSTRACT)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Waters",
        "Saves 41% of the water on beds of kale",
        "Saves 1,200% of the water on beds of kale",
        "Trains on 40 beds of kale",
        "Waters three beds of kale by a sensor",
        "Google waters beds of kale by a sensor",
        "Waters beds of kale in Paris by a sensor",
        "Waters beds of kale by a CNN",
        "Trains DRIP-3 on beds of kale",
        "Waters beds as iPhones do",
        "Waters beds of kale. It saves water.",
        "See https://example.org for beds of kale",
        "Waters *beds* of kale by a sensor",
        "Waters beds of kale\nby a sensor",
        "Waters beds of kale " * 9,
        "The approach outperforms all the other methods",
    ],
)
def test_what_it_does_not_hold_is_refused(line: str) -> None:
    assert not is_faithful(line, TITLE, ABSTRACT)


def test_an_answer_loses_its_thoughts_and_its_quotation_marks() -> None:
    assert sentence_of("<think>Hm. 99?</think>\n“Waters beds of kale.”") == "Waters beds of kale"
