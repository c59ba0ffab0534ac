"""What people keep, and feeds they add, typed in Slack: each act is answered to one person, and its outcome shows."""

from core.app import Paperboy
from core.services.feed_trial import FeedTrial
from core.store.papers.feeds import AddedFeeds
from tests.bots.slack.conftest import Bot, seen
from tests.core.commands.verbs.test_sources import URL, look
from tests.fakes.slack import Channel, FakeSlack, User

PAPER = "2611.00010"


def test_a_library_is_kept_and_taken_away(bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel) -> None:
    def typed(line: str, who: User = ada) -> str:
        return seen(slack.command(who, nlp, line).answered())

    assert "Saved" in typed(f"save {PAPER} tag:kites,wind")
    typed(f"read {PAPER}")
    assert "Tidal Kites" not in typed("saved unread") and "Tidal Kites" in typed("saved read")
    assert "Noted on" in typed(f"paper note {PAPER} Check table 2")
    assert "is made" in typed('list new "Friday club"')
    assert "is on “Friday club” now" in typed(f'list add {PAPER} "Friday club"')
    assert "Friday club: 1 paper" in typed("list", bo)
    assert "Others in this workspace see now" in typed("name-me on")
    assert "saved here by: 1 on Slack" in typed(f"votes {PAPER}", bo)
    shown = typed(f"show {PAPER}", bo)
    assert "Check table 2" not in shown
    assert "Check table 2" in typed(f"show {PAPER}")
    out = typed("export json all")
    assert all(part in out for part in ("kites", "wind", "Check table 2", "Friday club"))
    assert slack.breaches == []


def test_a_feed_is_tried_added_listed_and_taken_away(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    app.of(FeedTrial).look = look

    def typed(line: str) -> str:
        return seen(slack.command(ada, nlp, line).answered())

    tried = typed(f"sources try {URL}")
    assert "holds 4 papers now." in tried and "Kites that Count Tides" in tried and "Waves" not in tried
    assert "is added." in typed(f"sources add {URL}")
    (added,) = app.of(AddedFeeds).of("slack/T1/")
    assert "kites.example/feed.xml, added here" in typed("sources list")
    assert "is not asked any more" in typed(f"sources remove {added.id}")
    assert app.of(AddedFeeds).of("slack/T1/") == []
    assert slack.breaches == []
