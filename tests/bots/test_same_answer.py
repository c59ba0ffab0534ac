"""Every command line is answered the same on every platform: title, link, text and the lines of buttons, read back from what each draws."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import discord
import pytest
import pytest_asyncio
import simcord
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bots.discord.api import acknowledge
from bots.discord.bind import Bot
from bots.discord.handlers.surfaces import Typed
from bots.discord.inbound import Interaction, manages, of_interaction
from bots.discord.render.limits import walk
from bots.slack import connect
from bots.slack.api import Api
from bots.slack.bind import make_app
from core.app import Paperboy
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.commands.grammar import Given, parse
from core.commands.programs import as_data
from core.commands.table import TABLE, verb_of
from core.errors import BadInput
from core.links.rights import PublicSite
from core.model import Call, Person, Place
from core.search.index import Index
from core.settings import read
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.bots.discord import live as discord_live
from tests.bots.slack.live import shown
from tests.factories import NOW, bring, entry, ticking
from tests.fakes.slack import Channel, FakeSlack, Message, User

LINES = [
    "",
    "help",
    "help search",
    "search tidal",
    "tidal rivers",
    "search tidal limit:2 page:2",
    "serch tidal",
    "search nobodywrotethis",
    "search from:never",
    "show 2611.00010",
    "show nothing",
    "similar 2611.00010",
    "today",
    "today date:2026-11-20",
    "week date:2026-11-20",
    "month date:2026-11-20",
    "top all",
    "top 30d",
    "vote 2611.00011 up",
    "votes",
    "my-votes",
    "votes 2611.00011",
    "share 2611.00012",
    "save 2611.00013 tag:rivers",
    "saved",
    "saved tag:nothing",
    "paper note 2611.00013 check the tail",
    "paper notes",
    'list new "!"',
    'list add 2611.00010 "Friday club"',
    "list show",
    'follow add "Ada Byron"',
    "follow list",
    "name-me on",
    "name-me off",
    'follow remove "Ada Byron"',
    'list remove 2611.00010 "Friday club"',
    'list rename "Friday club" to:"Monday club"',
    'list delete "Friday club"',
    'list undo "Friday club"',
    "show 2611.00013",
    "paper note 2611.00013 none",
    "read 2611.00013",
    "saved unread",
    "saved read",
    "unread 2611.00013",
    "unsave 2611.00013",
    "export bibtex id:2611.00010",
    "export json top:all",
    "export md tidal limit:3",
    "discuss 2611.00099",
    "links",
    "hello",
    "thanks",
    "show waves of nothing",
    "find me papers about tidal rivers, please",
    "yesterday",
    "home",
    "sources",
    "sources try",
    "sources add gopher://kites",
    "sources remove nothing",
    "status",
    "add 10.1000/nobody",
    "add",
    "added 0",
    "unadd 2611.99999",
    "merges",
    "dup 2611.00010",
    "digest new topics:zeppelins tz:UTC",
    "digest new topics:kites tz:UTC",
    "digest new at:25:00 tz:UTC",
    "digest list",
    "digest preview",
    "digest learn",
    "digest edit",
    "digest pause",
    "digest resume",
    "digest now",
    "digest confirm 4f2a9-1c70b",
    "digest stop",
    "digest stop sure:yes",
    "digest undo",
    "digest undo",
    "mute",
    "unmute",
    "mute all",
    "see-all nothing",
    "paper hide 2611.99999",
    "paper unhide 2611.99999",
    "paper hidden",
    "paper remove 2611.00010",
    "paper restore 2611.00010",
    "paper merge 2611.00010 2611.00011",
    "paper split 2611.00010",
    "rss link week",
    "rss new-link",
    "forget-me",
    "forget-me sure:yes",
]
GUILD = 623456789012345678
_DAY = re.compile(r"<t:(\d+):D>")
TOKEN = re.compile(r"<((?:https?|mailto):[^|>]+)\|([^>]*)>")


class Told(NamedTuple):
    """What a person reads of an answer, and can press or open."""

    title: str
    links: frozenset[str]
    text: frozenset[str]
    buttons: tuple[str, ...]


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as made:
        made.should_escape = False
        yield made
        assert made.breaches == []


@pytest.fixture
def app(record: Record, tmp_path: Path) -> Iterator[Paperboy]:
    index, queue = (lambda: Index.open(tmp_path / "index", write=False)), Queue(record.url, "ingest")
    no_pages = PublicSite(pages="off")  # a link that somebody is given says where they are
    made = Paperboy(record, index, queue, tmp_path, clock=ticking(), public_site=no_pages)
    rivers = [
        entry(f"Tidal Kites {n} & <Rivers> *of* R&D", arxiv=f"2611.{n + 10:05d}", authors=("Ada Byron", "Bo <Li>"))
        for n in range(8)
    ]
    bring(record, *rivers)
    yield made
    made.of(Catalog).close()


@pytest_asyncio.fixture
async def bolt(app: Paperboy, slack: FakeSlack, tmp_path: Path) -> AsyncIterator[AsyncApp]:
    given = {"PAPERBOY_HOME": str(tmp_path), "SLACK_BOT_TOKEN": slack.bot_token}
    settings = read(given | {"SLACK_APP_TOKEN": slack.app_token, "SLACK_API": slack.url.rstrip("/")}, None)
    client: AsyncWebClient = connect.client_of(settings)
    yield make_app(await connect.open_desk(app, settings, Api(client)), client)


async def through_bolt(bolt: AsyncApp, slack: FakeSlack, who: User, room: Channel, line: str) -> Message:
    """The answer to a line that Bolt was handed as Slack hands it over HTTP."""
    with slack.world.changed:
        hook = slack.world.hook(room.id, who.id)
        body = {"command": "/papers", "text": line, "team_id": "T1", "channel_id": room.id, "channel_name": room.name}
        body |= {"user_id": who.id, "user_name": who.name, "trigger_id": slack.world.trigger(who.id)}
        body |= {"response_url": f"{slack.world.url}/hooks/{hook.id}", "token": "x", "api_app_id": "A1"}
    headers = {"content-type": ["application/x-www-form-urlencoded"]}
    done = await bolt.async_dispatch(AsyncBoltRequest(body=urlencode(body), headers=headers))
    assert done.status == 200
    await asyncio.to_thread(slack.until, lambda: hook.answers or slack.posted(room))
    return (hook.answers or slack.posted(room))[0]


def in_terminal(app: Paperboy, who: Person, place: Place, line: str) -> Told:
    """The same through the terminal's shape."""
    call = Call(who, place, NOW, f"t-{line}", name="ada", open_to_all=True)
    cards = as_data(app, answer(app, line, call), call).cards
    texts = [text for card in cards for text in (card.title, card.body, *card.fields.values())]
    texts += [card.code for card in cards if card.code]
    links = [card.link for card in cards if card.link]
    buttons = [button for card in cards for button in card.buttons]
    return Told(
        words(cards[0].title),
        frozenset([*links, *(button.url for button in buttons if button.url)]),
        frozenset(word for text in texts for word in words(text).split()),
        tuple(sorted(button.line for button in buttons if button.line)),
    )


async def through_discord(env: simcord.Env, bot: Bot, line: str) -> simcord.ResponseMessage:
    """The answer to a line in a server: as a slash command where there is one, else as a button types it."""
    guild = env.create_guild(id=GUILD)
    nlp = guild.create_text_channel("nlp")
    keepers = guild.create_role("keepers", permissions=discord.Permissions(manage_channels=True))
    ada = guild.add_member(env.create_user("ada"), roles=[keepers])
    bot.tree.command(name="typed", description="A line")(_typing(bot, line))
    await bot.tree.sync()
    verb, given = verb_of(line)[0], _given(line)
    if given and verb and verb.menu:
        values = {name: value for name, value in given.values.items() if value != ""}
        done = await ada.slash(nlp, f"papers {verb.name}", **values)
    else:
        done = await ada.slash(nlp, "typed")
    assert done.response
    return done.response


def _typing(bot: Bot, line: str) -> Any:
    async def typed(interaction: Interaction) -> None:
        assert await acknowledge(bot.session.send, interaction, thinking=True, private=True)
        surface = Typed(bot.session, interaction, of_interaction(interaction, NOW), private=True)
        await surface.tell(await bot.session.answer(line, surface.call, manages=manages(interaction)), line)

    return typed


def _given(line: str) -> Given | None:
    try:
        return parse(line)
    except BadInput:
        return None


async def in_discord(message: simcord.ResponseMessage) -> Told:
    """What Discord was given, read back; its days as the terminal writes them."""
    written = [_DAY.sub(_day, text) for text in discord_live.texts(message.components)]
    filed = [(await file.read()).decode() for file in message.attachments]
    urls = [str(one["url"]) for one in walk(message.components) if one.get("url")]
    links = [one.text for text in written for one in discord_live.live(text) if one.kind == "link"]
    said = discord_live.lines(message.components)
    return Told(
        words(discord_live.shown(written[0]).split("\n")[0]),
        frozenset([*links, *urls]),
        frozenset(word for text in (*map(discord_live.shown, written), *filed) for word in words(text).split()),
        tuple(sorted(re.sub(r"^p\d{0,2}:", "", one) for one in said)),
    )


def _day(token: re.Match[str]) -> str:
    at = datetime.fromtimestamp(int(token[1]), UTC)
    return f"{at.day} {at:%b %Y}"


def in_slack(message: Message) -> Told:
    """What Slack was given, read back."""
    texts = list(_texts(message.blocks))
    heads = texts[0].split("\n")[0]
    acts = list(_acts(message.blocks))
    links = [link for text in texts for link, _ in TOKEN.findall(text)]
    return Told(
        words(shown(heads)),
        frozenset([*links, *(act["url"] for act in acts if act.get("url"))]),
        frozenset(word for text in texts for word in words(shown(_undated(text))).split()),
        tuple(sorted(act["value"] for act in acts if not act.get("url"))),
    )


def words(text: str) -> str:
    """A text without what the reader of mrkdwn cannot tell from marks: stars, strokes and ticks, in code too."""
    return " ".join(text.translate(dict.fromkeys(map(ord, "*_~`\\"))).split())


def _undated(text: str) -> str:
    return re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", text)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict) and node.get("type") in ("button", "overflow"):
        return
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for value in node.values():
            yield from _texts(value)


def _acts(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield from (element for element in block.get("elements", ()) if element.get("type") == "button")
        yield from (block.get("accessory") or {}).get("options", ())


def test_every_verb_is_asked() -> None:
    import core.commands.verbs  # noqa: F401

    asked = {verb.name for line in LINES if (verb := verb_of(line)[0])}
    assert set(TABLE) <= asked


@pytest.mark.parametrize("line", LINES)
async def test_slack_and_the_terminal_tell_the_same(app: Paperboy, bolt: AsyncApp, slack: FakeSlack, line: str) -> None:
    ada = slack.user("ada")
    room = slack.channel("nlp", ada)
    person, place = Person("slack", "T1", ada.id), Place("slack", "T1", room.id)
    expected = await asyncio.to_thread(in_terminal, app, person, place, line)
    if line.startswith("vote "):  # the same again would take it back
        app.of(Votes).erase(Person("slack", "T1", ada.id), NOW)
    while app.of(Record).text.info("persistence")["aof_rewrite_in_progress"]:  # one forgetting at a time
        await asyncio.sleep(0.01)
    told = in_slack(await through_bolt(bolt, slack, ada, room, line))
    assert told.title == expected.title
    assert told.buttons == expected.buttons
    assert told.links == expected.links
    assert expected.text <= told.text


@pytest.mark.parametrize("line", LINES)
async def test_discord_and_the_terminal_tell_the_same(app: Paperboy, line: str) -> None:
    bot = Bot(app, read({"DISCORD_TOKEN": "a" * 24 + ".bbbbbb." + "c" * 30}, None))
    async with simcord.run(bot) as env:
        person, place = Person("discord", "", "1"), Place("discord", str(GUILD), "1")
        expected = await asyncio.to_thread(in_terminal, app, person, place, line)
        app.of(Votes).erase(person, NOW)  # another person votes there
        while app.of(Record).text.info("persistence")["aof_rewrite_in_progress"]:  # one forgetting at a time
            await asyncio.sleep(0.01)
        told = await in_discord(await through_discord(env, bot, line))
    assert told.title == expected.title
    assert told.buttons == expected.buttons
    assert told.links == expected.links
    assert expected.text <= told.text
