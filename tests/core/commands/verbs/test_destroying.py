"""What destroys is asked about once, with what goes; stopping a digest can be undone for a day."""

from datetime import timedelta

import msgspec
import pytest

from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer
from core.commands.table import TABLE
from core.model import Call, Place
from core.store.delivery.stopped import StoppedDigests
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.subscriptions.model import WEBHOOK
from tests.core.commands.verbs.test_verbs import said
from tests.factories import ADA, BOB, bring, call, entry

PAPER = "2611.00010"
SET_UP = "digest new topics:kites tz:Europe/Paris sure:yes name:kites"


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites", arxiv=PAPER))
    answer(app, SET_UP, call())


def ask(app: Paperboy, line: str, who: Call | None = None) -> Reply:
    return answer(app, line, who or call())


def danger(reply: Reply) -> list[str]:
    return [button.line for card in reply.cards for button in card.buttons if button.danger]


def test_forget_me_is_asked_about_with_what_goes_and_changes_nothing_yet(app: Paperboy) -> None:
    ask(app, f"vote {PAPER} up")
    ask(app, f"save {PAPER}")
    ask(app, "kites")
    ask(app, "digest new tz:UTC", msgspec.structs.replace(call(), place=Place("terminal", channel="mine"), direct=True))
    reply = ask(app, "forget-me")
    assert "your votes on 1 paper, your list of 1 paper, 1 digest of your own and your last searches" in said(reply)
    assert danger(reply) == [reply.asks] == ["forget-me sure:yes"]
    assert app.of(Votes).voted(ADA) and app.of(Shelf).saved(ADA)
    done = said(ask(app, reply.asks))
    assert "You are forgotten" in done and "your list" not in done, "what there was not is not told as erased"
    assert not app.of(Votes).voted(ADA) and not app.of(Shelf).saved(ADA)


def test_forget_me_names_a_digest_to_a_webhook_that_ends_with_its_maker(app: Paperboy) -> None:
    (kites,) = app.of(Subscriptions).all()
    hook = msgspec.structs.replace(kites, id="0123456789", place=Place(WEBHOOK, channel="abc"), maker=ADA)
    app.of(Subscriptions).add(hook, None)
    reply = ask(app, "forget-me")
    assert "1 digest of your own" in said(reply)
    ask(app, reply.asks)
    assert app.of(Subscriptions).get(kites.id) and not app.of(Subscriptions).get(hook.id)


def test_stopping_names_the_digest_and_changes_nothing_yet(app: Paperboy) -> None:
    ask(app, "digest new tz:UTC name:rivers")
    reply = ask(app, "digest stop kites")
    assert "“kites”" in said(reply) and "“rivers”" not in said(reply) and reply.private
    assert len(app.of(Subscriptions).all()) == 2
    assert "“kites” is stopped" in said(ask(app, reply.asks))
    assert [subscription.name for subscription in app.of(Subscriptions).all()] == ["rivers"]


@pytest.mark.parametrize("line", ["digest stop nobody", "digest stop nobody sure:yes"])
def test_what_is_not_here_is_refused_and_not_asked_about(app: Paperboy, line: str) -> None:
    reply = ask(app, line)
    assert reply.outcome == "refused" and not reply.asks and not danger(reply)


@pytest.mark.parametrize("typed", ["sure:no", "no", "sure:maybe"])
def test_only_yes_is_yes(app: Paperboy, typed: str) -> None:
    ask(app, f"vote {PAPER} up")
    assert ask(app, f"forget-me {typed}").outcome == "wrong" and app.of(Votes).voted(ADA)


@pytest.mark.parametrize("line", ["digest undo kites", "digest undo", "digest undo {id}"])
def test_a_stopped_digest_comes_back_as_it_was(app: Paperboy, line: str) -> None:
    (before,) = app.of(Subscriptions).all()
    app.of(Record).text.hset("pb:slots-last", before.id, "1795000000.0")
    app.of(Record).text.zadd(f"pb:sent:{before.id}", {PAPER: before.made.timestamp() + 0.5})
    due = app.of(Subscriptions).next_due(before.id)
    ask(app, "digest stop sure:yes")
    assert not app.of(Subscriptions).all()
    assert "“kites” is back" in said(ask(app, line.format(id=before.id)))
    (back,) = app.of(Subscriptions).all()
    assert back == msgspec.structs.replace(before, begun=back.begun, begun_by="brought back")
    assert app.of(Subscriptions).next_due(before.id) == due
    assert app.of(Subscriptions).last(before.id) and app.of(Subscriptions).sent(before.id, before.made) == [PAPER]
    assert ask(app, "digest undo").outcome == "refused"


@pytest.mark.parametrize("verb", ["edit {id} top:3", "pause {id}", "stop {id} sure:yes", "preview {id}", "now {id}"])
def test_a_button_of_a_stopped_digest_says_so_and_offers_it_back_without_its_id(app: Paperboy, verb: str) -> None:
    (digest,) = app.of(Subscriptions).all()
    ask(app, "digest stop sure:yes")
    reply = ask(app, f"digest {verb.format(id=digest.id)}")
    assert said(reply).startswith("That digest was stopped") and digest.id not in said(reply)
    (bring_back,) = reply.cards[0].buttons
    assert "“kites” is back" in said(ask(app, bring_back.line))


def test_after_a_day_it_is_gone(app: Paperboy) -> None:
    ask(app, "digest stop sure:yes")
    late = msgspec.structs.replace(call(), now=call().now + timedelta(days=1))
    assert "within the last day" in said(ask(app, "digest undo", late))
    app.of(StoppedDigests).prune(late.now)
    assert not app.of(Record).text.exists("pb:stopped-digests")


def test_nobody_brings_back_what_is_anothers(app: Paperboy) -> None:
    ask(app, "digest stop sure:yes")
    refused = msgspec.structs.replace(call(BOB), refusal="Only Ada may.")
    assert said(ask(app, "digest undo", refused)).startswith("Only Ada may.") and not app.of(Subscriptions).all()


def test_a_name_that_is_taken_again_is_named(app: Paperboy) -> None:
    ask(app, "digest stop sure:yes")
    ask(app, SET_UP)
    assert "Another digest there" in said(ask(app, "digest undo")) and len(app.of(Subscriptions).all()) == 1


def test_who_is_forgotten_has_no_digest_to_bring_back(app: Paperboy) -> None:
    ask(app, "digest stop sure:yes")
    ask(app, "forget-me sure:yes")
    assert ask(app, "digest undo").outcome == "refused" and not app.of(StoppedDigests).kept(call().now)


def test_every_verb_that_destroys_changes_and_is_private() -> None:
    some = [verb for verb in TABLE.values() if verb.destroys]
    assert {"forget-me", "digest stop"} <= {verb.name for verb in some}
    assert all(verb.changes and verb.private and verb.option("sure") for verb in some)
