"""The fake Discord against its documentation, call by call, and against the real discord.py, which must not tell it from the real one."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import discord as discord_py
import pytest
import pytest_asyncio
from discord.gateway import DiscordWebSocket

from tests.fakes.discord import APP, Channel, FakeDiscord, Guild, User
from tests.fakes.discord.launch import redirect
from tests.fakes.discord.permissions import bits
from tests.fakes.discord.things import EPHEMERAL, V2
from tests.fakes.discord.web import Fault, Faults

Answer = tuple[int, Any]
TEXT = {"type": 10, "content": "A paper"}
BUTTON = {"type": 2, "style": 2, "label": "Up", "custom_id": "up"}
OPTION = {"label": "Save", "value": "save 1"}
MENU = {"type": 3, "custom_id": "menu", "options": [OPTION]}
PING = {"name": "ping", "description": "Answers", "type": 1}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = 1_795_219_200.0

    def __call__(self) -> float:
        return self.at


class Api:
    """The REST API as a client without patience calls it: status and body."""

    def __init__(self, discord: FakeDiscord, session: aiohttp.ClientSession) -> None:
        self._discord, self._session = discord, session
        self.headers: Any = {}

    async def __call__(self, method: str, path: str, body: object = None, *, token: str = "", **query: str) -> Answer:
        headers = {"Authorization": f"Bot {token or self._discord.token}"}
        url = f"{self._discord.url}/api/v10{path}"
        async with self._session.request(method, url, json=body, headers=headers, params=query) as answer:
            self.headers = answer.headers
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def refused(self, method: str, path: str, body: object = None, **query: str) -> int:
        """The code of a refusal."""
        status, answer = await self(method, path, body, **query)
        assert status >= 400
        return int(answer["code"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def discord(clock: Clock) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(now=clock) as made:
        yield made


@pytest_asyncio.fixture
async def api(discord: FakeDiscord) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(discord, session)


@pytest.fixture
def ada(discord: FakeDiscord) -> User:
    return discord.user("ada")


@pytest.fixture
def guild(discord: FakeDiscord, ada: User) -> Guild:
    return discord.guild("Readers", ada)


@pytest.fixture
def nlp(discord: FakeDiscord, guild: Guild) -> Channel:
    return discord.channel(guild, "nlp")


class Listener(discord_py.Client):
    """Writes down what it hears."""

    def __init__(self, intents: discord_py.Intents) -> None:
        super().__init__(intents=intents, max_messages=None)
        self.heard: list[Any] = []

    async def on_raw_reaction_add(self, event: discord_py.RawReactionActionEvent) -> None:
        self.heard.append((str(event.emoji), event.burst))

    async def on_message(self, message: discord_py.Message) -> None:
        self.heard.append(message.content)

    async def on_guild_join(self, guild: discord_py.Guild) -> None:
        self.heard.append(f"joined {guild.name}")

    async def on_guild_remove(self, guild: discord_py.Guild) -> None:
        self.heard.append(f"left {guild.name}")

    async def on_guild_unavailable(self, guild: discord_py.Guild) -> None:
        self.heard.append(f"lost {guild.name}")


@asynccontextmanager
async def connected(
    discord: FakeDiscord, patch: pytest.MonkeyPatch, intents: discord_py.Intents | None = None
) -> AsyncIterator[Listener]:
    for where, name in (
        (discord_py.http.Route, "BASE"),
        (DiscordWebSocket, "DEFAULT_GATEWAY"),
        (discord_py.client, "ConnectionState"),
        (discord_py.Client, "before_identify_hook"),
    ):
        patch.setattr(where, name, getattr(where, name))
    redirect(discord.url, ready=0.01, again=0.01)
    wanted = discord_py.Intents(guilds=True, guild_reactions=True) if intents is None else intents
    client = Listener(wanted)
    running = asyncio.create_task(client.start(discord.token))
    try:
        await discord.until(lambda: client.is_ready() or running.done())
        yield client
    finally:
        await client.close()
        await asyncio.wait([running])


def posting(channel: Channel) -> str:
    return f"/channels/{channel.id}/messages"


def laid_out(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(components), **more}


# messages


async def test_a_post_under_a_nonce_stands_there_once_while_its_window_lasts(
    discord: FakeDiscord, api: Api, nlp: Channel, clock: Clock
) -> None:
    body = {"content": "Hello", "nonce": "slot-1", "enforce_nonce": True}
    first = (await api("POST", posting(nlp), body))[1]["id"]
    assert (await api("POST", posting(nlp), body))[1]["id"] == first
    assert (await api("POST", posting(nlp), body | {"nonce": "slot-2"}))[1]["id"] != first
    assert (await api("POST", posting(nlp), {"content": "Hello", "nonce": "slot-1"}))[1]["id"] != first
    clock.at += discord.world.nonce_seconds + 1
    await api("POST", posting(nlp), body)
    assert len(discord.posted(nlp)) == 4


@pytest.mark.parametrize(
    "body",
    [
        laid_out(*[TEXT] * 41),
        laid_out(TEXT | {"content": "x" * 2_500}, TEXT | {"content": "x" * 1_501}),
        laid_out(TEXT | {"content": " "}),
        laid_out({"type": 1, "components": [BUTTON | {"label": "x" * 81}]}),
        laid_out({"type": 1, "components": [BUTTON | {"custom_id": "x" * 101}]}),
        laid_out({"type": 1, "components": [BUTTON, BUTTON]}),
        laid_out({"type": 1, "components": [BUTTON | {"custom_id": f"b{n}"} for n in range(6)]}),
        laid_out({"type": 1, "components": [MENU, BUTTON]}),
        laid_out({"type": 1, "components": [MENU | {"options": [OPTION | {"value": str(n)} for n in range(26)]}]}),
        laid_out({"type": 1, "components": [MENU | {"options": [OPTION, OPTION]}]}),
        laid_out({"type": 9, "components": [TEXT] * 4, "accessory": BUTTON}),
        laid_out({"type": 9, "components": [TEXT]}),
        laid_out({"type": 17, "components": [{"type": 17, "components": [TEXT]}]}),
        laid_out({"type": 13, "file": {"url": "attachment://nowhere.txt"}}),
        laid_out(TEXT, content="both"),
        {"components": [TEXT]},
        {"content": "x" * 2_001},
        {"content": "x", "nonce": "x" * 26},
    ],
)
async def test_what_breaks_a_limit_is_refused_and_kept_as_a_breach(
    discord: FakeDiscord, api: Api, nlp: Channel, body: dict[str, Any]
) -> None:
    discord.front.strict = False  # the table must do it alone
    assert await api.refused("POST", posting(nlp), body) == 50035
    assert discord.breaches and discord.posted(nlp) == []


async def test_a_message_at_its_limits_is_taken_with_numbered_components(api: Api, nlp: Channel) -> None:
    options = [OPTION | {"value": str(n)} for n in range(25)]
    rows = [{"type": 1, "components": [BUTTON | {"custom_id": f"{n:0100}", "label": "x" * 80}]} for n in range(17)]
    box = {"type": 17, "components": [TEXT | {"content": "x" * 4_000}, *rows, {"type": 1, "components": [MENU]}]}
    box["components"][-1]["components"][0]["options"] = options
    status, made = await api("POST", posting(nlp), laid_out(box, {"type": 14}))
    assert status == 200
    assert made["components"][0]["id"] == 1
    assert made["components"][0]["components"][0]["id"] == 2


async def test_flags_content_and_authors_of_an_edit(discord: FakeDiscord, api: Api, nlp: Channel, ada: User) -> None:
    posted = (await api("POST", posting(nlp), laid_out(TEXT)))[1]
    path = f"{posting(nlp)}/{posted['id']}"
    assert await api.refused("PATCH", path, {"content": "words"}) == 50035  # components cannot be left again
    await api("PATCH", path, {"components": [TEXT | {"content": "Anew"}]})
    assert discord.posted(nlp)[0].components[0]["content"] == "Anew"
    said = discord.say(ada, nlp, "mine")
    assert await api.refused("PATCH", f"{posting(nlp)}/{said.id}", {"content": "x"}) == 50005
    assert await api.refused("PATCH", f"{posting(nlp)}/1", {"content": "x"}) == 10008
    assert await api.refused("POST", posting(nlp), {"content": ""}) == 50006


async def test_a_page_of_history_is_by_limit_before_and_after(
    discord: FakeDiscord, api: Api, nlp: Channel, ada: User
) -> None:
    ids = [discord.say(ada, nlp, str(n)).id for n in range(5)]

    async def page(**query: str) -> list[str]:
        return [one["id"] for one in (await api("GET", posting(nlp), **query))[1]]

    assert await page() == ids[::-1]
    assert await page(limit="2") == [ids[4], ids[3]]
    assert await page(before=ids[2]) == [ids[1], ids[0]]
    assert await page(after=ids[1], limit="2") == [ids[3], ids[2]]
    assert await api.refused("GET", posting(nlp), limit="101") == 50035
    assert (await api("GET", posting(nlp)))[1][0]["content"] == ""  # the intent for content is not granted
    discord.world.content_granted = True
    assert (await api("GET", posting(nlp)))[1][0]["content"] == "4"


async def test_who_may_not_is_told_by_discords_codes(
    discord: FakeDiscord, api: Api, guild: Guild, nlp: Channel, ada: User
) -> None:
    hidden, mute = discord.channel(guild, "hidden"), discord.channel(guild, "mute")
    discord.deny(hidden, "view_channel")
    discord.deny(mute, "send_messages read_message_history create_public_threads add_reactions")
    body = {"content": "x"}
    said = discord.say(ada, mute, "mine")
    assert await api.refused("POST", "/channels/404/messages", body) == 10003
    assert await api.refused("POST", posting(hidden), body) == 50001
    assert await api.refused("POST", posting(mute), body) == 50013
    assert await api.refused("POST", f"{posting(mute)}/{said.id}/threads", {"name": "x"}) == 50013
    assert await api.refused("GET", f"{posting(mute)}/{said.id}") == 50013
    assert (await api("GET", posting(mute)))[1] == []
    assert await api.refused("GET", "/guilds/404") == 10004
    assert await api.refused("GET", f"/guilds/{guild.id}/members/{discord.user('sue').id}") == 10007
    assert await api.refused("POST", posting(discord.channel(guild, "ideas", forum=True)), body) == 50008
    discord.outage(guild)
    assert (await api("POST", posting(nlp), body))[0] == 503
    discord.recover(guild)
    discord.remove(guild)
    assert await api.refused("POST", posting(nlp), body) == 50001
    assert await api.refused("GET", f"/guilds/{guild.id}") == 10004
    assert discord.invalid == 5


async def test_a_direct_message_may_be_closed(discord: FakeDiscord, api: Api, ada: User) -> None:
    room = (await api("POST", "/users/@me/channels", {"recipient_id": ada.id}))[1]
    assert (await api("POST", f"/channels/{room['id']}/messages", {"content": "x"}))[0] == 200
    ada.closed = True
    assert await api.refused("POST", f"/channels/{room['id']}/messages", {"content": "x"}) == 50007


async def test_a_message_has_one_thread_and_a_forums_post_is_one(
    discord: FakeDiscord, api: Api, guild: Guild, nlp: Channel, ada: User
) -> None:
    said = discord.say(ada, nlp, "a paper")
    made = (await api("POST", f"{posting(nlp)}/{said.id}/threads", {"name": "Talk"}))[1]
    assert (made["id"], made["parent_id"], made["type"]) == (said.id, nlp.id, 11)
    assert await api.refused("POST", f"{posting(nlp)}/{said.id}/threads", {"name": "Talk"}) == 160004
    discord.world.channels[said.id].locked = True
    assert await api.refused("POST", f"/channels/{said.id}/messages", {"content": "x"}) == 50083
    forum = discord.channel(guild, "ideas", forum=True)
    post = (await api("POST", f"/channels/{forum.id}/threads", {"name": "A paper", "message": laid_out(TEXT)}))[1]
    assert post["message"]["id"] == post["id"]
    assert [one.id for one in discord.posted(post["id"])] == [post["id"]]


# reactions


async def test_usual_reactions_and_bursts_are_two_lists_in_pages(
    discord: FakeDiscord, api: Api, guild: Guild, nlp: Channel, ada: User
) -> None:
    said = discord.say(ada, nlp, "a paper")
    path = f"{posting(nlp)}/{said.id}/reactions/👍"
    for n in range(130):
        discord.react(discord.user(f"u{n}", guild), said, "👍")
    discord.react(ada, said, "👍", burst=True)
    await api("PUT", f"{path}/@me")
    first = (await api("GET", path, limit="100"))[1]
    rest = (await api("GET", path, limit="100", after=first[-1]["id"]))[1]
    assert (len(first), len(rest), (await api("GET", path, type="1"))[1][0]["id"]) == (100, 31, ada.id)
    assert len((await api("GET", path))[1]) == 25
    assert await api.refused("GET", path, limit="101") == 50035
    (shown,) = (await api("GET", f"{posting(nlp)}/{said.id}"))[1]["reactions"]
    assert shown["count_details"] == {"normal": 131, "burst": 1}
    assert (shown["count"], shown["me"], shown["me_burst"]) == (132, True, False)


async def test_what_is_no_emoji_or_one_too_many_is_refused(
    discord: FakeDiscord, api: Api, nlp: Channel, ada: User
) -> None:
    said = discord.say(ada, nlp, "a paper")
    assert await api.refused("PUT", f"{posting(nlp)}/{said.id}/reactions/thumbsup/@me") == 10014
    for n in range(20):
        discord.react(ada, said, f"own:{n:018}")
    assert await api.refused("PUT", f"{posting(nlp)}/{said.id}/reactions/👍/@me") == 30010
    assert (await api("PUT", f"{posting(nlp)}/{said.id}/reactions/own:{0:018}/@me"))[0] == 204


# interactions


async def deferred(discord: FakeDiscord, api: Api, nlp: Channel, ada: User, flags: int = 0) -> tuple[Any, str, str]:
    """A slash command and the paths of its callback and its follow-ups."""
    await api("PUT", f"/applications/{APP}/commands", [PING])
    act = discord.slash(ada, nlp, "ping")
    callback = f"/interactions/{act.interaction.id}/{act.interaction.token}/callback"
    assert (await api("POST", callback, {"type": 5, "data": {"flags": flags}}))[0] == 204
    return act, callback, f"/webhooks/{APP}/{act.interaction.token}"


async def test_a_late_answer_and_a_second_one_are_refused(
    discord: FakeDiscord, api: Api, nlp: Channel, ada: User, clock: Clock
) -> None:
    act, callback, _ = await deferred(discord, api, nlp, ada)
    assert await api.refused("POST", callback, {"type": 5}) == 40060
    late = discord.slash(ada, nlp, "ping")
    clock.at += 3.1
    path = f"/interactions/{late.interaction.id}/{late.interaction.token}/callback"
    assert await api.refused("POST", path, {"type": 5}) == 10062
    assert (act.acked, late.acked) == (True, False)


async def test_a_deferred_answer_is_filled_by_an_edit_or_by_the_first_follow_up(
    discord: FakeDiscord, api: Api, nlp: Channel, ada: User
) -> None:
    act, _, hook = await deferred(discord, api, nlp, ada, EPHEMERAL)
    assert act.answers == []
    filled = (await api("POST", hook, laid_out(TEXT)))[1]
    assert [one.id for one in act.answers] == [filled["id"]]
    assert act.answers[0].only_for == ada.id  # as private as its placeholder
    await api("POST", hook, laid_out(TEXT))
    assert act.answers[1].only_for == ""
    assert (await api("GET", f"{hook}/messages/@original"))[1]["id"] == filled["id"]
    assert await api.refused("GET", f"{posting(nlp)}/{filled['id']}") == 10008
    await api("DELETE", f"{hook}/messages/@original")
    assert await api.refused("GET", f"{hook}/messages/@original") == 10008


async def test_the_token_of_an_interaction_lives_a_quarter_of_an_hour(
    discord: FakeDiscord, api: Api, nlp: Channel, ada: User, clock: Clock
) -> None:
    _, _, hook = await deferred(discord, api, nlp, ada)
    clock.at += 899
    assert (await api("PATCH", f"{hook}/messages/@original", laid_out(TEXT)))[0] == 200
    clock.at += 2
    assert await api.refused("POST", hook, laid_out(TEXT)) == 50027
    assert await api.refused("POST", f"/webhooks/{APP}/nobody", laid_out(TEXT)) == 10015


async def test_commands_have_their_limits(discord: FakeDiscord, api: Api) -> None:
    path = f"/applications/{APP}/commands"
    child = {"name": "x", "description": "y", "type": 1}
    many = PING | {"options": [child | {"name": f"x{n}"} for n in range(26)]}
    long = PING | {"options": [child | {"name": f"x{n}", "description": "y" * 99} for n in range(25)]}
    longer = PING | {"options": [long["options"][0] | {"options": [one | {"type": 3} for one in long["options"]]}] * 4}
    discord.front.strict = False
    for wrong in (many, longer):
        assert await api.refused("PUT", path, [wrong]) == 50035
    first = (await api("PUT", path, [PING, long | {"name": "long"}]))[1]
    again = (await api("PUT", path, [PING]))[1]
    assert again[0]["id"] == first[0]["id"]
    with pytest.raises(LookupError):
        discord.slash(discord.user("ada"), "nlp", "long x0")


# limits and faults


async def test_calls_beyond_a_bucket_are_held_back_by_its_headers(
    discord: FakeDiscord, api: Api, nlp: Channel, guild: Guild, clock: Clock
) -> None:
    discord.limits.on = True
    body, other = {"content": "x"}, discord.channel(guild, "other")
    statuses = [(await api("POST", posting(nlp), body))[0] for _ in range(5)]
    assert statuses == [200] * 5 and api.headers["X-RateLimit-Remaining"] == "0"
    status, told = await api("POST", posting(nlp), body)
    assert (status, told["global"], api.headers["X-RateLimit-Scope"]) == (429, False, "user")
    assert told["retry_after"] == pytest.approx(5.0) and api.headers["Via"]
    assert (await api("POST", posting(other), body))[0] == 200  # a bucket a channel
    clock.at += told["retry_after"]
    assert (await api("POST", posting(nlp), body))[0] == 200
    statuses = [(await api("GET", "/users/@me"))[0] for _ in range(60)]
    assert statuses.count(429) >= 10
    assert discord.invalid == 1 + statuses.count(429)


async def test_a_fault_strikes_before_or_after_the_call_is_taken(discord: FakeDiscord, api: Api, nlp: Channel) -> None:
    discord.fault("POST /channels/*/messages", status=502)
    discord.fault("POST /channels/*/messages", status=500, after=True)
    discord.fault("POST /channels/*/messages", drop_reply=True)
    discord.fault("POST /channels/*/messages", drop_call=True)
    with pytest.raises(ValueError, match="Expecting"):  # a page, as from a proxy
        await api("POST", posting(nlp), {"content": "1"})
    with pytest.raises(ValueError, match="Expecting"):
        await api("POST", posting(nlp), {"content": "2"})
    for content in ("3", "4"):
        with pytest.raises(aiohttp.ClientError):
            await api("POST", posting(nlp), {"content": content})
    assert [one.content for one in discord.posted(nlp)] == ["2", "3"]
    assert discord.calls["POST /channels/{channel}/messages"] == 4


async def test_only_what_discord_counts_is_an_invalid_call(discord: FakeDiscord, api: Api, nlp: Channel) -> None:
    for how in ({"status": 401}, {"status": 403}, {"status": 404}, {"status": 429, "scope": "shared"}, {"status": 429}):
        discord.fault(**how)
        await api("GET", "/users/@me")
    await api("GET", "/users/@me", token="wrong")
    assert (discord.invalid, discord.front.most_invalid()) == (4, 4)


def test_a_share_of_calls_is_struck_the_same_way_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(FakeDiscord(seed=seed).world.random)
        faults.waiting.append(Fault(times=None, status=500, share=0.3))
        return [faults.take("GET /") is not None for _ in range(200)]

    assert struck(1) == struck(1) != struck(2)
    assert 30 < sum(struck(1)) < 90


# the gateway


async def test_a_session_hears_what_its_intents_ask_for(
    discord: FakeDiscord, nlp: Channel, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(discord, monkeypatch) as client:
        said = discord.say(ada, nlp, "not asked for")
        discord.react(ada, said, "👍")
        discord.react(ada, said, "👍", burst=True)
        await discord.until(lambda: len(client.heard) == 2)
        assert client.heard == [("👍", False), ("👍", True)]
        assert [guild.name for guild in client.guilds] == ["Readers"]


async def test_without_the_privileged_intent_messages_come_empty(
    discord: FakeDiscord, nlp: Channel, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(discord, monkeypatch, discord_py.Intents(guilds=True, guild_messages=True)) as client:
        discord.say(ada, nlp, "secret")
        discord.say(ada, nlp, f"<@{APP}> hello")
        await discord.until(lambda: len(client.heard) == 2)
        assert client.heard == ["", f"<@{APP}> hello"]


async def test_what_our_bot_does_not_see_it_does_not_hear(
    discord: FakeDiscord, guild: Guild, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = discord.channel(guild, "hidden")
    async with connected(discord, monkeypatch) as client:
        said = discord.say(ada, hidden, "a paper")
        discord.deny(hidden, "view_channel")
        discord.react(ada, said, "👍")
        discord.deny(hidden, "")
        discord.react(ada, said, "🔥")
        await discord.until(lambda: client.heard == [("🔥", False)])


async def test_a_guild_that_is_away_is_not_one_that_removed_us(
    discord: FakeDiscord, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(discord, monkeypatch) as client:
        discord.outage(guild)
        discord.recover(guild)
        discord.remove(guild)
        discord.invite(guild)
        told = ["lost Readers", "left Readers", "joined Readers"]
        await discord.until(lambda: client.heard == told)


async def test_a_resume_replays_and_a_lost_event_leaves_a_gap(
    discord: FakeDiscord, nlp: Channel, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = discord.say(ada, nlp, "a paper")
    async with connected(discord, monkeypatch) as client:
        (session,) = discord.gateway.sessions.values()
        discord.gateway.reset()
        discord.react(ada, said, "👍")
        discord.drop(1.0)
        discord.react(ada, said, "👎")
        discord.drop(0.0)
        discord.react(ada, said, "🔥")
        await discord.until(lambda: len(client.heard) == 2)
        assert client.heard == [("👍", False), ("🔥", False)]
        assert (session.lost, session.resumed) == (1, 1)
        await discord.until(lambda: session.kept[-1][1] == "RESUMED")
        assert session.seq == len(session.kept) + 1


async def test_a_session_whose_bot_stays_away_is_over(
    discord: FakeDiscord, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(discord, monkeypatch) as client:
        discord.gateway.refusing = True
        discord.gateway.reset()
        await discord.until(lambda: not discord.gateway.sockets)
        clock.at += 181
        discord.gateway.refusing = False
        await discord.until(lambda: discord.connected)
        assert discord.gateway.seen["resume refused"] == 1
        assert len(discord.gateway.sessions) == 1 and client.heard == []


async def said_to(discord: FakeDiscord, *payloads: object, query: str = "") -> tuple[list[Any], int | None]:
    """What the gateway answers to payloads, and the code it closes with."""
    told = []
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{discord.url}/gateway{query}") as line:
        for payload in payloads:
            await line.send_str(payload if isinstance(payload, str) else json.dumps(payload))
        async with asyncio.timeout(5):
            while (message := await line.receive()).type == aiohttp.WSMsgType.TEXT:
                told.append(json.loads(message.data))
                if told[-1]["op"] == 9:
                    break
        return told, line.close_code


@pytest.mark.parametrize(
    ("payloads", "code"),
    [
        (["{"], 4002),
        ([{"op": 77}], 4001),
        ([{"op": 8, "d": {}}], 4003),
        ([{"op": 2, "d": {"token": "wrong", "intents": 1}}], 4004),
        ([{"op": 2, "d": {"token": "TOKEN", "intents": 1}}] * 2, 4005),
        ([{"op": 2, "d": {"token": "TOKEN", "intents": -1}}], 4013),
        ([{"op": 2, "d": {"token": "TOKEN", "intents": 1 << 15}}], 4014),
    ],
)
async def test_a_client_that_errs_is_told_by_a_close_code(discord: FakeDiscord, payloads: list[Any], code: int) -> None:
    right = json.loads(json.dumps(payloads).replace("TOKEN", discord.token))
    told, closed = await said_to(discord, *right)
    assert (told[0]["op"], closed) == (10, code)


async def test_heartbeats_are_acknowledged_and_an_unknown_session_is_not_resumed(discord: FakeDiscord) -> None:
    resume = {"op": 6, "d": {"token": discord.token, "session_id": "none", "seq": 3}}
    told, _ = await said_to(discord, {"op": 1, "d": None}, resume)
    assert [(one["op"], one["d"]) for one in told[1:]] == [(11, None), (9, False)]


# processes


@pytest.mark.real
async def test_it_runs_as_a_process_with_a_door_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fakes.discord", "--port", "0", "--seed", "7"),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    told = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
    try:
        async with aiohttp.ClientSession() as session:

            async def act(deed: str, /, **given: object) -> Any:
                async with session.post(f"{told['control']}/{deed}", json=given) as answer:
                    return await answer.json()

            await act("user", name="ada")
            await act("guild", name="Readers", members=["ada"])
            await act("channel", guild="Readers", name="nlp")
            said = await act("say", user="ada", channel="nlp", text="a paper")
            await act("react", user="ada", message=said["id"], emoji="👍", burst=True)
            await act("faults", route="GET /users/*", times=None, status=403)
            assert "nobody is called" in (await act("say", user="bo", channel="nlp", text="x"))["error"]
            async with session.get(f"{told['url']}/api/v10/users/@me") as answer:
                assert answer.status == 403
            async with session.get(f"{told['control']}/state") as answer:
                state = await answer.json()
            async with session.get(f"{told['control']}/messages", params={"channel": "nlp"}) as answer:
                (message,) = await answer.json()
        assert (state["invalid"], state["faults"][0]["struck"]) == (1, 1)
        assert [(one["emoji"], one["burst"], len(one["users"])) for one in message["marks"]] == [("👍", True, 1)]
    finally:
        process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0


@pytest.mark.real
async def test_the_launcher_hands_over_to_the_module_with_its_arguments() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-m", "tests.fakes.discord.launch", "workers", "nothing"),
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"FAKE_DISCORD": "http://127.0.0.1:9"},
    )
    _, said = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1 and said.decode().startswith("Name the worker to run")


def test_the_guild_grants_what_its_roles_and_channels_say(discord: FakeDiscord, guild: Guild, nlp: Channel) -> None:
    assert discord.world.permissions(nlp) & bits("view_audit_log send_messages") == bits("view_audit_log send_messages")
    discord.deny(nlp, "send_messages")
    assert not discord.world.permissions(nlp) & bits("send_messages")
    assert discord.world.permissions(nlp) & bits("read_message_history")
