"""A model as it is kept, read back, and asked; what it is drawn from, and the reasons it gives."""

import numpy as np
import pytest

from core.subscriptions.learning.features import features
from core.subscriptions.learning.kept import keep, packed, packed_columns, scores, unpacked, unpacked_columns
from core.subscriptions.learning.model import Pool, Pooled, fit
from tests.core.subscriptions.learning.test_model import TODAY, TOPICS, paper, taught


def test_a_kept_model_orders_as_the_fitted_one_and_is_small() -> None:
    examples, columns = taught("birds", 40, 400)
    model = fit(examples, TODAY, columns)
    unseen = [Pooled(str(n), TODAY, paper("rocks", 500 + n), n) for n in range(100)]
    text = packed(keep(model, unseen, 40))
    week = [paper(name, 2000 + number) for number in range(9) for name in TOPICS]
    ours = scores(unpacked(text), unpacked_columns(packed_columns(columns)), week, [5] * len(week))
    assert np.corrcoef(ours, model.scores(week))[0, 1] > 0.99 and len(text) < 64_000


def test_a_days_scores_do_not_hang_on_what_else_is_listed() -> None:
    examples, columns = taught("birds", 10, 200)
    kept = keep(
        fit(examples, TODAY, columns),
        [Pooled("u", TODAY, paper("rocks", 1), 3), Pooled("v", TODAY, paper("ships", 1), 9)],
        10,
    )
    bird = paper("birds", 900)
    alone = scores(kept, columns, [bird], [4])[0]
    assert scores(kept, columns, [paper("rocks", 9), bird], [7, 4])[1] == pytest.approx(alone)


def test_without_anything_unseen_a_kept_model_still_scores() -> None:
    examples, columns = taught("birds", 3, 4)
    kept = keep(fit(examples, TODAY, columns), [], 3)
    assert np.isfinite(scores(kept, columns, [paper("birds", 5), features("", "")], [0, 10])).all()


def test_a_draw_is_the_same_for_a_seed_and_leaves_out_what_is_told() -> None:
    pool = Pool(Pooled(f"p{n}", TODAY - n, features("", ""), 0) for n in range(100))
    drawn = pool.drawn("seed", TODAY - 49, {"p7"}, 20)
    assert [pooled.id for pooled in drawn] == [pooled.id for pooled in pool.drawn("seed", TODAY - 49, {"p7"}, 20)]
    assert len({pooled.id for pooled in drawn}) == 20 and "p7" not in {pooled.id for pooled in drawn}
    assert all(pooled.day >= TODAY - 49 for pooled in drawn) and drawn == sorted(
        drawn, key=lambda pooled: (pooled.day, pooled.id)
    )
    assert [pooled.id for pooled in pool.drawn("other", TODAY - 49, (), 20)] != [pooled.id for pooled in drawn]
    assert len(pool.drawn("seed", TODAY - 9, (), 1000)) == 10
