"""A figure that misses its goal is marked: each row of docs/benchmarks.md, with its committed results moved to either side of the goal."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from docs.make.figures import MISSED, RESULTS, ROWS, Results

Cell = Callable[[Results], str]
Leaf = tuple[Any, Any]
"""A dict or list, and the place of a number in it."""

BY_TESTS = re.compile(r"\((a test|tests)\)$")
"""What tests hold, and no benchmark measures."""

RATIOS = ("beside", "learned again", "a paper", "lateness")
"""Words of rows whose figure is made of two measured ones, so that no one of them stands at the goal."""


def measured() -> list[tuple[str, str, Cell]]:
    """The rows whose figures are in the committed results."""
    results = json.loads(RESULTS.read_text("utf-8"))
    return [(what, goal, cell) for what, goal, cell in ROWS if goal != "none" and _cell(cell, results) is not None]


def _cell(cell: Cell, results: Results) -> str | None:
    try:
        shown = cell(results)
    except (KeyError, TypeError):
        return None
    return None if BY_TESTS.search(shown) else shown


def leaves(node: Any) -> Iterator[Leaf]:
    """Every number in the results."""
    for place, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, dict | list):
            yield from leaves(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield node, place


def marks(cell: Cell, results: Results, name: str, value: float) -> int:
    """How many figures of a row are marked where all numbers of one name are another."""
    kept = [(node, place, node[place]) for node, place in leaves(results) if place == name]
    for node, place, _ in kept:
        node[place] = value
    try:
        return cell(results).count(MISSED)
    finally:
        for node, place, number in kept:
            node[place] = number


def deciding(cell: Cell, results: Results) -> list[str]:
    """The names of the numbers that decide whether a row is marked."""
    names = dict.fromkeys(place for _, place in leaves(results))
    return [name for name in names if marks(cell, results, name, 1e9) != marks(cell, results, name, 1e-9)]


def parts(node: Any) -> Iterator[Any]:
    """Every dict or list in the results, each a part that can be measured alone."""
    if isinstance(node, dict | list):
        yield node
        for value in node.values() if isinstance(node, dict) else node:
            yield from parts(value)


def decides(cell: Cell, results: Results, part: Any) -> bool:
    """Whether one part of the results, made a million times larger or smaller, changes how many figures of a row are marked."""
    kept, counts = [(node, place, node[place]) for node, place in leaves(part)], set()
    for factor in (1e6, 1e-6):
        for node, place, number in kept:
            node[place] = number * factor
        counts.add(cell(results).count(MISSED))
    for node, place, number in kept:
        node[place] = number
    return len(counts) > 1


def numbers(goal: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(r"(?:\d[\d,]*)?\.?\d+", goal.replace("p99 ", ""))]


@pytest.mark.parametrize(("what", "goal", "cell"), measured(), ids=lambda part: part if isinstance(part, str) else "")
def test_a_figure_on_the_wrong_side_of_its_goal_is_marked(what: str, goal: str, cell: Cell) -> None:
    results = json.loads(RESULTS.read_text("utf-8"))
    names = deciding(cell, results)
    assert names or any(decides(cell, results, part) for part in parts(results)), "no figure could miss this goal"
    if any(word in what for word in RATIOS):
        return
    for name in names:
        edges = [
            number
            for number in numbers(goal)
            if marks(cell, results, name, number * 1.05) != marks(cell, results, name, number * 0.95)
        ]
        assert edges, f"the goal on the page, {goal}, is not the one by which {name} is judged"


def test_most_rows_are_measured_and_each_says_so_where_it_is_not() -> None:
    assert 2 * len(measured()) > len(ROWS)
