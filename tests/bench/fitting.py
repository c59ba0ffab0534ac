"""Fits the weights by which the line under a title is chosen: a softmax over each abstract's clauses, with L2.

Abstracts with marked ideas teach most, marked results less, and abstracts with their source's summary least: of these the
clauses that share most of its words are the good ones (only these have titles).
"""

import json
import lzma
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from core.text.gist.choosing import drafts, part
from core.text.gist.scoring import JUDGED, WEIGHTS, read_cues, score, stems

STEPS = 300
RESTRAINT = 3.0
OF_RESULTS, OF_SUMMARIES = 0.6, 0.1
"""The weights of an abstract whose results count too, and of one with a summary, beside one with its idea marked."""
NEAR_BEST = 0.85
"""The part of the best clause's likeness to a summary from which on a clause is a good one, too."""

HEAD = """\
# What each cue adds to a clause's score (core/text/gist/scoring.py). Written by `python -m tests.bench line --fit`; not edited by hand.
# Fitted to spans of 369 abstracts that readers marked as their idea, with weight .6 as their result (Scholar Inbox; one half of github
# avg-dev/scholar_inbox_datasets @06e5159), and, with weight .1 each, to 1,062 abstracts of Hugging Face's Daily Papers beside their
# machine-made summaries. Neither data is copied here.
"""


class Example(msgspec.Struct, frozen=True):
    """An abstract to learn from: its lines, the cues of each by name, which are good, and how much it counts."""

    lines: list[str]
    cues: list[dict[str, float]]
    good: list[bool]
    weight: float = 1.0


def to_example(
    title: str, abstract: str, worth: Callable[[str], float], *, near: float = 1.0, weight: float = 1.0
) -> Example:
    """What one abstract teaches: the lines worth most are good, and those nearly as much."""
    pieces = part(" ".join(abstract.split()))
    made = drafts(pieces, title)
    cues = read_cues(pieces, made, title)
    worths = [worth(draft.text) for draft in made]
    best = max(worths, default=0.0)
    return Example(
        [draft.text for draft in made],
        cues,
        [best > 0 and of >= near * best for of in worths],
        weight,
    )


def told_by_summaries(folder: Path) -> list[Example]:
    """The recorded abstracts that have a machine-made summary, as examples."""
    papers = {}
    for path in sorted(folder.glob("*.json.xz")):
        for entry in json.loads(lzma.decompress(path.read_bytes())):
            if entry["paper"].get("ai_summary"):
                papers[entry["paper"]["id"]] = entry["paper"]
    return [
        to_example(
            paper["title"], paper["summary"], _likeness(paper["ai_summary"]), near=NEAR_BEST, weight=OF_SUMMARIES
        )
        for paper in papers.values()
    ]


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Weights under which the good lines are likeliest to win (softmax, L2, gradient ascent with momentum)."""
    learnt = [example for example in examples if any(example.good)]
    names = sorted({name for example in learnt for cues in example.cues for name in cues} - JUDGED.keys())
    weights, speed = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    size = sum(example.weight for example in learnt)
    for _ in range(STEPS):
        slope = {name: -RESTRAINT * weight for name, weight in weights.items()}
        for example in learnt:
            _lean(slope, example, weights)
        for name, rise in slope.items():
            speed[name] = 0.9 * speed[name] + rise / (2 * size)
            weights[name] += speed[name]
    return {name: round(weight, 2) for name, weight in weights.items()}


def winner(example: Example, weights: dict[str, float]) -> str | None:
    """The line that these weights choose."""
    scores = _scores(example, weights)
    return example.lines[scores.index(max(scores))] if scores else None


def write_table(weights: dict[str, float]) -> None:
    """Write the weights where the program reads them."""
    rows = "".join(f"{name}\t{weight:g}\n" for name, weight in weights.items())
    WEIGHTS.write_text(HEAD + rows, encoding="utf-8")


def _lean(slope: dict[str, float], example: Example, weights: dict[str, float]) -> None:
    """Adds the gradient of one abstract."""
    scores = _scores(example, weights)
    most = max(scores)
    powers = [math.exp(score - most) for score in scores]
    every = sum(powers)
    good = sum(power for power, is_good in zip(powers, example.good, strict=True) if is_good)
    for power, is_good, cues in zip(powers, example.good, example.cues, strict=True):
        pull = example.weight * ((power / good if is_good and good else 0.0) - power / every)
        for name, strength in cues.items():
            if name in slope:
                slope[name] += pull * strength


def _scores(example: Example, weights: dict[str, float]) -> list[float]:
    return [score(cues, weights) for cues in example.cues]


def _likeness(summary: str) -> Callable[[str], float]:
    words = stems(summary)
    return lambda line: 2 * len(stems(line) & words) / max(len(stems(line)) + len(words), 1)
