"""The fake Slack against the real clients: slack_sdk's and slack_bolt's must not tell it from the real one."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from jsonschema_rs import Draft7Validator
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.slack import BOT, Channel, FakeSlack, Message, User
from tests.fakes.slack.front import METHODS
from tests.fakes.slack.web import Fault, Faults, Rates

act = asyncio.to_thread  # people act in threads of their own, so that the bot's loop stays free
BUTTONS = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "up", "value": "vote 1 up", "text": {"type": "plain_text", "text": "Good"}},
        {
            "type": "overflow",
            "action_id": "menu",
            "options": [{"text": {"type": "plain_text", "text": "Copy BibTeX"}, "value": "export 1"}],
        },
    ],
}
FIELD = {
    "type": "input",
    "block_id": "words",
    "label": {"type": "plain_text", "text": "Words"},
    "element": {"type": "plain_text_input", "action_id": "words"},
}
MODAL = {
    "type": "modal",
    "callback_id": "search",
    "title": {"type": "plain_text", "text": "Search"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [FIELD],
}
EVENTS = {
    "message": "GenericMessageEvent",
    "messagefile_share": "FileShareMessageEvent",
    "app_mention": "AppMentionEvent",
    "reaction_added": "ReactionAddedEvent",
    "reaction_removed": "ReactionRemovedEvent",
    "member_joined_channel": "MemberJoinedChannelEvent",
    "app_home_opened": "AppHomeOpenedEvent",
}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = 1_795_219_200.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[FakeSlack]:
    with FakeSlack(now=clock, hurry=1000) as made:
        yield made


@pytest.fixture
def ann(slack: FakeSlack) -> User:
    return slack.user("ann", is_admin=True, tz="America/New_York")


@pytest.fixture
def nlp(slack: FakeSlack, ann: User) -> Channel:
    return slack.channel("nlp", ann)


@pytest.fixture
def web(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.url, retry_handlers=[])


@pytest.fixture
def app(web: AsyncWebClient) -> AsyncApp:
    return AsyncApp(client=web)


@asynccontextmanager
async def connected(app: AsyncApp, slack: FakeSlack, sockets: int = 1) -> AsyncIterator[None]:
    made = [AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.1) for _ in range(sockets)]
    try:
        for handler in made:
            await handler.connect_async()
        await act(slack.until, lambda: len(slack.sockets.open) == sockets)
        yield
    finally:
        for handler in made:
            await handler.close_async()


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


# the Web API


async def test_a_posted_message_is_kept_and_found_in_the_history(
    slack: FakeSlack, web: AsyncWebClient, nlp: Channel
) -> None:
    told = {"event_type": "slot", "event_payload": {"key": "s1"}}
    sent = await web.chat_postMessage(channel=nlp.id, text="Hello", blocks=[BUTTONS], metadata=told, unfurl_links=False)
    answer = await web.chat_postMessage(channel=nlp.id, text="In the thread", thread_ts=sent["ts"])
    found = (await web.conversations_history(channel=nlp.id, include_all_metadata=True))["messages"]
    assert [(m["text"], m["metadata"]) for m in found] == [("Hello", told)]
    assert "metadata" not in (await web.conversations_history(channel=nlp.id))["messages"][0]
    assert [m["ts"] for m in (await web.conversations_replies(channel=nlp.id, ts=sent["ts"]))["messages"]] == [
        sent["ts"],
        answer["ts"],
    ]
    assert slack.posted(nlp)[0].options == {"unfurl_links": False}
    assert found[0]["blocks"][0]["block_id"]
    assert slack.breaches == []


async def test_an_edit_keeps_the_blocks_it_does_not_name(slack: FakeSlack, web: AsyncWebClient, nlp: Channel) -> None:
    sent = await web.chat_postMessage(channel=nlp.id, text="One", blocks=[BUTTONS])
    await web.chat_update(channel=nlp.id, ts=sent["ts"], text="Two")
    message = slack.posted(nlp)[0]
    assert (message.text, message.edits[0][0], len(message.blocks)) == ("Two", "One", 1)
    await web.chat_update(channel=nlp.id, ts=sent["ts"], text="Three", blocks=[])
    assert message.blocks == []
    link = (await web.chat_getPermalink(channel=nlp.id, message_ts=sent["ts"]))["permalink"]
    assert link.endswith(f"/{nlp.id}/p{sent['ts'].replace('.', '')}")


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
async def test_each_documented_refusal_of_a_post_comes_as_slack_words_it(
    slack: FakeSlack, web: AsyncWebClient, nlp: Channel, ann: User
) -> None:
    away = slack.channel("away", ann, bot=False)
    old = slack.channel("old", ann, is_archived=True)
    secret = slack.channel("secret", ann, bot=False, is_private=True)
    said = await act(slack.say, ann, nlp, "mine", wait=False)
    post, update = web.chat_postMessage, web.chat_update
    assert await refusal(post(channel="C404", text="x")) == "channel_not_found"
    assert await refusal(post(channel=secret.id, text="x")) == "channel_not_found"
    assert await refusal(post(channel=away.id, text="x")) == "not_in_channel"
    assert await refusal(post(channel=old.id, text="x")) == "is_archived"
    assert await refusal(post(channel=nlp.id, text=" ")) == "no_text"
    assert await refusal(post(channel=nlp.id, text="x", thread_ts="1.1")) == "thread_not_found"
    assert await refusal(update(channel=nlp.id, ts="1.1", text="x")) == "message_not_found"
    assert await refusal(update(channel=nlp.id, ts=said.ts, text="x")) == "cant_update_message"
    assert await refusal(web.chat_postEphemeral(channel=nlp.id, user="U404", text="x")) == "user_not_in_channel"
    assert slack.breaches == []


async def test_what_is_too_long_or_misshapen_is_refused_and_kept(
    slack: FakeSlack, web: AsyncWebClient, nlp: Channel
) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_900}}
    post = web.chat_postMessage
    assert await refusal(post(channel=nlp.id, text="x" * 40_001)) == "msg_too_long"
    assert await refusal(post(channel=nlp.id, text="x", blocks=[section] * 5)) == "msg_blocks_too_long"
    for wrong in ({"type": "sectoin"}, {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}):
        with pytest.raises(SlackApiError) as caught:
            await post(channel=nlp.id, text="x", blocks=[wrong])
        assert caught.value.response["error"] == "invalid_blocks"
        assert caught.value.response["response_metadata"]["messages"]
    assert len(slack.breaches) >= 4
    assert slack.posted(nlp) == []


async def test_tokens_and_scopes_are_asked_for(slack: FakeSlack, web: AsyncWebClient, ann: User) -> None:
    assert "chat:write" in (await web.auth_test()).headers["x-oauth-scopes"].split(",")
    assert await refusal(AsyncWebClient("xoxb-wrong", base_url=slack.url).auth_test()) == "invalid_auth"
    assert await refusal(web.apps_connections_open(app_token="xoxb-paperboy")) == "not_allowed_token_type"
    slack.world.scopes.discard("users:read")
    assert await refusal(web.users_info(user=ann.id)) == "missing_scope"
    slack.revoke()
    assert await refusal(web.auth_test()) == "token_revoked"
    assert slack.calls["auth.test"] == 3


async def test_people_are_told_of_as_they_are(slack: FakeSlack, web: AsyncWebClient, ann: User) -> None:
    guest = slack.user("gus", is_restricted=True)
    stranger = slack.user("sue", team="T2")
    about = (await web.users_info(user=ann.id))["user"]
    assert (about["is_admin"], about["tz"], about["tz_offset"]) == (True, "America/New_York", -5 * 3600)
    assert (await web.users_info(user=guest.id))["user"]["is_restricted"]
    foreign = (await web.users_info(user=stranger.id))["user"]
    assert foreign["team_id"] == "T2"
    assert "is_admin" not in foreign
    room = slack.channel("shared", ann, guest, stranger)
    first = await web.conversations_members(channel=room.id, limit=2)
    assert first["members"] == [ann.id, guest.id]
    rest = await web.conversations_members(channel=room.id, limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert rest["members"] == [stranger.id, BOT]
    assert (await web.conversations_info(channel=room.id))["channel"]["creator"] == ann.id
    assert (await web.conversations_open(users=ann.id))["channel"]["id"] == slack.direct(ann).id
    assert await refusal(web.users_info(user="U404")) == "user_not_found"


async def test_reactions_are_counted_once_and_listed_in_full_only_when_asked(
    slack: FakeSlack, web: AsyncWebClient, nlp: Channel
) -> None:
    ts = (await web.chat_postMessage(channel=nlp.id, text="x"))["ts"]
    await web.reactions_add(channel=nlp.id, timestamp=ts, name="eyes")
    assert await refusal(web.reactions_add(channel=nlp.id, timestamp=ts, name="eyes")) == "already_reacted"
    for n in range(7):
        await act(slack.react, slack.user(f"u{n}"), slack.posted(nlp)[0], "eyes", wait=False)
    few = (await web.reactions_get(channel=nlp.id, timestamp=ts))["message"]["reactions"][0]
    full = (await web.reactions_get(channel=nlp.id, timestamp=ts, full=True))["message"]["reactions"][0]
    assert (few["count"], len(few["users"]), len(full["users"])) == (8, 5, 8)
    await web.reactions_remove(channel=nlp.id, timestamp=ts, name="eyes")
    assert await refusal(web.reactions_remove(channel=nlp.id, timestamp=ts, name="eyes")) == "no_reaction"


async def test_a_file_needs_the_token_or_gives_a_page_to_sign_in(
    slack: FakeSlack, web: AsyncWebClient, nlp: Channel, ann: User
) -> None:
    message = await act(slack.say, ann, nlp, "a digest", files=[("digest.txt", b"1. A paper")], wait=False)
    about = (await web.files_info(file=message.files[0]["id"]))["file"]
    shown = {"Authorization": f"Bearer {slack.bot_token}"}
    async with aiohttp.ClientSession() as session:
        async with session.get(about["url_private_download"], headers=shown) as got:
            assert await got.read() == b"1. A paper"
        async with session.get(about["url_private_download"]) as got:
            assert (got.status, "Sign in" in await got.text()) == (200, True)
    sent = await web.files_upload_v2(
        channel=nlp.id, filename="papers.bib", content="@article{x}", initial_comment="Here"
    )
    assert slack.posted(nlp)[0].text == "Here"
    assert slack.world.files[sent["file"]["id"]].data == b"@article{x}"


async def test_methods_have_their_rates_when_asked_to(
    slack: FakeSlack, web: AsyncWebClient, nlp: Channel, clock: Clock
) -> None:
    slack.limits = True
    await web.chat_postMessage(channel=nlp.id, text="one")
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=nlp.id, text="two")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
    clock.at += 1
    await web.chat_postMessage(channel=nlp.id, text="two")
    assert [m.text for m in slack.posted(nlp)] == ["one", "two"]


def test_a_workspace_takes_300_messages_in_any_minute(clock: Clock) -> None:
    rates, method = Rates(lambda: clock.at), METHODS["chat.postMessage"]
    rates.on = True
    assert not any(rates.hold("chat.postMessage", method, f"C{n}") for n in range(300))
    assert rates.hold("chat.postMessage", method, "C300") == 60.0
    clock.at += 60
    assert rates.hold("chat.postMessage", method, "C300") == 0.0


async def test_faults_strike_as_often_as_planned(slack: FakeSlack, web: AsyncWebClient, nlp: Channel) -> None:
    slack.fault("chat.postMessage", status=429, retry_after=7)
    slack.fault("chat.postMessage", error="internal_error")
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=nlp.id, text="x")
    assert caught.value.response.headers["Retry-After"] == "7"
    assert await refusal(web.chat_postMessage(channel=nlp.id, text="x")) == "internal_error"
    slack.fault("chat.postMessage", status=500)
    with pytest.raises(SlackApiError):
        await web.chat_postMessage(channel=nlp.id, text="x")
    slack.fault("*", drop_call=True)
    with pytest.raises(aiohttp.ClientError):
        await web.chat_postMessage(channel=nlp.id, text="x")
    assert slack.posted(nlp) == []
    slack.fault("chat.postMessage", drop_reply=True)
    with pytest.raises(aiohttp.ClientError):
        await web.chat_postMessage(channel=nlp.id, text="done all the same")
    assert [m.text for m in slack.posted(nlp)] == ["done all the same"]
    assert [call.status for call in slack.log] == [429, 200, 500, 0, 0]


async def test_a_share_of_calls_fails_the_same_way_with_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.waiting.append(Fault("chat.update", times=None, status=500, share=0.3))
        return [faults.take("chat.update") is not None for _ in range(50)]

    assert struck(1) == struck(1) != struck(2)
    assert 5 < sum(struck(1)) < 25


# response URLs


async def test_a_response_url_answers_five_times_and_for_half_an_hour(
    slack: FakeSlack, nlp: Channel, ann: User, clock: Clock
) -> None:
    hook = slack.world.hook(nlp.id, ann.id)
    client = AsyncWebhookClient(f"{slack.world.url}/hooks/{hook.id}", retry_handlers=[])
    for _ in range(4):
        assert (await client.send(text="for you")).status_code == 200
    await client.send(text="for all", response_type="in_channel")
    last = await client.send(text="too many")
    assert (last.status_code, json.loads(last.body)["error"]) == (404, "used_url")
    assert [m.text for m in slack.whispered(ann)] == ["for you"] * 4
    assert [m.text for m in slack.posted(nlp)] == ["for all"]
    late = slack.world.hook(nlp.id, ann.id)
    clock.at += 31 * 60
    gone = await AsyncWebhookClient(f"{slack.world.url}/hooks/{late.id}", retry_handlers=[]).send(text="late")
    assert (gone.status_code, json.loads(gone.body)["error"]) == (404, "expired_url")


# Socket Mode, with Bolt


async def test_a_command_is_acked_and_answered(slack: FakeSlack, app: AsyncApp, nlp: Channel, ann: User) -> None:
    @app.command("/papers")
    async def papers(ack: Any, respond: Any, command: dict[str, str]) -> None:
        await ack()
        await respond(text=f"You said {command['text']}", blocks=[BUTTONS])

    async with connected(app, slack):
        asked = await act(slack.command, ann, nlp, "show https://arxiv.org/abs/1 & more")
        answer = await act(asked.answered)
    assert asked.acked
    assert asked.delivery.seconds < 3
    assert answer.text == "You said show <https://arxiv.org/abs/1> &amp; more"
    assert answer.only_for == ann.id
    assert slack.breaches == []


async def test_a_press_on_an_ephemeral_message_tells_no_message(
    slack: FakeSlack, app: AsyncApp, web: AsyncWebClient, nlp: Channel, ann: User
) -> None:
    seen: list[dict[str, Any]] = []

    @app.action("up")
    async def vote(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        await ack()
        seen.append(body)
        await respond(text="Counted", replace_original=True)

    await web.chat_postMessage(channel=nlp.id, text="public", blocks=[BUTTONS])
    await web.chat_postEphemeral(channel=nlp.id, user=ann.id, text="private", blocks=[BUTTONS])
    public, private = slack.posted(nlp)[0], slack.whispered(ann)[0]
    shown = list(public.blocks)
    async with connected(app, slack):
        for message in (public, private):
            pressed = await act(slack.press, ann, message, "Good")
            await act(pressed.answered)
    assert seen[0]["message"]["blocks"] == shown
    assert not seen[0]["container"]["is_ephemeral"]
    assert "message" not in seen[1]
    assert seen[1]["container"]["is_ephemeral"]
    assert seen[0]["actions"][0]["value"] == "vote 1 up"
    assert (public.text, private.text, public.blocks) == ("Counted", "Counted", [])


async def test_an_event_without_an_ack_comes_again_under_the_same_id(
    slack: FakeSlack, app: AsyncApp, nlp: Channel, ann: User
) -> None:
    slack.sockets.ack_seconds = 0.5
    heard: list[str] = []

    @app.middleware
    async def refuse_twice(body: dict[str, Any], next: Callable[[], Any]) -> BoltResponse | None:
        heard.append(body["event_id"])
        if len(heard) < 3:
            return BoltResponse(status=503)
        await next()
        return None

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        pass

    async with connected(app, slack, sockets=2):
        await act(slack.say, ann, nlp, "hello")
    delivery = slack.delivery_queue[-1]
    assert [e.fate for e in delivery.envelopes] == ["timeout", "timeout", ""]
    assert [e.reason for e in delivery.envelopes] == ["", "timeout", "timeout"]
    assert len(heard) == 3
    assert len(set(heard)) == 1
    assert len({e.socket for e in delivery.envelopes[:2]}) == 2


async def test_an_event_waits_for_the_bot_to_come_back_and_a_command_does_not(
    slack: FakeSlack, app: AsyncApp, nlp: Channel, ann: User
) -> None:
    slack.sockets.ack_seconds = 0.05
    asked = await act(slack.command, ann, nlp, "top")
    assert (asked.acked, [e.fate for e in asked.delivery.envelopes]) == (False, ["connection_failed"] * 2)
    slack.sockets.hurry = 100  # the second and third copies come after 0.6 s and 3 s

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        pass

    await act(slack.say, ann, nlp, "hello", wait=False)
    await act(slack.until, lambda: len(slack.delivery_queue[-1].envelopes) > 1)
    slack.sockets.ack_seconds = 5.0
    async with connected(app, slack):
        await act(slack.until, lambda: slack.delivery_queue[-1].acked)
    assert slack.delivery_queue[-1].envelopes[-1].reason == "connection_failed"


async def test_a_late_ack_is_kept_with_its_time_but_the_command_has_failed(
    slack: FakeSlack, app: AsyncApp, nlp: Channel, ann: User
) -> None:
    slack.sockets.ack_seconds = 0.1

    @app.command("/papers")
    async def papers(ack: Any) -> None:
        await asyncio.sleep(0.3)
        await ack()

    async with connected(app, slack):
        asked = await act(slack.command, ann, nlp, "top")
        assert not asked.acked
        envelope = asked.delivery.envelopes[0]
        await act(slack.until, lambda: envelope.seconds)
    assert (len(asked.delivery.envelopes), envelope.fate) == (1, "timeout")


async def test_copies_of_an_event_share_its_id(slack: FakeSlack, app: AsyncApp, nlp: Channel) -> None:
    ids: list[str] = []

    @app.event("channel_archive")
    async def archived(body: dict[str, Any]) -> None:
        ids.append(body["event_id"])

    async with connected(app, slack):
        await act(slack.deliver, {"type": "channel_archive", "channel": nlp.id}, 3, "Ev7")
        await act(slack.until, lambda: len(ids) == 3)
    assert ids == ["Ev7"] * 3


@pytest.mark.parametrize("how", ["disconnect", "reset"])
async def test_a_bot_comes_back_after_it_was_cut_off(
    how: str, slack: FakeSlack, app: AsyncApp, nlp: Channel, ann: User
) -> None:
    @app.command("/papers")
    async def papers(ack: Any) -> None:
        await ack("Here")

    async with connected(app, slack):
        first = next(iter(slack.sockets.open))
        await (act(slack.disconnect, "refresh_requested") if how == "disconnect" else act(slack.reset))
        await act(slack.until, lambda: set(slack.sockets.open) - {first})
        asked = await act(slack.command, ann, nlp, "top")
    assert asked.answers[0].text == "Here"
    assert slack.calls["apps.connections.open"] >= 2  # slack_sdk asks again on both the message and the close


async def test_a_command_whose_socket_dies_before_the_ack_goes_to_another(
    slack: FakeSlack, app: AsyncApp, nlp: Channel, ann: User
) -> None:
    tries: list[str] = []

    @app.command("/papers")
    async def papers(ack: Any) -> None:
        tries.append("came")
        if len(tries) == 1:
            await act(slack.reset, slack.delivery_queue[-1].envelopes[0].socket)
            await asyncio.sleep(0.2)
        await ack()

    async with connected(app, slack, sockets=2):
        asked = await act(slack.command, ann, nlp, "top")
    assert asked.acked
    assert [e.fate for e in asked.delivery.envelopes] == ["connection_failed", ""]


async def test_addresses_of_sockets_work_once_and_ten_are_the_most(slack: FakeSlack, web: AsyncWebClient) -> None:
    async with aiohttp.ClientSession() as session:
        url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
        first = await session.ws_connect(url)
        assert (await first.receive_json())["num_connections"] == 1
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        held = [first]  # a socket that nobody holds is closed when Python tidies up
        for _ in range(9):
            url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
            held.append(await session.ws_connect(url))
        one_more = await session.ws_connect((await web.apps_connections_open(app_token=slack.app_token))["url"])
        assert (await one_more.receive_json())["reason"] == "too_many_websockets"


# modals, Home, shortcuts


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: FakeSlack, web: AsyncWebClient, ann: User, clock: Clock
) -> None:
    trigger = slack.world.trigger(ann.id)
    await web.views_open(trigger_id=trigger, view=MODAL)
    assert await refusal(web.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    late = slack.world.trigger(ann.id)
    clock.at += 3.1
    assert await refusal(web.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    view = slack.modal(ann)
    assert view is not None
    assert await refusal(web.views_update(view_id=view.id, hash="old", view=MODAL)) == "hash_conflict"
    assert await refusal(web.views_open(trigger_id="x", view={**MODAL, "submit": None})) == "invalid_arguments"


async def test_a_modal_may_be_refused_beside_its_field_and_then_closes(
    slack: FakeSlack, app: AsyncApp, ann: User
) -> None:
    @app.shortcut("search_papers")
    async def search(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("search")
    async def searched(ack: Any, view: dict[str, Any]) -> None:
        words = view["state"]["values"]["words"]["words"]["value"]
        await (ack(response_action="errors", errors={"words": "Too short"}) if len(words) < 3 else ack())

    async with connected(app, slack):
        await act(slack.shortcut, ann, "search_papers")
        view = await act(slack.until, lambda: slack.modal(ann))
        assert (await act(slack.submit, ann, view, {"words": "ab"})).errors == {"words": "Too short"}
        assert slack.modal(ann) is view
        await act(slack.submit, ann, view, {"words": "mixture"})
    assert slack.modal(ann) is None
    with pytest.raises(ValueError, match="must be filled in"):
        slack.submit(ann, view, {})
    assert slack.breaches == []


async def test_the_home_is_published_and_its_buttons_tell_the_view(slack: FakeSlack, app: AsyncApp, ann: User) -> None:
    bodies: list[dict[str, Any]] = []

    @app.event("app_home_opened")
    async def opened(client: AsyncWebClient, event: dict[str, Any]) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [BUTTONS]})

    @app.action("menu")
    async def chosen(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)

    async with connected(app, slack):
        await act(slack.open_home, ann)
        home = await act(slack.until, lambda: slack.world.homes.get(ann.id))
        await act(slack.choose, ann, home, "Copy BibTeX")
        await act(slack.until, lambda: bodies)
    assert bodies[0]["actions"][0]["selected_option"]["value"] == "export 1"
    assert (bodies[0]["container"]["type"], bodies[0]["view"]["id"]) == ("view", home.id)
    assert "channel" not in bodies[0]


# people in channels


async def test_the_app_hears_what_it_may_hear(slack: FakeSlack, app: AsyncApp, nlp: Channel, ann: User) -> None:
    heard: list[str] = []

    @app.middleware
    async def note(body: dict[str, Any]) -> BoltResponse:
        event = body["event"]
        heard.append(f"{event.get('channel_type', '')} {event['type']}".strip())
        return BoltResponse(status=200)

    away = slack.channel("away", ann, bot=False)
    async with connected(app, slack):
        await act(slack.say, ann, nlp, "plain")
        await act(slack.say, ann, nlp, "hi @paperboy")
        await act(slack.say, ann, away, "nobody of us here")
        await act(slack.say, ann, slack.direct(ann), "help")
        await act(slack.invite, ann, away)
        await act(slack.until, lambda: len(heard) == 5)
    assert heard[0] == "channel message"
    assert sorted(heard[1:3]) == ["app_mention", "channel message"]
    assert heard[3:] == ["im message", "C member_joined_channel"]


async def test_a_link_is_told_of_and_gets_its_card_once_named(
    slack: FakeSlack, web: AsyncWebClient, nlp: Channel, ann: User
) -> None:
    url = "https://www.arxiv.org/abs/2401.00001"
    message = await act(slack.say, ann, nlp, f"see {url}, and https://example.com/x.", wait=False)
    assert message.text == f"see <{url}>, and <https://example.com/x>."
    event = next(d.payload["event"] for d in slack.delivery_queue if d.payload["event"]["type"] == "link_shared")
    assert event["links"] == [{"url": url, "domain": "arxiv.org"}]
    card = {url: {"blocks": [BUTTONS]}}
    where = {"unfurl_id": event["unfurl_id"], "source": event["source"]}
    assert await refusal(web.chat_unfurl(**where, unfurls={url + "x": card[url]})) == "cannot_unfurl_message"
    assert await refusal(web.chat_unfurl(unfurl_id="x", source="composer", unfurls=card)) == "cannot_find_message"
    assert await refusal(web.chat_unfurl(channel=nlp.id, unfurls=card)) == "missing_ts"
    await web.chat_unfurl(channel=nlp.id, ts=message.ts, unfurls=card)
    assert message.unfurls[url]["blocks"][0]["type"] == "actions"
    pressed = await act(slack.press, ann, message, "Good", wait=False)
    assert pressed.delivery.payload["app_unfurl"]["app_unfurl_url"] == url
    draft = await act(slack.compose, ann, "https://arxiv.org/abs/1", wait=False)
    await web.chat_unfurl(
        unfurl_id=draft, source="composer", unfurls={"https://arxiv.org/abs/1": {"blocks": [BUTTONS]}}
    )
    assert list(slack.world.composed[draft]) == ["https://arxiv.org/abs/1"]


# the shapes


async def test_what_it_sends_fits_the_published_schemas(
    slack: FakeSlack, app: AsyncApp, web: AsyncWebClient, nlp: Channel, ann: User, shared: Path
) -> None:
    await web.chat_postMessage(channel=nlp.id, text="public", blocks=[BUTTONS])
    await web.views_open(trigger_id=slack.world.trigger(ann.id), view=MODAL)
    view, message = slack.modal(ann), slack.posted(nlp)[0]
    assert view is not None

    @app.middleware
    async def take() -> BoltResponse:
        return BoltResponse(status=200)

    async with connected(app, slack):
        asked = await act(slack.command, ann, nlp, "top")
        await act(slack.press, ann, message, "Good")
        await act(slack.shortcut, ann, "global")
        await act(slack.shortcut, ann, "save", message)
        await act(slack.submit, ann, view, {"words": "routing"})
        await tell_much(slack, nlp, ann, message)
    assert asked.acked
    bolt = json.loads((shared / "specs" / "slack-bolt-payloads.schema.json").read_text())["definitions"]
    types = json.loads((shared / "specs" / "slack-types.schema.json").read_text())["definitions"]
    wrapper = json.loads((shared / "specs" / "slack-event-wrapper.schema.json").read_text())
    wrapper["required"].remove("authed_users")  # which Slack replaced by `authorizations`
    names = {"shortcut": "GlobalShortcut", "message_action": "MessageShortcut", "view_submission": "ViewSubmitAction"}
    names |= {"block_actions": "BlockAction%3CButtonAction%3E", "": "SlashCommand"}
    for delivery in slack.delivery_queue:
        payload = delivery.payload
        if delivery.kind == "events_api":
            Draft7Validator(wrapper).validate(payload)
            kind = payload["event"]["type"] + payload["event"].get("subtype", "")
            Draft7Validator({"$ref": f"#/definitions/{EVENTS[kind]}", "definitions": types}).validate(payload["event"])
        else:  # of `enterprise` the types say absent where the service says null
            name = names[payload.get("type", "")]
            told = {key: value for key, value in payload.items() if key != "enterprise"}
            Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": bolt}).validate(told)
    assert len({d.payload.get("type", "") for d in slack.delivery_queue}) == 6


async def tell_much(slack: FakeSlack, nlp: Channel, ann: User, message: Message) -> None:
    await act(slack.say, ann, nlp, "hello @paperboy")
    await act(slack.say, ann, nlp, "a digest", files=[("a.txt", b"x")])
    await act(slack.react, ann, message, "eyes")
    await act(slack.unreact, ann, message, "eyes")
    await act(slack.invite, ann, slack.channel("new", ann, bot=False))
    await act(slack.open_home, ann)
