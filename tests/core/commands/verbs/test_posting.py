"""No verb promises a post where none can be posted: it says what lets Paperboy in, and a new digest waits for that."""

from datetime import timedelta

import msgspec
import pytest

from bots.discord.render.message import message as discord_message
from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer
from core.commands.verbs.digests.digest import CHANNELS_SHOWN
from core.model import Call, Place, Posting
from core.store.chats.waiting import WaitingLines
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.audit import Audit
from core.store.engine.log import Log
from core.store.engine.queue import DeliveryQueue
from core.store.engine.record import Record
from tests.core.commands.verbs.test_verbs import said
from tests.factories import ADA, BOB, NOW, bring, call, entry

NEW = 'digest new topics:kites,"tidal river" tz:Europe/Paris sure:yes name:kites'
WAY_IN = "Type “/invite @Paperboy” in this channel."


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites"))


def asked(app: Paperboy, line: str, posting: Posting = "yes", now_: Call | None = None) -> Reply:
    by = msgspec.structs.replace(now_ or call(), posting=posting, way_in=WAY_IN if posting != "yes" else "")
    return answer(app, line, by)


def test_a_new_digest_waits_until_it_can_be_posted(app: Paperboy) -> None:
    reply = asked(app, NEW, "not yet")
    assert "“kites” is not set up yet: I cannot post here." in said(reply) and WAY_IN in said(reply)
    assert "is set up." not in said(reply) and not app.of(Subscriptions).all()
    (waiting,) = app.of(WaitingLines).of_place(call().place, NOW)
    told = answer(app, waiting.line, msgspec.structs.replace(waiting.call, posting="yes"))
    assert "“kites” is set up. Up to 5 papers about kites or “tidal river”" in said(told).replace("\n", " ")
    assert [subscription.zone for subscription in app.of(Subscriptions).all()] == ["Europe/Paris"]


def test_what_is_wrong_with_a_digest_is_said_before_it_waits(app: Paperboy) -> None:
    assert asked(app, "digest new top:99 tz:UTC", "not yet").outcome == "wrong"
    assert "Which time zone" in said(asked(app, "digest new", "not yet"))
    assert not app.of(WaitingLines).of_place(call().place, NOW)


def test_a_list_shows_what_waits_and_offers_no_other(app: Paperboy) -> None:
    asked(app, NEW, "not yet")
    text = said(asked(app, "digest list"))
    assert "“kites” waits until I can post here." in text and WAY_IN in text and "No digest" not in text


def test_what_waits_is_cancelled_once_that_is_sure(app: Paperboy) -> None:
    asked(app, NEW, "not yet")
    (cancel,) = [button for card in asked(app, "digest list").cards for button in card.buttons]
    assert cancel.line == 'digest stop "kites"'
    question = asked(app, cancel.line, "not yet")
    assert "Cancel “kites”?" in said(question) and app.of(WaitingLines).of_place(call().place, NOW)
    reply = asked(app, question.asks, "not yet")
    assert "“kites” is cancelled: it is not set up." in said(reply) and not app.of(WaitingLines).of_place(
        call().place, NOW
    )
    assert asked(app, cancel.line, "not yet").outcome == "refused"
    (again,) = reply.cards[0].buttons
    asked(app, again.line, "not yet")
    assert "Cancel “kites”?" in said(asked(app, "digest stop", "not yet"))  # the only one there


def test_of_several_that_wait_one_is_named(app: Paperboy) -> None:
    for name in ("kites", "tides"):
        asked(app, f"digest new tz:UTC name:{name}", "not yet")
    assert "Which one? Not set up yet are “kites”, “tides”." in said(asked(app, "digest stop", "not yet"))
    asked(app, "digest stop tides sure:yes", "not yet")
    assert [line.name for line in app.of(WaitingLines).of_place(call().place, NOW)] == ["kites"]


def test_what_somebody_else_asked_for_is_cancelled_by_those_who_may_set_the_channel_up(app: Paperboy) -> None:
    asked(app, NEW, "not yet")
    other = msgspec.structs.replace(call(BOB), refusal="Only admins may set this channel up.")
    assert asked(app, "digest stop kites sure:yes", "not yet", other).outcome == "refused"
    assert asked(app, "digest stop kites sure:yes", "not yet", call(BOB)).outcome == "done"
    assert not app.of(WaitingLines).of_place(call().place, NOW)


def test_more_than_a_few_do_not_wait(app: Paperboy) -> None:
    replies = [asked(app, f"digest new tz:UTC name:kites{number}", "not yet") for number in range(6)]
    assert [reply.outcome for reply in replies] == ["done"] * 5 + ["wrong"]
    assert "5 digests already wait here" in said(replies[-1])


def test_where_nothing_can_ever_be_posted_a_digest_is_refused(app: Paperboy) -> None:
    for line in (NEW, "digest new"):
        reply = asked(app, line, "never")
        assert reply.outcome == "refused" and said(reply).startswith(WAY_IN)
    assert not app.of(Subscriptions).all() and not app.of(WaitingLines).of_place(call().place, NOW)


def test_where_nobody_could_tell_it_is_set_up_and_said_what_happens(app: Paperboy) -> None:
    text = said(asked(app, NEW, "unknown"))
    assert "“kites” is set up." in text and "could not check whether I may post here" in text
    assert "could not check" in said(asked(app, "digest edit top:3", "unknown"))
    assert "could not check" in said(asked(app, "digest now", "unknown"))


def test_a_digest_whose_channel_took_us_out_neither_goes_on_nor_posts_now(app: Paperboy) -> None:
    asked(app, NEW)
    asked(app, "digest pause")
    for line in ("digest resume", "digest now"):
        reply = asked(app, line, "not yet")
        assert reply.outcome == "refused" and f"I cannot post here yet. {WAY_IN}" in said(reply)
    assert app.of(Subscriptions).all()[0].paused


@pytest.mark.parametrize("line", ["digest edit top:3", "digest undo", "digest preview", "digest list", "unmute here"])
def test_what_is_done_all_the_same_says_that_nothing_is_posted(app: Paperboy, line: str) -> None:
    asked(app, NEW)
    if line == "digest undo":
        asked(app, "digest stop sure:yes")
    if line == "unmute here":
        assert said(asked(app, line)).strip() == "This channel is not muted."
        asked(app, "mute here")
    text = said(asked(app, line, "not yet"))
    assert f"I cannot post here yet. {WAY_IN}" in text and "I post digests again" not in text
    assert "I cannot post" not in said(asked(app, "digest edit top:4"))


def test_another_channels_digest_is_not_judged_by_this_one(app: Paperboy) -> None:
    asked(app, NEW)
    (subscription,) = app.of(Subscriptions).all()
    elsewhere = msgspec.structs.replace(call(), place=msgspec.structs.replace(call().place, channel="mine"))
    assert "is changed" in said(reply := asked(app, f"digest edit {subscription.id} top:3", "not yet", elsewhere))
    assert "I cannot post" not in said(reply)


def test_the_hello_offers_no_digest_where_one_is_set_up(app: Paperboy) -> None:
    assert "Post 5 papers here" in str(asked(app, "hello"))
    asked(app, NEW)
    reply = asked(app, "hello")
    assert "Post 5 papers here" not in str(reply) and "“kites” is set up here." in said(reply)
    asked(app, "digest pause")
    reply = asked(app, "hello")
    assert "“kites” is paused here." in said(reply) and reply.cards[-1].buttons[0].line.startswith("digest resume ")


def test_forgetting_a_person_forgets_what_they_wait_for(app: Paperboy) -> None:
    asked(app, NEW, "not yet")
    asked(app, "forget-me sure:yes")
    assert not app.of(WaitingLines).of_place(call().place, NOW) and b"kites" not in _log(app)


def test_tending_forgets_what_waited_too_long(app: Paperboy) -> None:
    asked(app, NEW, "not yet")
    app.tend(NOW + timedelta(days=8))
    assert not app.of(Record).text.exists("pb:waiting")


def _log(app: Paperboy) -> bytes:
    return repr(
        [event.writes for page in app.of(Log).after("0-0") for event in page if event.kind == "waiting"]
    ).encode()


@pytest.mark.parametrize(
    ("place", "fits"),
    [
        (Place("discord", "T1", "C1"), True),
        (Place("discord", "", "C2"), False),
        (Place("discord", "T1", "C1", "7"), True),
        (Place("slack", "T1", "C1"), True),
    ],
)
def test_abstracts_go_into_a_posts_thread_where_it_can_have_one(app: Paperboy, place: Place, fits: bool) -> None:
    there = msgspec.structs.replace(call(), place=place)
    answer = said(asked(app, f"{NEW} abstracts:thread", now_=there))
    assert ("needs a place with threads" in answer) == (not fits)
    assert [subscription.abstracts for subscription in app.of(Subscriptions).all()] == ["thread"] * fits


@pytest.mark.parametrize(
    ("platform", "option", "why"),
    [
        ("slack", "publish:yes", "“publish:yes” works on Discord alone"),
        ("terminal", "abstracts:thread", "“abstracts:thread” needs a place with threads"),
    ],
)
def test_what_a_platform_cannot_do_is_refused_and_nothing_is_set_up(
    app: Paperboy, platform: str, option: str, why: str
) -> None:
    elsewhere = msgspec.structs.replace(call(), place=Place(platform, "T1", "C1"))
    assert why in said(asked(app, f"{NEW} {option}", now_=elsewhere)) and not app.of(Subscriptions).all()
    asked(app, NEW, now_=elsewhere)
    assert why in said(asked(app, f"digest edit {option}", now_=elsewhere))


def test_a_list_offers_acts_to_those_who_may_use_them_alone(app: Paperboy) -> None:
    asked(app, NEW)
    others = msgspec.structs.replace(call(BOB), place=call().place, refusal="Only ada may do that here.")
    (shown,) = asked(app, "digest list", now_=others).cards
    assert [button.label for button in shown.buttons] == ["Preview"]
    (shown,) = asked(app, "digest list").cards
    assert [button.label for button in shown.buttons] == ["Preview", "Change", "Pause", "Stop for good"]


def test_a_list_names_where_else_somebodys_digests_are(app: Paperboy) -> None:
    by = Call(BOB, Place("slack", "T1", "C1"), NOW, "", channel_name="nlp")
    for number, changes in enumerate(
        (
            {},
            {"place": Place("slack", "T1", "C2"), "channel_name": ""},
            {"place": Place("slack", "T1", "D1"), "direct": True},
        )
    ):
        answer(app, "digest new tz:UTC sure:yes", msgspec.structs.replace(by, delivery=f"d{number}", **changes))  # type: ignore[arg-type]
    elsewhere = msgspec.structs.replace(by, place=Place("slack", "T1", "C5"))
    text = said(answer(app, "digest list", elsewhere))
    for where in ("in #nlp", "in another channel", "for yourself"):
        assert f"“daily papers”, which you set up {where}" in text
    home = answer(app, "home", elsewhere)
    assert "“daily papers” in #nlp: " in said(home)
    assert "Change “daily papers” in #nlp" in [button.label for card in home.cards for button in card.buttons]
    beside = msgspec.structs.replace(by, place=Place("slack", "T2", "C5"))
    assert "in #nlp of another workspace" in said(answer(app, "digest list", beside))


def test_a_post_of_another_team_is_said_to_be_elsewhere(app: Paperboy) -> None:
    by = Call(BOB, Place("slack", "T1", "C1"), NOW, "d")
    answer(app, "digest new tz:UTC sure:yes", by)
    (subscription,) = app.of(Subscriptions).all()
    line = f"see-all {subscription.id}-post-{NOW.date()}"
    assert "made elsewhere" in said(answer(app, line, msgspec.structs.replace(by, place=Place("slack", "T2", "C1"))))
    assert "made elsewhere" in said(answer(app, line, msgspec.structs.replace(by, place=Place("discord", "7", "C1"))))
    assert "made elsewhere" not in said(
        answer(app, line, msgspec.structs.replace(by, place=Place("slack", "T1", "C3")))
    )


def test_a_long_list_of_digests_has_all_of_them_and_one_button_for_each(app: Paperboy) -> None:
    for n in range(9):
        asked(app, f"digest new tz:UTC sure:yes name:number{n}")
    *digests, last = asked(app, "digest list").cards
    assert len(digests) == 9 and not any(card.buttons for card in digests)
    assert sorted(button.label for button in last.buttons) == [f"Change “number{n}”" for n in range(9)]
    shown = discord_message(Reply((*digests, last)), "digest list", str)
    assert all(f"number{n}”, posted here" in str(shown.components) for n in range(9))
    assert "Next: Monday 23 November, 09:00" in str(shown.components) and "not fit here" not in str(shown.components)


def test_a_list_says_what_holds_a_digest_back(app: Paperboy, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(app, NEW)
    assert "Nothing goes out until the person who runs Paperboy" in said(asked(app, "digest list"))
    monkeypatch.setattr(app.of(DeliveryQueue), "workers", lambda: 1)
    assert "Nothing is posted" not in said(asked(app, "digest list"))
    asked(app, "mute")
    assert "while this channel is muted" in said(asked(app, "digest list"))
    there = msgspec.structs.replace(call(), place=Place("slack", "T1", "C9"))
    assert "while that channel is muted" in said(asked(app, "digest list", now_=there))
    asked(app, "digest pause")
    for line in ("digest list", "digest edit top:3", "digest stop sure:yes", "digest undo"):
        assert "Nothing is posted" not in said(asked(app, line))


def test_the_terminal_lists_the_digests_of_channels_too_and_counts_those_of_people(app: Paperboy) -> None:
    assert "No digest is posted in the terminal yet." in said(asked(app, "digest pause"))
    nlp = Call(BOB, Place("slack", "T1", "C1"), NOW, "d1", channel_name="nlp")
    alone = Call(BOB, Place("slack", "T1", "D1"), NOW, "d3", direct=True)
    answer(app, "digest new topics:kites tz:UTC sure:yes", nlp)
    answer(app, "digest new tz:UTC", Call(BOB, Place("discord", "9", "8"), NOW, "d2"))
    answer(app, "digest new topics:secrets tz:UTC sure:yes", alone)
    reply = asked(app, "digest list")
    text = said(reply)
    assert "No digest is posted in the terminal yet." in text and "posted here" not in text and "secrets" not in text
    for where in ("#nlp on Slack (T1)", "8 on Discord (9)"):
        assert f"“daily papers”, posted in {where}" in text
    assert "about kites" in text and "Next: Monday 23 November, 09:00." in text
    assert "Not shown: 1 digest to people alone, mail addresses or webhooks." in text
    lines = [button.line for card in reply.cards for button in card.buttons]
    for digest in app.of(Subscriptions).all():
        assert (f"digest pause {digest.id}" in lines) == (digest.place.channel != "D1")
    elsewhere = said(answer(app, "digest list", Call(ADA, Place("slack", "T1", "C5"), NOW, "")))
    assert "No digest is posted here yet." in elsewhere and "kites" not in elsewhere


def test_the_operator_sets_the_digests_of_channels_in_the_terminal_by_their_ids_and_those_of_people_do_not_change(
    app: Paperboy,
) -> None:
    answer(app, NEW, Call(BOB, Place("slack", "T1", "C1"), NOW, "d1", channel_name="nlp"))
    answer(app, "digest new tz:UTC", Call(BOB, Place("slack", "T1", "D1"), NOW, "d2", direct=True))
    kites, alone = sorted(app.of(Subscriptions).all(), key=lambda digest: digest.personal)
    assert "Tidal Kites" in said(asked(app, f"digest preview {kites.id}"))
    for verb in ("pause", "resume", "edit top:3", "now", "learn off", "stop sure:yes", "undo"):
        assert asked(app, f"digest {verb} name:{kites.id}").outcome == "done"
        acts = [(act.verb, act.who) for act in app.of(Audit).newest(20) if act.where == keys.place(kites.place)]
        assert (f"digest {verb.split()[0]}", keys.name(ADA)) in acts
        assert asked(app, f"digest {verb} name:{alone.id}").outcome != "done"
    assert alone in app.of(Subscriptions).all() and app.of(Subscriptions).get(kites.id).top == 3  # type: ignore[union-attr]
    there = Call(ADA, Place("slack", "T1", "C5"), NOW, "d3")
    assert "is posted elsewhere now" in said(answer(app, f"digest pause {kites.id}", there))


def test_the_terminal_lists_as_many_digests_as_can_be_read(app: Paperboy) -> None:
    for number in range(CHANNELS_SHOWN + 2):
        answer(app, "digest new tz:UTC", Call(BOB, Place("slack", "T1", f"C{number}"), NOW, f"d{number}"))
    text = said(asked(app, "digest list"))
    assert text.count("posted in C") == CHANNELS_SHOWN and "Not shown: 2 digests of other channels." in text
