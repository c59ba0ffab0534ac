"""`python -m tests.bench line`: how often the line under a title lies in what readers marked as an abstract's idea (or its result).

A hit is a line of which at least half of the letters lie in such spans. Every abstract counts, those without a usable span
too: they can only be missed. `--fit` finds the weights anew, in folds by abstract, and writes them.
"""

import argparse
import csv
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from core.text.gist.choosing import gist
from core.text.gist.scoring import table
from tests.bench.fitting import OF_RESULTS, Example, fit, to_example, told_by_summaries, winner, write_table
from tests.conftest import SHARED

FOLDS = 5
HALF = 0.5

_TOKEN = re.compile(r"\w+")
_Path = tuple[int, int, tuple[int, ...]]
"""How many gaps, how many words left out, and which words of the abstract."""


class Labelled(msgspec.Struct, frozen=True):
    """An abstract as it stands in the file, and the spans of it that readers labelled: start, end, label."""

    abstract: str
    spans: tuple[tuple[int, int, str], ...]

    def share(self, line: str, labels: Sequence[str]) -> float:
        """Which part of a line's letters lies in spans with one of these labels."""
        marked = {at for start, end, label in self.spans if label in labels for at in range(max(start, 0), end)}
        letters = kept(self.abstract, line)
        return sum(at in marked for at in letters) / len(letters) if letters else 0.0


def read_labelled(path: Path) -> list[Labelled]:
    """Each abstract of a table of spans once; a span that ends before it starts or lies behind the end can never be hit."""
    csv.field_size_limit(10_000_000)
    spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            marked = spans[row["abstract"]]
            if all((row[name] or "").strip().lstrip("-").isdigit() for name in ("start_idx", "end_idx")):
                marked.append((int(row["start_idx"]), int(row["end_idx"]), row["label"].strip()))
    return [Labelled(abstract, tuple(marked)) for abstract, marked in spans.items()]


def kept(abstract: str, line: str) -> list[int]:
    """Where in an abstract the letters stand of a line that was cut from it: in order, with the fewest and shortest gaps."""
    words = [(found[0].casefold(), found.start(), found.end()) for found in _TOKEN.finditer(abstract)]
    sought = _TOKEN.findall(line.casefold())
    best: dict[int, _Path] = {
        at: (0, 0, (at,)) for at, (word, _, _) in enumerate(words) if sought and word == sought[0]
    }
    for next_word in sought[1:]:
        best = _reach(best, [at for at, (word, _, _) in enumerate(words) if word == next_word])
    path = min(best.values())[2] if best else ()
    return [letter for at in path for letter in range(words[at][1], words[at][2])]


def _reach(best: dict[int, _Path], places: Sequence[int]) -> dict[int, _Path]:
    """The best path to each place where the next word stands."""
    reached = {}
    for at in places:
        ways = [
            (gaps + (at - end > 1), skipped + at - end - 1, path)
            for end, (gaps, skipped, path) in best.items()
            if end < at
        ]
        if ways:
            gaps, skipped, path = min(ways)
            reached[at] = (gaps, skipped, (*path, at))
    return reached


def measure(labelled: Sequence[Labelled]) -> dict[str, Any]:
    """The shares of abstracts, and each with its line."""
    lines = [gist("", marked.abstract) for marked in labelled]
    pairs = list(zip(labelled, lines, strict=True))
    return {
        "abstracts": len(labelled),
        "idea": _part(sum(is_hit(marked, line, ("idea",)) for marked, line in pairs), labelled),
        "idea_or_result": _part(sum(is_hit(marked, line, ("idea", "result")) for marked, line in pairs), labelled),
        "none": _part(sum(line is None for line in lines), labelled),
        "lines": [{"abstract": marked.abstract, "line": line or ""} for marked, line in pairs],
    }


def is_hit(marked: Labelled, line: str | None, labels: Sequence[str]) -> bool:
    """Whether at least half of a line's letters are marked."""
    return bool(line) and marked.share(line or "", labels) >= HALF


def cross_validate(labelled: Sequence[Labelled], beside: Sequence[Example]) -> dict[str, float]:
    """The shares that weights reach on abstracts they were not fitted to."""
    ideas, either = 0, 0
    learnt = [_learnt(marked) for marked in labelled]
    order = random.Random(0).sample(range(len(labelled)), len(labelled))
    for fold in range(FOLDS):
        taught = [example for place, at in enumerate(order) if place % FOLDS != fold for example in learnt[at]]
        weights = fit([*taught, *beside])
        for at in order[fold::FOLDS]:
            line = winner(learnt[at][0], weights)
            ideas += is_hit(labelled[at], line, ("idea",))
            either += is_hit(labelled[at], line, ("idea", "result"))
    return {"idea": _part(ideas, labelled), "idea_or_result": _part(either, labelled)}


def _learnt(marked: Labelled) -> tuple[Example, Example]:
    """What one abstract teaches of ideas, and of results."""
    return (
        to_example("", marked.abstract, lambda line: float(is_hit(marked, line, ("idea",)))),
        to_example(
            "", marked.abstract, lambda line: float(is_hit(marked, line, ("idea", "result"))), weight=OF_RESULTS
        ),
    )


def _part(count: int, labelled: Sequence[Labelled]) -> float:
    return round(count / len(labelled), 4) if labelled else 0.0


def main(argv: list[str]) -> None:
    """`--sentences FILE` (else the shared one), `--fit`, `--json`."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench line", description=__doc__)
    parser.add_argument("--sentences", type=Path, default=SHARED / "data/abstract_sentences.csv", metavar="F")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew, write them, and cross-validate")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if not options.sentences.is_file():
        parser.error(f"there is no {options.sentences}; give --sentences")
    labelled = read_labelled(options.sentences)
    beside = told_by_summaries(SHARED / "data/feeds/hf_daily_papers") if options.fit else []
    if options.fit:
        write_table(fit([*(example for marked in labelled for example in _learnt(marked)), *beside]))
        table.cache_clear()
        gist.cache_clear()
    figures = measure(labelled)
    if options.fit or not options.json:
        del figures["lines"]
    if options.fit:
        figures["cross_validated"] = cross_validate(labelled, beside)
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
