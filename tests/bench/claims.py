"""`python -m tests.bench claims`: how often the sentence chosen of an abstract is one that readers labelled as idea or result.

A hit is a claim, as clipped for show, that shares at least one character with such a span. Every abstract counts, those
without a usable span too: they can only be missed. `--fit` finds the weights anew, in folds, and shows what they are worth.
"""

import argparse
import csv
import json
import math
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from core.subscriptions.key_sentences import LONGEST_CLAIM, WEIGHTS, choose, part, read_cues
from core.text.cleaning import clip_words
from tests.conftest import SHARED

WANTED = ("idea", "result")
FOLDS = 10
STEPS = 120
REPEATS = 3

Choice = Callable[[list[str]], str]


class Labelled(msgspec.Struct, frozen=True):
    """An abstract, its sentences, and the spans of it that readers labelled: start, end, label."""

    abstract: str
    pieces: list[str]
    spans: tuple[tuple[int, int, str], ...]


def read_labelled(path: Path) -> list[Labelled]:
    """The abstracts of a table of spans; a span that ends before it starts or lies behind the end can never be hit."""
    csv.field_size_limit(10_000_000)
    spans = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            spans[row["abstract"]].append((int(row["start_idx"]), int(row["end_idx"]), row["label"]))
    return [Labelled(text, part(" ".join(text.split())), tuple(of)) for text, of in spans.items()]


def labels_hit(labelled: Labelled, sentence: str) -> set[str]:
    """The labels whose spans share a character with a sentence, as far as it is shown."""
    shown = clip_words(sentence, LONGEST_CLAIM)
    shown = sentence if shown == sentence else shown.removesuffix("…")
    where = [at for at, letter in enumerate(labelled.abstract) if not letter.isspace()]
    start = _unspaced(labelled.abstract).index(_unspaced(sentence))
    first, last = where[start], where[start + len(_unspaced(shown)) - 1]
    return {label for begin, end, label in labelled.spans if begin < end and begin <= last and end > first}


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _first_we(pieces: list[str]) -> str:
    return next((piece for piece in pieces if "we" in piece.lower().split()), pieces[0])


WAYS: dict[str, Choice] = {
    "paperboy": lambda pieces: choose(" ".join(pieces)),
    "first sentence": lambda pieces: pieces[0],
    "first sentence with we": _first_we,
    "last sentence": lambda pieces: pieces[-1],
}


def measure(labelled: Sequence[Labelled], choice: Choice) -> dict[str, float]:
    """The shares of abstracts whose chosen sentence overlaps an idea or a result, an idea, a result."""
    hits = [labels_hit(one, choice(one.pieces)) for one in labelled]
    shares = {"share": sum(not hit.isdisjoint(WANTED) for hit in hits)}
    shares |= {label: sum(label in hit for hit in hits) for label in WANTED}
    return {name: round(count / len(labelled), 4) for name, count in shares.items()}


class Example(msgspec.Struct, frozen=True):
    """An abstract to learn from: the cues of each sentence, and whether it is one that readers labelled."""

    cues: list[list[float]]
    wanted: list[bool]


def to_example(labelled: Labelled) -> Example:
    """What one abstract teaches."""
    cues = [[read[name] for name in WEIGHTS] for read in read_cues(labelled.pieces)]
    return Example(cues, [not labels_hit(labelled, piece).isdisjoint(WANTED) for piece in labelled.pieces])


def fit(examples: Sequence[Example], restraint: float = 8.0) -> list[int]:
    """Weights under which the wanted sentences are likeliest to win (softmax, L2, gradient ascent), times 4 and rounded."""
    weights, speed = [0.0] * len(WEIGHTS), [0.0] * len(WEIGHTS)
    for _ in range(STEPS):
        slope = [-restraint * weight for weight in weights]
        for example in examples:
            if any(example.wanted):
                _lean(slope, example, weights)
        for at, rise in enumerate(slope):
            speed[at] = 0.9 * speed[at] + rise / (2 * len(examples))
            weights[at] += speed[at]
    return [round(4 * weight) for weight in weights]


def _lean(slope: list[float], example: Example, weights: list[float]) -> None:
    """Adds the gradient of one abstract."""
    powers = [math.exp(_dot(weights, cues)) for cues in example.cues]
    all_of, wanted = sum(powers), sum(power for power, good in zip(powers, example.wanted, strict=True) if good)
    for power, good, cues in zip(powers, example.wanted, example.cues, strict=True):
        pull = (power / wanted if good else 0.0) - power / all_of
        for at, strength in enumerate(cues):
            slope[at] += pull * strength


def _dot(weights: Sequence[float], cues: Sequence[float]) -> float:
    return sum(weight * strength for weight, strength in zip(weights, cues, strict=True))


def cross_validate(examples: Sequence[Example]) -> float:
    """The share that weights reach on abstracts they were not fitted to."""
    right = 0
    for seed in range(REPEATS):
        shuffled = random.Random(seed).sample(list(examples), len(examples))
        for fold in range(FOLDS):
            weights = fit([example for at, example in enumerate(shuffled) if at % FOLDS != fold])
            right += sum(_wins(weights, example) for example in shuffled[fold::FOLDS])
    return round(right / (REPEATS * len(examples)), 4)


def _wins(weights: Sequence[int], example: Example) -> bool:
    scores = [_dot(weights, cues) for cues in example.cues]
    return example.wanted[scores.index(max(scores))]


def main(argv: list[str]) -> None:
    """`--spans FILE` (else the shared one), `--fit`, `--json`."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench claims", description=__doc__)
    parser.add_argument("--spans", type=Path, default=SHARED / "data/abstract_sentences.csv")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew, and cross-validate")
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args(argv)
    if not said.spans.is_file():
        parser.error(f"there is no {said.spans}; give --spans")
    labelled = read_labelled(said.spans)
    examples = [to_example(one) for one in labelled]
    rows = {way: measure(labelled, choice) for way, choice in WAYS.items()}
    reachable = round(sum(any(example.wanted) for example in examples) / len(examples), 4)
    figures: dict[str, Any] = {
        "abstracts": len(labelled),
        "reachable": reachable,
        **rows.pop("paperboy"),
        "peers": rows,
    }
    if said.fit:
        figures |= {
            "cross_validated": cross_validate(examples),
            "fitted": dict(zip(WEIGHTS, fit(examples), strict=True)),
        }
    print(json.dumps(figures) if said.json else json.dumps(figures, indent=1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
