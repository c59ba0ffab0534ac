"""From a command to a post: at once, then each day at its hour, each paper once, each slot once."""

from datetime import UTC, date, timedelta

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from core.cards.card import Button
from core.store.chats.mutes import Mutes
from core.store.chats.posts import Posts
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.queue import DeliveryQueue
from tests.core.delivery.conftest import HERE, MAKER, TOPICS, Rounds, at, text_of
from tests.factories import with_rules


def test_a_new_digest_posts_at_once_and_reads_its_settings_back(rounds: Rounds) -> None:
    reply = rounds.ask("digest new top:2")
    assert (
        "Up to 2 papers" in text_of(reply)
        and "Europe/Paris" in text_of(reply)
        and "Monday 23 November, 09:00" in text_of(reply)
    )
    assert rounds.send() == ["done"]
    (post,) = rounds.outlet.posts
    assert post.place == HERE and len(post.digest.papers) == 2 and post.dressed == 1
    assert post.digest.cards[0].title.text.startswith("2 of 6 new papers · ")
    assert rounds.app.of(Posts).papers_of(HERE, "m1") == post.digest.papers


def test_the_same_command_delivered_twice_makes_one_digest_and_one_post(rounds: Rounds) -> None:
    for _ in range(2):
        rounds.ask("digest new", delivery="same")
    assert rounds.app.of(Subscriptions).count() == 1
    assert rounds.send() == ["done"] and rounds.send() == []


def test_a_digest_made_before_its_hour_posts_once_that_day_and_says_so(rounds: Rounds) -> None:
    rounds.now = at("2026-11-20T05:00")
    assert "Next: Saturday 21 November, 09:00" in text_of(rounds.ask("digest new top:2 days:daily"))
    rounds.send()
    assert rounds.outlet.posts[0].digest.cards[-1].title.text.endswith("· next Saturday 09:00")
    assert text_of(rounds.ask("digest preview")).startswith("Next, Saturday 21 November, 09:00:")
    rounds.go(hours=3)
    assert [post.key for post in rounds.outlet.posts if "-post-" in post.key] == [rounds.outlet.posts[0].key]
    rounds.go(hours=24)
    assert len([post for post in rounds.outlet.posts if "-post-" in post.key]) == 2


def test_each_working_day_brings_what_is_new_and_never_a_paper_twice(rounds: Rounds) -> None:
    rounds.ask("digest new top:4")
    rounds.send()
    monday = date(2026, 11, 23)
    rounds.bring(monday, "A Monday of Glaciers", "Another Monday of Orchards")
    rounds.now = at("2026-11-23T07:59")
    assert rounds.go() == []
    assert rounds.go(minutes=1) == ["done"]
    first, second = (set(post.digest.papers) for post in rounds.outlet.posts)
    assert len(first) == 4 and len(second) == 2 and not first & second
    assert rounds.go(hours=24) == ["done"] and len(rounds.outlet.posts) == 2  # Tuesday: nothing new
    assert rounds.app.of(Deliveries).counts() == {"done": 2, "quiet": 1}
    assert "2 sent, 1 with nothing to say" in [figure.words for figure in rounds.app.status()]


def test_an_empty_day_says_a_line_where_it_is_set_so(rounds: Rounds) -> None:
    rounds.ask("digest new quiet:line")
    rounds.send()
    rounds.now = at("2026-11-23T08:00")
    assert rounds.go() == ["done"]
    assert rounds.outlet.posts[1].digest.cards[0].title.text == (
        "Monday 23 November: no new paper was listed: no feed is switched on."
    )


def test_a_filter_picks_and_says_why(rounds: Rounds) -> None:
    rounds.bring(None, "On Zithers", "Theremins")
    rounds.ask("digest new topics:zither,theremin")
    rounds.send()
    cards = rounds.outlet.posts[0].digest.cards[1:-1]
    assert {card.title.text.partition(". ")[2] for card in cards} == {"On Zithers", "Theremins"}
    whys = {field.value for card in cards for field in card.fields if field.name == "why"}
    assert whys == {"topic: zither", "topic: theremin"}


def test_a_filter_that_would_have_wanted_nothing_is_said_so_before_it_is_saved(rounds: Rounds) -> None:
    reply = rounds.ask("digest new topics:zeppelins top:3")
    assert (
        "That filter fits none of the 6 papers from the last 30 days" in text_of(reply)
        and rounds.app.of(Subscriptions).count() == 0
    )
    rounds.ask(reply.cards[0].buttons[0].line)
    (digest,) = rounds.app.of(Subscriptions).of_place(HERE)
    assert digest.wants.topics == (("zeppelins",),) and digest.top == 3


def test_what_the_preview_shows_next_is_what_is_posted(rounds: Rounds) -> None:
    rounds.ask("digest new top:2")
    rounds.send()
    rounds.now = at("2026-11-23T07:30")
    rounds.bring(date(2026, 11, 22), "Glaciers", "Orchards", "Furnaces")
    when, *shown, week = rounds.ask("digest preview").cards
    rounds.go(minutes=30)
    head, *picks, foot = rounds.outlet.posts[1].digest.cards
    assert when.title.text == "Next, Monday 23 November, 09:00: 2 of 3 new so far"
    assert shown[:-1] == [head, *picks]
    assert (shown[-1].title, shown[-1].select) == (foot.title, foot.select)
    assert [act.label for act in shown[-1].buttons] == ["Change this"]  # what is not posted has no list behind it
    assert week.title.text == "The last seven days would have brought:"


def test_a_preview_without_a_pick_says_so_and_how_to_change_the_digest(rounds: Rounds) -> None:
    rounds.ask("digest new topics:zeppelins sure:yes name:airships")
    rounds.send()
    when, _, last = rounds.ask("digest preview airships").cards
    assert when.title.text.endswith("so far") and [act.label for act in last.buttons] == ["Change it"]


def test_the_preview_replays_each_day_with_the_lists_of_that_day(rounds: Rounds) -> None:
    rounds.ask("digest new days:daily top:3")
    for back, title in ((2, "Glaciers"), (1, "Orchards")):
        rounds.bring(rounds.now.date() - timedelta(days=back), title)
    week = {line.name: line.value for line in rounds.ask("digest preview").cards[-1].fields}
    assert week["Wednesday 18 November"].startswith("1 of 1 new paper picked. “Glaciers")
    assert week["Thursday 19 November"].startswith("1 of 1 new paper picked. “Orchards")
    assert week["Tuesday 17 November"] == "nothing new was listed"


def test_after_downtime_a_channel_gets_one_post_and_too_late_ones_are_skipped(rounds: Rounds) -> None:
    rounds.ask("digest new days:daily")
    rounds.send()
    rounds.now = at("2026-11-24T09:00")
    rounds.bring(date(2026, 11, 23), "Glaciers")
    assert rounds.go() == ["done"] and len(rounds.outlet.posts) == 2
    rounds.bring(date(2026, 11, 27), "Orchards")
    rounds.now = at("2026-11-27T20:00")
    assert rounds.go() == []
    rounds.now = at("2026-11-28T08:00")
    assert rounds.go() == ["done"]
    assert len(rounds.outlet.posts) == 3 and len(rounds.outlet.posts[2].digest.papers) == 1


def test_a_board_brings_the_weeks_best_and_its_maker_is_told_of_the_week(rounds: Rounds) -> None:
    rounds.ask("digest new board:fri")
    rounds.send()
    best = rounds.outlet.posts[0].digest.papers[2]
    rounds.ask(f"vote {best} up")
    rounds.now = at("2026-11-27T08:00")
    rounds.go()
    kinds = {post.key.split("-")[1]: post for post in rounds.outlet.posts[1:]}
    assert kinds.keys() == {"board", "report"}
    assert kinds["board"].digest.papers == (best,)


def test_the_maker_alone_reads_on_friday_how_the_week_went(rounds: Rounds) -> None:
    rounds.ask("digest new top:6")
    rounds.now = at("2026-11-23T08:00")
    rounds.bring(date(2026, 11, 23), "Glaciers", "Orchards")
    rounds.go()
    rounds.now = at("2026-11-27T08:00")
    rounds.go()
    report = next(post for post in rounds.outlet.posts if "-report-" in post.key)
    assert report.place.channel == f"D{MAKER.id}"
    assert "posted, 0 voted on, 0 discussed" in report.digest.cards[0].title.text


def test_a_paused_digest_posts_nothing_and_goes_on_when_resumed(rounds: Rounds) -> None:
    rounds.ask("digest new")
    rounds.send()
    rounds.ask("digest pause")
    rounds.bring(date(2026, 11, 23), "Glaciers")
    rounds.now = at("2026-11-23T08:00")
    assert rounds.go() == []
    rounds.ask("digest resume")
    rounds.now = at("2026-11-24T08:00")
    assert rounds.go() == ["done"] and len(rounds.outlet.posts) == 2


def test_a_later_hour_set_after_the_days_post_begins_the_next_day_and_says_so(rounds: Rounds) -> None:
    rounds.ask("digest new")
    rounds.now = at("2026-11-23T08:00")
    rounds.bring(date(2026, 11, 23), "Glaciers")
    rounds.go()
    edited = text_of(rounds.ask("digest edit at:15:00"))
    assert "planned already" in edited and "Next: Tuesday 24 November, 15:00." in edited
    assert "Next: Tuesday 24 November, 15:00." in text_of(rounds.ask("digest list"))
    posts = len(rounds.outlet.posts)
    rounds.bring(date(2026, 11, 23), "A Late Orchard")
    rounds.go(hours=7)
    assert len(rounds.outlet.posts) == posts
    assert "planned already" not in text_of(rounds.ask("digest edit at:15:00"))
    rounds.bring(date(2026, 11, 24), "Marble Compasses")
    assert rounds.go(days=1) == ["done"] and len(rounds.outlet.posts) == posts + 1


def test_now_posts_what_is_new_and_says_so_where_nothing_is(rounds: Rounds) -> None:
    rounds.ask("digest new")
    rounds.send()
    rounds.bring(date(2026, 11, 21), "Glaciers", "Orchards")
    rounds.now += timedelta(minutes=5)
    assert "Nothing goes out until the person who runs Paperboy" in text_of(rounds.ask("digest now", delivery="x"))
    rounds.ask("digest now", delivery="x")
    assert rounds.send() == ["done"]
    rounds.now += timedelta(minutes=5)
    assert len(rounds.outlet.posts) == 2 and "Next" in text_of(rounds.ask("digest now"))


def test_all_that_was_new_is_listed_behind_a_post(rounds: Rounds) -> None:
    rounds.ask("digest new top:2")
    rounds.send()
    see = rounds.outlet.posts[0].digest.cards[-1].buttons[0]
    assert see.label == "See all 6"
    reply = rounds.ask(f"{see.line} limit:10")
    assert len([card for card in reply.cards if card.paper_id]) == 6


def test_a_backfilled_list_counts_at_its_day_and_not_when_it_came_in(rounds: Rounds) -> None:
    rounds.ask("digest new days:daily")
    rounds.send()
    rounds.bring(date(2026, 11, 10), "An Old Orchard")
    rounds.now = at("2026-11-21T08:00").astimezone(UTC)
    assert rounds.go() == ["done"] and len(rounds.outlet.posts) == 1


def test_a_zone_is_asked_for_after_all_else_is_checked_and_the_machines_own_comes_first(rounds: Rounds) -> None:
    with_rules(rounds.app, zone="Africa/Nairobi")
    (asked,) = rounds.ask("digest new glaciers top:4", zone="").cards
    assert asked.title.text == "Which time zone should I use here?"
    assert asked.buttons[0] == Button("Africa/Nairobi", "digest new topics:glaciers top:4 tz:Africa/Nairobi")
    for wrong, words in (
        ("top:40", "from 1 to 10"),
        ("days:someday", "someday"),
        ("at:25:99", "25:99"),
        ("cats:***", "***"),
    ):
        (refused,) = rounds.ask(f"digest new {wrong}", zone="").cards
        assert words in refused.title.text, refused


def test_letters_that_mean_several_zones_are_asked_about_with_the_way_on(rounds: Rounds) -> None:
    (asked,) = rounds.ask("digest new name:pools tz:CST").cards
    assert "“CST” can be America/Chicago, America/Costa_Rica or Asia/Shanghai" in asked.title.text
    assert "(Asia/Shanghai)" in rounds.ask(asked.buttons[-1].line).cards[0].body.text
    (again,) = rounds.ask("digest edit tz:EST rename:tides").cards
    changed = rounds.ask(again.buttons[0].line).cards[0]
    assert changed.title.text == "“tides” is changed." and "(America/New_York)" in changed.body.text


def test_a_city_of_the_table_is_a_zone(rounds: Rounds) -> None:
    assert "(Europe/Berlin)" in rounds.ask("digest new tz:Munich").cards[0].body.text


def test_a_digest_planned_while_the_clock_was_a_year_ahead_posts_at_its_next_hour_all_the_same(rounds: Rounds) -> None:
    rounds.ask("digest new tz:UTC at:09:00 days:daily")
    assert rounds.go() == ["done"]
    right = rounds.now
    rounds.now += timedelta(days=365)
    rounds.bring(None, "Velvet Ledgers")
    rounds.go()
    rounds.now = right
    rounds.bring(right.date() + timedelta(days=1), "Marble Compasses")
    assert rounds.app.of(Subscriptions).any_due(rounds.now)
    rounds.go(minutes=1)
    posts = len(rounds.outlet.posts)
    assert rounds.go(days=1) == ["done"]
    assert len(rounds.outlet.posts) == posts + 1


def test_the_first_post_is_promised_at_once_only_while_a_sender_runs(rounds: Rounds) -> None:
    assert "Nothing goes out until the person who runs Paperboy" in text_of(rounds.ask("digest new tz:UTC"))
    assert "Nothing goes out until the person who runs Paperboy" in text_of(rounds.ask("digest now"))
    queue = rounds.app.of(DeliveryQueue)
    worker = SimpleWorker([queue.listened()], connection=queue.connection, serializer=JSONSerializer)
    worker.register_birth()
    assert "The first post comes at once." in text_of(rounds.ask("digest new name:other tz:UTC"))
    assert "posts what is new now" in text_of(rounds.ask("digest now name:other"))
    odd = text_of(rounds.ask("digest new name:odd topics:xylophones sure:yes tz:UTC"))
    assert f"Nothing is posted yet. 0 of {len(TOPICS)} new papers picked: {len(TOPICS)} out by topic." in odd
    rounds.send()
    again = text_of(rounds.ask("digest new name:again topics:kites sure:yes tz:UTC"))
    assert "Nothing is posted yet. 0 of 6 new papers picked: " in again and "posted before" in again
    worker.register_death()


def test_a_preview_says_what_holds_the_next_post_back(rounds: Rounds) -> None:
    rounds.ask("digest new")
    rounds.ask("mute on")
    assert text_of(rounds.ask("digest preview")).startswith("Nothing is posted while this channel is muted")
    rounds.ask("digest pause")
    assert text_of(rounds.ask("digest preview")).startswith("Paused; now it would be")


def test_nothing_is_promised_while_a_mute_holds_it_back(rounds: Rounds) -> None:
    rounds.ask("digest new tz:UTC")
    rounds.ask("mute on")
    assert "while this channel is muted" in text_of(rounds.ask("digest new name:second tz:UTC"))
    assert "while this channel is muted" in text_of(rounds.ask("digest now name:second"))
    assert "while this channel is muted" in text_of(rounds.ask("digest resume name:second"))
    rounds.ask("mute off")
    rounds.app.of(Mutes).set(None, muted=True)
    assert "while all channels are muted" in text_of(rounds.ask("digest new name:third tz:UTC"))
