"""What goes out: waits as Slack asks, nothing twice on doubt, plain text where blocks are refused, silence after a dead token."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bots.shared.errors import CallFailed
from bots.slack.api import TRIES, Api
from bots.slack.render.message import Payload, message
from core.cards.card import Reply
from core.cards.views import note
from core.errors import ErrorKind
from tests.bots.slack.samples import parked
from tests.fakes.slack import Channel, FakeSlack

HELLO: Payload = message(Reply((note("Hello"),)), "", parked)


class Pauses:
    """Sleeps not at all, and knows how long it should have."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def sender(slack: FakeSlack, pauses: Pauses) -> Api:
    return Api(AsyncWebClient(slack.bot_token, base_url=slack.url, retry_handlers=[], timeout=5), pauses)


@pytest.fixture
def room(slack: FakeSlack) -> Channel:
    return slack.channel("nlp", slack.user("ada"))


async def test_it_waits_as_long_as_slack_says(slack: FakeSlack, sender: Api, room: Channel, pauses: Pauses) -> None:
    slack.fault("chat.postMessage", times=2, status=429, retry_after=7)
    await sender.post(room.id, HELLO, "k")
    assert pauses.seconds == [7, 7]
    assert len(slack.posted(room)) == 1


async def test_a_wait_too_long_is_left_to_whoever_asked(slack: FakeSlack, sender: Api, room: Channel) -> None:
    slack.fault("chat.postMessage", status=429, retry_after=3600)
    with pytest.raises(CallFailed) as failed:
        await sender.post(room.id, HELLO, "k")
    assert failed.value.kind is ErrorKind.RETRY_AFTER
    assert slack.calls["chat.postMessage"] == 1


@pytest.mark.parametrize(
    "lost", [{"drop_reply": True}, {"status": 500}, {"error": "internal_error"}, {"drop_call": True}]
)
async def test_a_post_in_doubt_is_looked_for_and_stands_there_once(
    slack: FakeSlack, sender: Api, room: Channel, lost: dict[str, Any]
) -> None:
    slack.fault("chat.postMessage", **lost)
    ts = await sender.post(room.id, HELLO, "k")
    assert [m.ts for m in slack.posted(room)] == [ts]
    assert slack.calls["conversations.history"] == 1


async def test_a_reply_in_doubt_is_looked_for_in_its_thread(slack: FakeSlack, sender: Api, room: Channel) -> None:
    first = await sender.post(room.id, HELLO, "k")
    slack.fault("chat.postMessage", drop_reply=True)
    second = await sender.post(room.id, HELLO, "k2", thread=first)
    assert [m.ts for m in slack.posted(room)] == [first, second]


async def test_in_doubt_where_nobody_may_look_nothing_is_sent_again(
    slack: FakeSlack, sender: Api, room: Channel
) -> None:
    slack.world.scopes.discard("channels:history")
    slack.fault("chat.postMessage", drop_reply=True)
    with pytest.raises(CallFailed):
        await sender.post(room.id, HELLO, "k")
    assert len(slack.posted(room)) == 1


async def test_asked_for_again_it_finds_its_own_post(slack: FakeSlack, sender: Api, room: Channel) -> None:
    first = await sender.post(room.id, HELLO, "k")
    assert await sender.post(room.id, HELLO, "k", again=True) == first
    assert await sender.post(room.id, HELLO, "other", again=True) != first


async def test_refused_blocks_go_out_as_text(slack: FakeSlack, sender: Api, room: Channel) -> None:
    slack.fault("chat.postMessage", error="invalid_blocks")
    await sender.post(room.id, HELLO, "k")
    (shown,) = slack.posted(room)
    assert (shown.text, shown.blocks) == ("Hello", [])


async def test_a_dead_token_stops_all_calls(slack: FakeSlack, sender: Api, room: Channel) -> None:
    slack.revoke()
    for _ in range(3):
        with pytest.raises(CallFailed) as failed:
            await sender.post(room.id, HELLO, "k")
        assert failed.value.kind is ErrorKind.TEAM_DEAD
    assert slack.calls.total() == 1


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "not_in_channel", "invalid_arguments"])
async def test_what_will_not_change_is_not_tried_again(
    slack: FakeSlack, sender: Api, room: Channel, error: str
) -> None:
    slack.fault("chat.postMessage", times=None, error=error)
    with pytest.raises(CallFailed):
        await sender.post(room.id, HELLO, "k")
    assert slack.calls.total() == 1


async def test_what_stays_down_is_given_up(slack: FakeSlack, sender: Api, pauses: Pauses) -> None:
    slack.fault("users.info", times=None, status=503)
    with pytest.raises(CallFailed):
        await sender.call("users.info", {"user": "U1"})
    assert slack.calls["users.info"] == TRIES
    assert pauses.seconds == sorted(pauses.seconds)


async def test_every_message_keeps_slack_from_reading_into_it(slack: FakeSlack, sender: Api, room: Channel) -> None:
    await sender.post(room.id, HELLO, "k")
    (call,) = slack.log
    sent = {name: call.arguments[name] for name in ("unfurl_links", "unfurl_media", "link_names", "parse")}
    assert sent == {"unfurl_links": "false", "unfurl_media": "false", "link_names": "false", "parse": "none"}


async def test_an_address_that_is_used_up_says_so(slack: FakeSlack, sender: Api, room: Channel) -> None:
    url = f"{slack.world.url}/hooks/{slack.world.hook(room.id, room.members[0]).id}"
    answer = [await sender.respond(url, HELLO, private=True, replace=False) for _ in range(6)]
    assert answer == [True] * 5 + [False]


async def test_an_address_that_asks_to_wait_is_waited_for(
    slack: FakeSlack, sender: Api, room: Channel, pauses: Pauses
) -> None:
    slack.fault("response_url", status=429, retry_after=9)
    url = f"{slack.world.url}/hooks/{slack.world.hook(room.id, room.members[0]).id}"
    assert await sender.respond(url, HELLO, private=True, replace=False)
    assert pauses.seconds == [9]


async def test_what_everybody_sees_is_not_sent_twice_in_doubt(slack: FakeSlack, sender: Api, room: Channel) -> None:
    slack.fault("response_url", drop_reply=True)
    url = f"{slack.world.url}/hooks/{slack.world.hook(room.id, room.members[0]).id}"
    assert await sender.respond(url, HELLO, private=False, replace=False)
    assert len(slack.posted(room)) == 1
