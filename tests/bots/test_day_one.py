"""A channel that is fresh on both platforms and has learned an export of its past: its first post is ordered by what people liked."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from core.services.history.discord_export import read_discord
from core.services.history.learning import HistoryLearner
from core.services.history.slack_export import read_slack
from core.store.engine.record import Record
from tests.bots import test_both_platforms
from tests.bots.test_both_platforms import read
from tests.bots.test_learning import LIKED, OTHERS, SIGNS, STRINGS, Days
from tests.chaos.world import Town
from tests.core.delivery.learning import KITES
from tests.core.services.history.exports import abs_url, discord_json, discord_said, liked, slack_said, slack_zip
from tests.factories import bring, entry

town = test_both_platforms.town


def learn_exports(days: Days, papers: Sequence[str], at: datetime) -> None:
    """Each room's export, in which Ann posted these papers and Ben liked them, is learned."""
    town, learner = days.town, days.app.call(HistoryLearner)
    said = [slack_said(abs_url(name), at=at, number=n, **liked("U2")) for n, name in enumerate(papers)]
    zipped = slack_zip(said, channel=town.rooms["slack"].channel)
    learner.learn(read_slack(io.BytesIO(zipped), "x.zip"), "slack", days.began)
    room = town.rooms["discord"]
    shared = [
        discord_said(abs_url(name), str(900 + n), likers=("12",), timestamp=at.isoformat())
        for n, name in enumerate(papers)
    ]
    exported = discord_json(shared, guild=room.team, id=room.channel)
    learner.learn(read_discord(exported, "x.json", is_open=True), "discord", days.began)


@pytest.fixture(scope="module")
def first(town: Town) -> tuple[Days, datetime]:
    """The first morning of two fresh channels that learned their exports, and when it came."""
    days = Days(town)
    past = days.began - timedelta(days=40)
    ids = [f"2609.0{number:04}" for number in range(12)]
    titles = [*(f"{title} of old" for title in KITES), *(f"Old {word}" for word in OTHERS[:6])]
    texts = [STRINGS if n < len(KITES) else title for n, title in enumerate(titles)]
    old = [entry(title, text, arxiv=name) for title, text, name in zip(titles, texts, ids, strict=True)]
    bring(days.app.of(Record), *old, day=past.date(), where="old")
    learn_exports(days, ids[: len(KITES)], past)
    days.learn(days.began)
    days.papers.append((past.date(), ids))
    return days, days.morning()


@pytest.mark.parametrize("platform", SIGNS)
def test_its_first_picks_are_what_people_liked_there_each_with_its_reason(
    first: tuple[Days, datetime], platform: str
) -> None:
    days, at = first
    body = days.body(platform, at)
    best = {paper_id for (paper_id, _), placed in zip(body.picks, body.placed, strict=True) if placed.learned <= LIKED}
    assert best == {paper_id for paper_id in days.papers[-1][1] if "Kites" in days.title(paper_id)}
    assert all(placed.source > LIKED for placed in body.placed if placed.learned <= LIKED)
    because = [why.partition(";")[0] for _, why in body.picks if why.startswith("because you voted for “")]
    said = read(days.town, days.post(platform, at))
    assert len(because) >= LIKED and all(why in said for why in because)
