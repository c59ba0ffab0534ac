"""How many cases a test that goes through all of them tries: as many as a property test draws examples."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")


def spread(cases: Sequence[T], times: float = 1) -> Sequence[T]:
    """Cases from the first to the last, evenly spread: at most `times` the examples that the profile asks for."""
    most = round(settings().max_examples * times)
    step = (len(cases) - 1) / (most - 1) if len(cases) > most else 1
    return [cases[round(at * step)] for at in range(min(most, len(cases)))]
