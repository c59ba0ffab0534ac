"""A fresh channel that has learned an export: its first post is ordered by it."""

import io
from datetime import timedelta

from core.services.history.learning import HistoryLearner
from core.services.history.slack_export import read_slack
from core.store.delivery.models import Models
from core.store.engine.record import Record
from tests.core.delivery.conftest import Rounds
from tests.core.delivery.learning import KITES, Week
from tests.core.services.history.exports import abs_url, liked, slack_said, slack_zip
from tests.factories import NOW, bring, entry


def test_a_fresh_channel_that_has_learned_an_export_gets_picks_ordered_by_it_on_its_first_day(rounds: Rounds) -> None:
    past = NOW - timedelta(days=40)
    ids = [f"2609.0{number:04}" for number in range(12)]
    titles = [
        f"{title} again" if number < 6 else f"Old Lantern {number}" for number, title in enumerate((*KITES, *KITES))
    ]
    entries = [entry(title, "Kites fly on strings" if n < 6 else title, arxiv=ids[n]) for n, title in enumerate(titles)]
    bring(rounds.app.of(Record), *entries, day=past.date(), where="old")
    messages = [slack_said(abs_url(name), at=past, number=n, **liked("U1", "U2")) for n, name in enumerate(ids[:6])]
    rounds.app.call(HistoryLearner).learn(read_slack(io.BytesIO(slack_zip(messages)), "x.zip"), "x", NOW)
    week = Week(rounds)
    for learner in rounds.app.of(Models).waiting():
        week.fitting.learn(learner, rounds.now)
    week.morning()
    kites = [why for title, why in zip(week.titles(), week.whys(), strict=True) if "Kites" in title]
    assert len(kites) == 2 and all("because you voted for “" in why for why in kites)
    assert not set(titles) & set(week.titles())
