"""`python -m tests.bench quality`: how well search finds what is asked on a small corpus of our own, kept beside as figures.

The corpus is the demo's sample, filled up with papers recombined from it: the same on every machine. A test holds each
figure, so that no change lowers one unseen; whoever means to writes them again, and says why.
"""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from core.search.index import Index
from tests.bench.asks import make_asks
from tests.bench.corpus import Recombiner, Record
from tests.bench.search import judged

SAMPLE = Path(__file__).parents[2] / "bots/preview/sample/papers.json"
KEPT = Path(__file__).with_suffix(".json")
PAPERS, PER_SET, SEED = 2_000, 150, 1
LESS = 0.002
"""By how much the MRR of a set may be lower than it is kept."""


def corpus() -> list[Record]:
    """The sample and what is recombined from it."""
    rows = json.loads(SAMPLE.read_text(encoding="utf-8"))
    papers = [
        Record(row["id"], row["title"], row["abstract"], tuple(row["authors"]), int(row["published"][:4]))
        for row in rows
    ]
    mixer = Recombiner(papers, SEED)
    return papers + [mixer.paper(number) for number in range(PAPERS - len(papers))]


def quality(papers: list[Record]) -> dict[str, float]:
    """The MRR@10 of each set of queries about a corpus."""
    asks = make_asks(papers, papers, PER_SET, SEED)
    with TemporaryDirectory(prefix="paperboy-quality-") as folder:
        index = Index.open(Path(folder))
        try:
            return judged(index, papers, asks)
        finally:
            index.release()


def kept() -> dict[str, float]:
    """The figures that are kept."""
    figures: dict[str, float] = json.loads(KEPT.read_text(encoding="utf-8"))
    return figures


def lowered(figures: dict[str, float], before: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The sets whose figure is lower than before by more than `LESS`, each with both figures; a set that is gone has 0."""
    pairs = {name: (was, figures.get(name, 0.0)) for name, was in before.items()}
    return {name: (was, now) for name, (was, now) in pairs.items() if now < was - LESS}


def main(argv: list[str]) -> None:
    """Measure, print the figures, and keep them with `--write`."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench quality", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep these figures: a change is meant")
    figures = quality(corpus())
    text = json.dumps(figures, indent=2) + "\n"
    print(text, end="")
    if parser.parse_args(argv).write:
        KEPT.write_text(text, encoding="utf-8")
