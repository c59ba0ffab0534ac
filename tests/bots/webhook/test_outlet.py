"""Digests through incoming webhooks: each service's own form, and what each of its answers means."""

import hmac
import json
import logging
import socket
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bots.webhook.outlet import WebhookOutlet
from core.commands.verbs.digests.access import NO_SENDER
from core.delivery.addresses.hooks import keep_hook, read_hook
from core.delivery.composer import Composer
from core.delivery.sender import Sender
from core.errors import BadCommand
from core.feeds.fetcher import Fetcher
from core.model import Person, Place
from core.settings import read
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.hooks import Hooks
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.votes.emoji import Rules
from tests.core.conftest import app as app
from tests.core.delivery.conftest import MAKER, Rounds, text_of
from tests.core.delivery.conftest import rounds as rounds
from tests.factories import with_rules
from tests.fakes.hooks import FakeHooks, Fault

OTHER = Person("slack", "T2", "U9")
SERVICES = ("slack", "discord", "text", "json")


@pytest.fixture
def fake() -> Iterator[FakeHooks]:
    with FakeHooks() as made:
        yield made


@pytest.fixture
def world(rounds: Rounds, fake: FakeHooks) -> Rounds:
    """Papers, senders that post to webhooks, and the fake services on the operator's list."""
    with_rules(rounds.app, hooks=(fake.host,))
    settings = read({"PAPERBOY_HOME": str(rounds.app.home), "PAPERBOY_HOOKS": fake.host}, None)
    outlet = WebhookOutlet(rounds.app, settings)
    outlets = {"slack": rounds.outlet, "webhook": outlet}
    rounds.sender = rounds.app.call(
        Sender, rounds.app.call(Composer), outlets=outlets, alarm=lambda text, cause: rounds.alarms.append(text)
    )
    return rounds


def given(world: Rounds, address: str, person: Person = MAKER) -> str:
    """The short id under which an address is kept."""
    return world.app.call(keep_hook, address=address, owner=person, now=world.now).id


def set_up(world: Rounds, address: str) -> str:
    hook = given(world, address)
    assert "is set up" in text_of(world.ask(f"digest new to:webhook:{hook} top:3 at:09:00"))
    return hook


@pytest.mark.parametrize("service", SERVICES)
def test_a_digest_goes_to_each_service_once_in_its_own_form_and_a_paper_never_twice(
    world: Rounds, fake: FakeHooks, service: str
) -> None:
    set_up(world, address := fake.address(service))
    assert world.send() == ["done"] and len(fake.at(address)) == 1 and fake.breaches == []
    text = json.dumps(fake.at(address)[0].body)
    assert "Tidal Attention" in text or "Sparse Kites" in text
    for dead_act in ("custom_id", "action_id", "Press", '"line": "'):
        assert dead_act not in text.replace('"line": ""', "") or service == "json"
    world.bring(date(2026, 11, 23), "A New Quarry")
    assert world.go(days=3) == ["done"]
    assert "A New Quarry" in json.dumps(fake.at(address)[1].body)
    assert not {title for title in ("Tidal Attention", "Sparse Kites") if title in text} & {
        title for title in ("Tidal Attention", "Sparse Kites") if title in json.dumps(fake.at(address)[1].body)
    }


def test_a_programs_post_is_data_signed_by_a_key_of_its_own(world: Rounds, fake: FakeHooks) -> None:
    hook = set_up(world, address := fake.address("json"))
    world.send()
    (post,) = fake.at(address)
    key = world.app.of(Hooks).get(hook)
    assert key
    mac = hmac.new(key.key.encode(), f"{post.headers['x-paperboy-timestamp']}.".encode() + post.raw, "sha256")
    assert post.headers["x-paperboy-signature"] == f"sha256={mac.hexdigest()}"
    assert post.body["delivery"] == post.headers["x-paperboy-delivery"] and len(post.body["papers"]) == 3
    assert {"id", "title", "authors", "day", "votes"} <= set(post.body["papers"][0])


@pytest.mark.parametrize("service", SERVICES)
def test_a_lost_reply_is_unsure_told_and_never_sent_again_by_itself(
    world: Rounds, fake: FakeHooks, service: str
) -> None:
    set_up(world, address := fake.address(service))
    fake.faults.append(Fault(drop="after", times=1))
    assert world.send() == ["sending"] and world.send() == ["None"] and world.send() == []
    (failed,) = world.app.of(Deliveries).failed()
    assert failed.state == "unsure" and len(fake.at(address)) == 1
    assert "paperboy dead retry" in world.alarms[0] and "secret" not in world.alarms[0]


@pytest.mark.parametrize(
    ("service", "status", "text"),
    [
        ("slack", 404, "no_service"),
        ("slack", 410, "channel_is_archived"),
        ("slack", 403, "action_prohibited"),
        ("slack", 302, ""),
        ("discord", 404, '{"code": 10015, "message": "Unknown Webhook"}'),
        ("discord", 401, '{"code": 50027}'),
        ("text", 400, '{"id": "web.incoming_webhook.invalid.app_error"}'),
        ("text", 200, '{"success": false, "error": "invalid integration id or token"}'),
        ("json", 410, "gone"),
    ],
)
def test_a_dead_address_pauses_its_digest_and_tells_its_maker(
    world: Rounds, fake: FakeHooks, service: str, status: int, text: str
) -> None:
    set_up(world, address := fake.address(service))
    fake.end(address, status, text)
    assert world.send() == ["dead"]
    (one,) = world.app.of(Subscriptions).all()
    assert one.paused and one.why_paused and "secret" not in one.why_paused
    world.send()
    assert any("I cannot post" in card.title.text for post in world.outlet.posts for card in post.digest.cards)


@pytest.mark.parametrize(("status", "later"), [(429, "pending"), (500, "sending"), (503, "sending")])
def test_a_busy_service_is_asked_again_and_one_in_trouble_may_have_taken_it(
    world: Rounds, fake: FakeHooks, status: int, later: str
) -> None:
    set_up(world, address := fake.address("slack"))
    fake.faults.append(Fault(status=status, retry_after=1, times=1))
    assert world.send() == [later]
    assert len(fake.at(address)) == 0


def test_a_service_that_is_away_is_tried_again(world: Rounds, fake: FakeHooks) -> None:
    set_up(world, fake.address("slack"))
    outlet = outlet_of(world)
    outlet._fetcher = Fetcher(agent="x", allow=frozenset({fake.host}), connect=refuse)
    assert world.send() == ["pending"] and fake.tried == {}
    outlet._fetcher = Fetcher(agent="x", allow=frozenset({fake.host}))


def refuse(address: str, port: int, seconds: float) -> socket.socket:
    raise ConnectionRefusedError


def outlet_of(world: Rounds) -> WebhookOutlet:
    outlet = world.sender._outlets["webhook"]
    assert isinstance(outlet, WebhookOutlet)
    return outlet


def test_a_host_that_the_operator_does_not_list_any_more_gets_nothing(world: Rounds, fake: FakeHooks) -> None:
    set_up(world, address := fake.address("json"))
    outlet_of(world)._own = ()
    assert world.send() == ["dead"] and fake.tried == {} and address
    assert "PAPERBOY_HOOKS" in world.app.of(Subscriptions).all()[0].why_paused


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://evil.example/services/T1/B1/secretword", "evil.example is neither"),
        ("https://hooks.slack.com.evil.example/services/T1/B1/secretword", "is neither"),
        ("https://hooks.slack.com@evil.example/services/T1/B1/secretword", "no webhook's address"),
        ("http://hooks.slack.com/services/T1/B1/secretword", "no address of an incoming webhook of Slack"),
        ("https://hooks.slack.com:8443/services/T1/B1/secretword", "no address of an incoming webhook of Slack"),
        ("https://hooks.slack.com/workflows/T1/B1/secretword", "no address of an incoming webhook of Slack"),
        ("https://discord.com/channels/1/secretword", "no address of an incoming webhook of Discord"),
        ("http://169.254.169.254/latest/secretword", "is neither"),
        ("http://127.0.0.1:6379/secretword", "is neither"),
        ("file:///etc/secretword", "no webhook's address"),
        ("https://hooks.slack.com/services/T1/B1/secret word", "no webhook's address"),
    ],
)
def test_only_webhooks_of_known_services_are_taken_and_no_refusal_repeats_the_address(
    address: str, sentence: str
) -> None:
    with pytest.raises(BadCommand, match=sentence) as refused:
        read_hook(address, ("chat.example.org", "127.0.0.1:8065"))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://hooks.slack.com/services/T1/B1/x", "slack"),
        ("https://HOOKS.slack.com./services/T1/B1/x", "slack"),
        ("https://discord.com/api/webhooks/123456789012345678/x-y_z", "discord"),
        ("https://discord.com/api/v10/webhooks/123456789012345678/x/slack", "discord"),
        ("https://canary.discord.com/api/webhooks/123456789012345678/x", "discord"),
        ("https://chat.example.org/hooks/x", "text"),
        ("https://chat.example.org/anything?else=1", "json"),
        ("http://127.0.0.1:8065/hooks/x", "text"),
    ],
)
def test_each_service_is_known_by_its_address(address: str, service: str) -> None:
    found = read_hook(address, ("chat.example.org", "127.0.0.1:8065"))
    assert found.service == service and "/slack" not in found.target.path


def test_nobody_else_can_post_to_a_webhook_nor_see_or_change_its_digest(world: Rounds, fake: FakeHooks) -> None:
    hook = set_up(world, fake.address("slack"))
    (one,) = world.app.of(Subscriptions).all()
    there = Place("slack", "T2", "C9")
    refused = world.ask(f"digest new to:webhook:{hook}", there, OTHER)
    assert "You gave no webhook of that name" in text_of(refused) and len(world.app.of(Subscriptions).all()) == 1
    for line in ("digest list", f"digest pause {one.id}", f"digest stop {one.id} sure:yes", f"digest preview {one.id}"):
        told = text_of(world.ask(line, there, OTHER))
        assert hook not in told and "secret" not in told
    assert not world.app.of(Subscriptions).all()[0].paused
    mine = text_of(world.ask("digest list", Place("slack", "T1", "C2")))
    assert f"for the webhook {hook}" in mine


@pytest.mark.parametrize(
    "value", ["webhook", "https://hooks.slack.com/services/T1/B1/secretword", "mailto:x", "webhook:x"]
)
def test_a_chats_line_holds_no_address_and_its_refusal_repeats_none(world: Rounds, value: str) -> None:
    reply = world.ask(f"digest new to:{value}")
    assert reply.outcome in ("wrong", "refused") and "secretword" not in text_of(reply)
    assert world.app.of(Subscriptions).all() == [] and world.app.of(Hooks).all() == []


def test_forgetting_a_person_removes_their_webhooks_and_digests_from_record_and_log(
    world: Rounds, fake: FakeHooks, record: Record
) -> None:
    set_up(world, fake.address("slack"))
    given(world, fake.address("json"), OTHER)
    world.app.forget(MAKER, world.now)
    assert world.app.of(Subscriptions).all() == []
    assert [hook.owner for hook in world.app.of(Hooks).all()] == [OTHER]
    assert "slacksecret" not in str(record.text.xrange("pb:log"))


def test_an_address_stays_while_a_digest_goes_there_or_may_be_brought_back(world: Rounds, fake: FakeHooks) -> None:
    used, unused = set_up(world, fake.address("slack")), given(world, fake.address("json"))
    hooks, digests = world.app.of(Hooks), world.app.of(Subscriptions)
    for days, left in ((1, {used, unused}), (3, {used})):
        hooks.prune(lambda: {one.place for one in digests.all()}, world.now + timedelta(days=days))
        assert {hook.id for hook in hooks.all()} == left


def test_no_secret_stands_in_an_export_an_audit_or_a_log(
    world: Rounds, fake: FakeHooks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    set_up(world, fake.address("slack"))
    fake.faults.append(Fault(status=403, text="invalid_token", times=1))
    world.send()
    kept = world.app.of(Hooks).all()
    for line in ("export json all", "digest list", "status", "home"):
        assert "secret" not in text_of(world.ask(line)) + "".join(card.code for card in world.ask(line).cards)
    assert "secret" not in caplog.text + repr(kept) and "slacksecret" in kept[0].address


def test_a_bot_may_not_post_here_and_a_webhook_is_set_up_all_the_same(world: Rounds, fake: FakeHooks) -> None:
    hook = given(world, fake.address("slack"))
    reply = world.ask(f"digest new to:webhook:{hook}", posting="not yet", way_in="Invite me.")
    assert "is set up" in text_of(reply) and NO_SENDER in text_of(reply)
    rules: Rules = world.app._rules
    assert rules.hooks
