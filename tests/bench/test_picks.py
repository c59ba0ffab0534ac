"""The replay of reading lists."""

import gzip
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.bench import picks

WORDS = {"bird": "wing feather flight nest song".split(), "rock": "granite basalt magma quartz fault".split()}
FIRST = date(2026, 1, 5)  # a Monday


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """A pool of ten papers a day, half of birds, half of rocks, and two lists: one of birds, one of no paper."""
    drawn = random.Random(5)
    papers = []
    for day in range(70):
        for number in range(10):
            kind = ("bird", "rock")[number % 2]
            text = " ".join(drawn.choices(WORDS[kind], k=12))
            papers.append(
                {"id": f"{kind}{day}.{number}", "day": f"{FIRST + timedelta(days=day)}", "title": text[:20],
                 "abstract": text, "authors": [], "upvotes": drawn.randrange(50)}
            )  # fmt: skip
    pool, curators = tmp_path / "pool.jsonl.gz", tmp_path / "curators.json"
    with gzip.open(pool, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(paper) + "\n" for paper in papers)
    birds = [name for paper in papers if (name := str(paper["id"])).startswith("bird") and drawn.random() < 0.3]
    entry = {"list": "x/y", "last": "2026-03-10", "ids": birds}
    curators.write_text(json.dumps({"birds": entry, "none": entry | {"ids": []}}))
    return pool, curators


def report(lists: tuple[Path, Path], capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    assert picks.main(["--pool", str(lists[0]), "--curators", str(lists[1]), "--json", *more]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_what_was_liked_is_found_again(lists: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    figures = report(lists, capsys)
    birds = figures["curators"]["birds"]
    assert set(birds) == {"weeks", "ndcg10"} and birds["ndcg10"]["ours"] > birds["ndcg10"]["source"]
    assert figures["curators"]["none"] == {"weeks": 0, "ndcg10": {}}
    assert figures["mean"] == birds["ndcg10"]
    assert abs(figures["kept"] - birds["ndcg10"]["ours"]) < 0.05, (
        "what the record keeps of a model orders as the model does"
    )


def test_nothing_later_than_a_week_changes_its_figures(
    lists: tuple[Path, Path],
) -> None:
    pool = picks.read_pool(lists[0], None)
    curator = json.loads(lists[1].read_text())["birds"]
    whole = picks.replay(pool, curator, None, {"ours": picks.Ours()})
    until = date(2026, 2, 15)  # a Sunday
    cut = picks.replay(picks.read_pool(lists[0], until), curator, until, {"ours": picks.Ours()})
    assert len(cut) == 5 and cut == whole[: len(cut)]


def test_a_week_counts_once_fifty_papers_and_a_liked_one_lie_before(
    lists: tuple[Path, Path],
) -> None:
    pool = picks.read_pool(lists[0], None)
    liked = np.zeros(len(pool.ids), bool)
    liked[[0, 75, 140]] = True  # the first day, the second week, the third
    weeks = picks.weeks_of(pool, liked, 10**9)
    assert [(week.first, week.start, week.end) for week in weeks] == [(0, 70, 140), (0, 140, 210)]
    assert len(picks.weeks_of(pool, liked, int(pool.days[100]))) == 1


@pytest.mark.parametrize(
    ("scores", "liked", "gained"),
    [([3, 2, 1], [1, 0, 0], 1.0), ([1, 2, 3], [1, 0, 0], 0.5), ([1, 1, 1], [1, 1, 0], 1.0)],
)
def test_a_gain_is_one_for_the_best_order(scores: list[int], liked: list[int], gained: float) -> None:
    assert picks.gain(np.array(scores, float), np.array(liked, bool)) == pytest.approx(gained)


@pytest.mark.long
@pytest.mark.skipif(not picks.SHARED.exists(), reason="the recorded reading lists are not here")
def test_recorded_lists_are_ranked_better_than_by_their_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert picks.main(["--until", "2024-10-01", "--json"]) == 0
    mean = json.loads(capsys.readouterr().out)["mean"]
    assert mean["ours"] > 3 * mean["source"]
