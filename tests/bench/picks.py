"""Learned picks measured: reading lists stand for voters, and each week's papers are ranked from what earlier weeks told.

The candidates of an ISO week are the papers listed in it; liked are those in the list. A week counts that has one, lies before the list's
last complete day, and comes after 50 papers and one that was liked, counted from the list's first one on. Nothing later than the week
before is known, document frequencies included.
"""

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.delivery.fitting import SCALED_BY
from core.search.embedding import Embedder, folder_of
from core.subscriptions.learning import kept
from core.subscriptions.learning.features import Features, features
from core.subscriptions.learning.matrix import Columns, Frequencies
from core.subscriptions.learning.meaning import MEANING, direction
from core.subscriptions.learning.model import Examples, Model, Pooled, fit, scores, standard

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "picks"

BEFORE = 50
"""Papers that must lie before a week."""

FOURTH = 4
"""Votes after which a list is reported once more."""

KEPT = 0.9
"""Share of the liked papers so far that the floor would have kept."""

Numbers = NDArray[np.float64]
Gains = list[tuple[int, dict[str, float]]]
"""For each week of a list: how many liked papers lay before it, and nDCG@10 by way of ranking."""


class Pool(NamedTuple):
    """The papers in order of their day, and what is learned of each."""

    ids: list[str]
    days: NDArray[np.int64]
    upvotes: NDArray[np.int64]
    texts: list[str]
    features: list[Features]

    @property
    def weeks(self) -> NDArray[np.int64]:
        """The ISO week of each paper, as a number that rises by one a week."""
        return (self.days - 1) // 7


class Week(NamedTuple):
    """A week to rank: where the known papers of the pool begin and end, and where the week's own end."""

    first: int
    start: int
    end: int


def read_pool(path: Path, until: date | None) -> Pool:
    """The papers listed until a day (inclusive)."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines if line.strip()]
    kept = [paper for paper in papers if until is None or date.fromisoformat(paper["day"]) <= until]
    kept.sort(key=lambda paper: paper["day"])
    return Pool(
        [paper["id"] for paper in kept],
        np.array([date.fromisoformat(paper["day"]).toordinal() for paper in kept], np.int64),
        np.array([paper.get("upvotes") or 0 for paper in kept], np.int64),
        [f"{paper['title']} {paper.get('abstract') or ''}" for paper in kept],
        [features(paper["title"], paper.get("abstract") or "") for paper in kept],
    )


def weeks_of(pool: Pool, liked: NDArray[np.bool_], last: int) -> list[Week]:
    """The weeks of a list that count; `last` is the day until which it is complete."""
    if not liked.any():
        return []
    first = int(np.searchsorted(pool.days, pool.days[liked].min()))
    counted = []
    for week in np.unique(pool.weeks[liked & (pool.days <= last)]):
        start, end = np.searchsorted(pool.weeks, week), np.searchsorted(pool.weeks, week, "right")
        if start - first >= BEFORE and liked[first:start].any():
            counted.append(Week(first, int(start), int(end)))
    return counted


def gain(ranks: Numbers, liked: NDArray[np.bool_]) -> float:
    """nDCG@10: how near an order by these scores comes to the best one. Equal scores stay in the pool's order."""
    discounts = 1 / np.log2(np.arange(2, 12))
    best = np.argsort(-ranks, kind="stable")[:10]
    return float((liked[best] * discounts[: len(best)]).sum() / discounts[: min(10, int(liked.sum()))].sum())


Way = Callable[[Pool, NDArray[np.bool_], Week], Numbers]


class Posted:
    """What a floor lets through: the papers whose score is at least that of nine in ten of the liked ones of earlier weeks."""

    def __init__(self) -> None:
        self._earlier: list[float] = []
        self.papers = self.liked = self.liked_of_source = 0

    def add(self, ranks: Numbers, upvotes: NDArray[np.int64], liked: NDArray[np.bool_]) -> None:
        """Count a week, and as many papers of the source's order beside."""
        if self._earlier:
            posted = ranks >= np.quantile(self._earlier, 1 - KEPT)
            self.papers += int(posted.sum())
            self.liked += int(liked[posted].sum())
            self.liked_of_source += int(liked[np.argsort(-upvotes, kind="stable")[: posted.sum()]].sum())
        self._earlier += ranks[liked].tolist()


class Ours:
    """Paperboy's model, fitted week by week, each fit begun where the last one ended."""

    def __init__(self, vectors: NDArray[np.float32] | None = None) -> None:
        self._frequencies, self._counted, self._vectors = Frequencies(), 0, vectors
        self._model: Model | None = None
        self.fits: list[tuple[int, float]] = []
        self.posted = Posted()
        self.kept: list[float] = []

    def __call__(self, pool: Pool, liked: NDArray[np.bool_], week: Week) -> Numbers:
        """The scores of a week's papers."""
        known = slice(week.first, week.start)
        self._frequencies.add(pool.features[max(week.first, self._counted) : week.start])
        self._counted = week.start
        examples = Examples(pool.features[known], pool.days[known], liked[known], np.ones(week.start - week.first))
        monday = int(pool.weeks[week.start]) * 7 + 1
        began = time.process_time()
        self._model = fit(examples, monday, Columns.of(self._frequencies), self._model)
        self.fits.append((int(liked[known].sum()), time.process_time() - began))
        of_week = slice(week.start, week.end)
        ranks = scores(self._model, pool.features[of_week], pool.upvotes[of_week].tolist())
        if self._vectors is not None:
            sides = np.where(liked[known], 1.0, -1.0)
            way = direction(self._vectors[known], sides, monday - pool.days[known])
            ranks = ranks + MEANING * standard((self._vectors[of_week] @ way).astype(np.float64))
        self.posted.add(ranks, pool.upvotes[of_week], liked[of_week])
        self.kept.append(gain(self._as_kept(pool, liked, week), liked[of_week]))
        return ranks

    def _as_kept(self, pool: Pool, liked: NDArray[np.bool_], week: Week) -> Numbers:
        """The scores of the model as the record keeps it, without vectors: fewer weights, halved in precision, scaled by unseen papers."""
        assert self._model
        unseen = (np.flatnonzero(~liked[week.first : week.start]) + week.first)[-SCALED_BY:]
        pooled = [Pooled("", int(pool.days[i]), pool.features[i], int(pool.upvotes[i])) for i in unseen]
        made = kept.keep(self._model, pooled, int(liked[week.first : week.start].sum()))
        of_week = slice(week.start, week.end)
        return kept.scores(made, self._model.columns, pool.features[of_week], pool.upvotes[of_week].tolist())


def source(pool: Pool, liked: NDArray[np.bool_], week: Week) -> Numbers:
    """The source's own order: upvotes."""
    return pool.upvotes[week.start : week.end].astype(np.float64)


def rocchio(pool: Pool, liked: NDArray[np.bool_], week: Week) -> Numbers:
    """The textbook's Rocchio over our terms: the mean of the liked minus the mean of the others, and half the upvotes."""
    frequencies = Frequencies()
    frequencies.add(pool.features[week.first : week.start])
    columns = Columns.of(frequencies)
    known = liked[week.first : week.start]
    mean = columns.matrix(pool.features[week.first : week.start]).turned_times(
        known / known.sum() - ~known / max(1, (~known).sum())
    )
    text = columns.matrix(pool.features[week.start : week.end]).times(mean)
    return standard(text) + 0.5 * standard(np.log1p(pool.upvotes[week.start : week.end]))


def scikit(pool: Pool, liked: NDArray[np.bool_], week: Week) -> Numbers:
    """scikit-learn's logistic regression over TF-IDF of words and pairs of words, and half the upvotes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_df=0.2, sublinear_tf=True, stop_words="english")
    known = vectors.fit_transform(pool.texts[week.first : week.start])
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=300).fit(known, liked[week.first : week.start])
    text = model.decision_function(vectors.transform(pool.texts[week.start : week.end]))
    return standard(text) + 0.5 * standard(np.log1p(pool.upvotes[week.start : week.end]))


def replay(pool: Pool, curator: dict[str, Any], until: date | None, ways: dict[str, Way]) -> Gains:
    """What each way of ranking gains in each week of a list that counts."""
    liked = np.isin(np.array(pool.ids), np.array(curator["ids"]))
    last = min(date.fromisoformat(curator["last"]), until or date.max).toordinal()
    gains = []
    for week in weeks_of(pool, liked, last):
        of_week = liked[week.start : week.end]
        gained = {name: gain(way(pool, liked, week), of_week) for name, way in ways.items()}
        gains.append((int(liked[week.first : week.start].sum()), gained))
    return gains


def main(argv: Sequence[str]) -> int:
    """Prints nDCG@10 by list, and the means of all lists."""
    options = argparse.ArgumentParser(prog="python -m tests.bench picks", description=__doc__)
    options.add_argument("--pool", type=Path, default=SHARED / "pool.jsonl.gz")
    options.add_argument("--curators", type=Path, default=SHARED / "curators.json")
    options.add_argument("--until", type=date.fromisoformat, help="YYYY-MM-DD: as if nothing later had been recorded")
    options.add_argument("--peers", action="store_true", help="Rocchio, and scikit-learn where it is installed, too")
    options.add_argument(
        "--model", default=os.environ.get("PAPERBOY_MODEL", ""), help="a sentence encoder, as the setting names it"
    )
    options.add_argument("--json", action="store_true")
    given = options.parse_args(argv)
    pool = read_pool(given.pool, given.until)
    all_ours: list[Ours] = []
    vectors = Embedder(folder_of(given.model)).embed(pool.texts) if given.model else None
    gains: dict[str, Gains] = {}
    for name, curator in json.loads(given.curators.read_text("utf-8")).items():
        all_ours.append(Ours(vectors))
        ways: dict[str, Way] = {"source": source, "ours": all_ours[-1], **peers(asked=given.peers)}
        gains[name] = replay(pool, curator, given.until, ways)
    report = summary(gains) | {"floor": floor([ours.posted for ours in all_ours])}
    report["kept"] = float(np.mean([float(np.mean(ours.kept)) for ours in all_ours if ours.kept] or [0.0]))
    fits = [fit for ours in all_ours for fit in ours.fits]
    print(json.dumps(report) if given.json else table(report, fits))
    return 0


def floor(posted: Sequence[Posted]) -> dict[str, float]:
    """The share of the papers above the floor that are in the lists, and of as many of the source's order; means of the lists."""
    counted = [one for one in posted if one.papers]
    return {
        "source": float(np.mean([one.liked_of_source / one.papers for one in counted] or [0])),
        "ours": float(np.mean([one.liked / one.papers for one in counted] or [0])),
    }


def peers(*, asked: bool) -> dict[str, Way]:
    """The ways to compare with."""
    if not asked:
        return {}
    try:
        import sklearn  # noqa: F401
    except ImportError:
        return {"rocchio": rocchio}
    return {"rocchio": rocchio, "logistic regression": scikit}


def summary(gains: dict[str, Gains]) -> dict[str, Any]:
    """The figures as `--json` prints them; a list without a week that counts has none."""

    def mean(weeks: Gains) -> dict[str, float]:
        return {way: float(np.mean([gained[way] for _, gained in weeks])) for way in weeks[0][1]} if weeks else {}

    def mean_of(means: list[dict[str, float]]) -> dict[str, float]:
        kept = [one for one in means if one]
        return {way: float(np.mean([one[way] for one in kept])) for way in kept[0]} if kept else {}

    later = {name: [week for week in weeks if week[0] >= FOURTH] for name, weeks in gains.items()}
    return {
        "curators": {name: {"weeks": len(weeks), "ndcg10": mean(weeks)} for name, weeks in gains.items()},
        "mean": mean_of([mean(weeks) for weeks in gains.values()]),
        "from_fourth": mean_of([mean(weeks) for weeks in later.values()]),
    }


def table(report: dict[str, Any], fits: Sequence[tuple[int, float]]) -> str:
    """The figures for people, and the time of a fit with about 500 votes."""
    rows = {
        **{f"{name} ({entry['weeks']} weeks)": entry["ndcg10"] for name, entry in report["curators"].items()},
        "mean": report["mean"],
        "weeks after the fourth vote": report["from_fourth"],
        "in the list, above the floor": report["floor"],
    }
    lines = [f"{'mean, as the record keeps it':32} ours {report['kept']:.3f}"]
    lines += [
        f"{name:32} " + "  ".join(f"{way} {value:.3f}" for way, value in row.items()) for name, row in rows.items()
    ]
    timed = [seconds for votes, seconds in fits if 400 <= votes <= 600]
    if timed:
        lines.append(f"fit of 400 to 600 votes, warm: {np.median(timed) * 1000:.0f} ms CPU (median of {len(timed)})")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
