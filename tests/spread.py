"""How many cases a test tries that costs much: some of those it could go through, or a third of a property test's examples."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")

THIRD = settings(max_examples=settings().max_examples // 3)
"""For a property whose examples take a twentieth of a second each; campaigns draw thousands of them."""


def spread(cases: Sequence[T], times: float = 1) -> Sequence[T]:
    """Cases from the first to the last, evenly spread: at most `times` the examples that the profile asks for."""
    most = round(settings().max_examples * times)
    step = (len(cases) - 1) / (most - 1) if len(cases) > most else 1
    return [cases[round(at * step)] for at in range(min(most, len(cases)))]
