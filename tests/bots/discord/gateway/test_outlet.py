"""Discord as an outlet: a post has a nonce, and its first component's number finds it again, also after votes redrew it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import TypeVar

import msgspec
import pytest
import pytest_asyncio

from bots.discord.api import mark_of
from bots.discord.outlet import LOOKED_AT, BotOutlet
from bots.shared.platforms import Loop
from core.app import Paperboy
from core.delivery.outlet import CannotLook, Digest, Undelivered
from core.errors import ErrorKind
from core.model import Person, Place
from core.store.chats.posts import Posts
from tests.bots.discord.conftest import settings
from tests.bots.discord.gateway.conftest import Bot, Town, place_of, said
from tests.bots.discord.live import lines
from tests.bots.letters import IDS, letter_of
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.things import CROSSPOSTED

KEY = "ab12-post-20261120"
POSTS = "POST /channels/{channel}/messages"
Found = TypeVar("Found")


class Outlet:
    """The outlet, asked from a thread as a worker does."""

    def __init__(self, app: Paperboy, fake: FakeDiscord) -> None:
        self.now = app.clock.now
        self.real = BotOutlet(app, settings(DISCORD_TOKEN=fake.token), Loop())

    async def send(self, place: Place, letter: Digest, key: str = KEY, still: bool = True) -> str:
        return await asyncio.to_thread(self.real.send, place, letter, key, lambda: still)

    async def find(self, place: Place, key: str = KEY, **back: float) -> str:
        since = self.now() - timedelta(**back or {"minutes": 1})
        return await asyncio.to_thread(self.real.find, place, key, since)

    async def dress(self, place: Place, message: str, letter: Digest, *, again: bool = False) -> None:
        await asyncio.to_thread(lambda: self.real.dress(place, message, letter, KEY, again=again))

    async def direct(self, person: Person) -> Place:
        return await asyncio.to_thread(self.real.direct, person)


@pytest_asyncio.fixture
async def outlet(app: Paperboy, fake: FakeDiscord, town: Town) -> AsyncIterator[Outlet]:
    made = Outlet(app, fake)
    yield made
    if client := made.real._client:
        await asyncio.to_thread(lambda: made.real._loop.run(client.close()))


@pytest.fixture
def letter(app: Paperboy) -> Digest:
    return letter_of(app, layout="cards")


async def failure(act: Callable[[], object]) -> Undelivered:
    """What a call failed by."""
    with pytest.raises(Undelivered) as raised:
        await act()  # type: ignore[misc]
    return raised.value


async def test_a_post_goes_out_with_a_nonce_and_is_found_by_its_number(
    outlet: Outlet, town: Town, letter: Digest
) -> None:
    place = place_of(town.nlp)
    message = await outlet.send(place, letter)
    (post,) = town.fake.posted(town.nlp)
    assert post.id == message and "3 picks of 8 new papers; 1 repeat left out" in said(post) and "2️⃣" in said(post)
    assert post.components[0]["id"] == mark_of(KEY) < 2**31
    sent = next(call for call in town.fake.log if call.name == POSTS).body
    assert sent["nonce"] and sent["enforce_nonce"] and sent["allowed_mentions"] == {"parse": []}
    assert await outlet.find(place) == message
    assert await outlet.find(place, "another") == ""
    assert await outlet.find(place, minutes=-1) == ""


async def test_a_post_is_found_after_votes_redrew_it(bot: Bot, outlet: Outlet, town: Town, letter: Digest) -> None:
    place = place_of(town.nlp)
    message = await outlet.send(place, letter)
    bot.app.of(Posts).put(place, message, letter.papers, bot.app.clock.now())
    (post,) = town.fake.posted(town.nlp)
    town.fake.press(town.ada, post, f"p:vote {IDS[1]} up")
    await town.fake.until(lambda: "1 for, 0 against" in said(post))
    assert post.components[0]["id"] == mark_of(KEY) and await outlet.find(place) == message
    assert said(post).count("️⃣") == 3 and "2. Tidal Kites" in said(post)


async def test_a_compact_post_counts_a_press_and_a_number_and_opens_its_papers_and_is_found_after(
    bot: Bot, app: Paperboy, outlet: Outlet, town: Town
) -> None:
    place, letter = place_of(town.nlp), letter_of(app)
    message = await outlet.send(place, letter)
    await outlet.dress(place, message, letter)
    bot.app.of(Posts).put(place, message, letter.papers, bot.app.clock.now())
    (post,) = town.fake.posted(town.nlp)
    assert post.reactions == {}
    town.fake.press(town.ada, post, f"p:vote {IDS[1]} up")
    await town.fake.until(lambda: "'2️⃣ 1'" in str(post.components))
    town.fake.react(town.bo, post, "3️⃣")
    await town.fake.until(lambda: "'3️⃣ 1'" in str(post.components))
    opened = await town.fake.choose(town.bo, post, f"show {IDS[0]}").answered()
    assert "Tidal Kites number 0" in said(opened) and opened.only_for == town.bo.id
    assert post.components[0]["id"] == mark_of(KEY) and await outlet.find(place) == message


async def test_a_post_whose_reply_was_lost_is_found_and_sent_again_it_is_the_same(
    outlet: Outlet, town: Town, letter: Digest
) -> None:
    place = place_of(town.nlp)
    town.fake.fault(POSTS, drop_reply=True)
    assert (await failure(lambda: outlet.send(place, letter))).kind is ErrorKind.AMBIGUOUS
    message = await outlet.find(place)
    assert await outlet.send(place, letter) == message
    assert [post.id for post in town.fake.posted(town.nlp)] == [message]


async def test_a_long_429_is_told_and_takes_nothing(outlet: Outlet, town: Town, letter: Digest) -> None:
    town.fake.fault(POSTS, status=429, retry_after=45.0)
    failed = await failure(lambda: outlet.send(place_of(town.nlp), letter))
    assert failed.kind is ErrorKind.RETRY_AFTER and failed.wait == pytest.approx(45.0, abs=1)
    assert town.fake.posted(town.nlp) == []


@pytest.mark.parametrize(
    ("denied", "why"), [("read_message_history", "lack permissions"), ("view_channel", "closed to me")]
)
async def test_where_history_is_closed_nobody_can_say(
    outlet: Outlet, town: Town, letter: Digest, denied: str, why: str
) -> None:
    place = place_of(town.nlp)
    await outlet.send(place, letter)
    town.fake.deny(town.nlp, denied)
    with pytest.raises(CannotLook, match=why):
        await outlet.find(place)


async def test_in_an_empty_channel_that_may_be_read_there_is_nothing(outlet: Outlet, town: Town) -> None:
    assert await outlet.find(place_of(town.nlp)) == ""


async def test_in_a_channel_with_too_much_in_it_nobody_can_say(outlet: Outlet, town: Town) -> None:
    for number in range(LOOKED_AT):
        town.fake.say(town.ada, town.nlp, f"message {number}")
    with pytest.raises(CannotLook, match="too busy"):
        await outlet.find(place_of(town.nlp))


async def test_a_channel_that_is_gone_is_told_in_words(outlet: Outlet, town: Town, letter: Digest) -> None:
    town.fake.delete_channel(town.nlp)
    failed = await failure(lambda: outlet.send(place_of(town.nlp), letter))
    assert (failed.kind, failed.why) == (ErrorKind.TARGET_DEAD, "the channel is gone")


async def test_a_token_that_is_no_more_is_the_end_of_its_team(outlet: Outlet, town: Town, letter: Digest) -> None:
    await town.fake.revoke()
    assert (await failure(lambda: outlet.send(place_of(town.nlp), letter))).kind is ErrorKind.TEAM_DEAD
    assert town.fake.token not in outlet.real.token()


async def test_at_the_last_moment_it_may_still_be_held_back(outlet: Outlet, town: Town, letter: Digest) -> None:
    assert (await failure(lambda: outlet.send(place_of(town.nlp), letter, still=False))).kind is ErrorKind.RETRY_AFTER
    assert town.fake.posted(town.nlp) == []


async def test_a_post_gets_its_numbers_in_order_once(outlet: Outlet, town: Town, letter: Digest) -> None:
    place = place_of(town.nlp)
    message = await outlet.send(place, letter)
    await outlet.dress(place, message, letter)
    await outlet.dress(place, message, letter, again=True)
    (post,) = town.fake.posted(town.nlp)
    assert {sign: len(who) for (sign, _), who in post.reactions.items()} == {"1️⃣": 1, "2️⃣": 1, "3️⃣": 1}


async def test_the_abstracts_follow_in_the_posts_thread_once_also_after_one_was_not_heard(
    app: Paperboy, outlet: Outlet, town: Town
) -> None:
    letter, place = letter_of(app), place_of(town.nlp)
    message = await outlet.send(place, letter)
    town.fake.fault(POSTS, drop_reply=True)
    assert (await failure(lambda: outlet.dress(place, message, letter))).kind is ErrorKind.AMBIGUOUS
    for _ in range(2):
        await outlet.dress(place, message, letter, again=True)
    thread = town.fake.world.channels[message]
    assert thread.name == "3 of 8 new papers · Friday 20 November"
    texts = [said(message) for message in town.fake.posted(thread)]
    assert len(texts) == 3 and "2. Tidal Kites number 1" in texts[1]
    known = [app.of(Posts).get(place_of(thread), message.id) for message in town.fake.posted(thread)]
    assert [post and (post.papers, post.ours) for post in known] == [((paper,), False) for paper in letter.papers]


async def test_where_no_thread_may_be_opened_the_post_stands_without(app: Paperboy, outlet: Outlet, town: Town) -> None:
    message = await outlet.send(place_of(town.nlp), letter_of(app))
    town.fake.deny(town.nlp, "create_public_threads")
    failed = await failure(lambda: outlet.dress(place_of(town.nlp), message, letter_of(app)))
    assert (failed.kind, failed.lacks, failed.why) == (ErrorKind.TARGET_DEAD, "its thread", "I lack permissions there")
    assert message not in town.fake.world.channels and len(town.fake.posted(town.nlp)) == 1


async def test_without_permission_for_reactions_the_post_stands_without(
    outlet: Outlet, town: Town, letter: Digest
) -> None:
    message = await outlet.send(place_of(town.nlp), letter)
    town.fake.deny(town.nlp, "add_reactions")
    await outlet.dress(place_of(town.nlp), message, letter)
    assert town.fake.posted(town.nlp)[0].reactions == {}


async def test_a_post_is_published_once_from_an_announcement_channel_and_stands_unpublished_elsewhere(
    outlet: Outlet, town: Town, letter: Digest
) -> None:
    shared = msgspec.structs.replace(letter, publish=True)
    news = town.fake.channel(town.guild, "news", news=True)
    message = await outlet.send(place_of(news), shared, f"{KEY}-{news.id}")
    await outlet.dress(place_of(news), message, shared)
    await outlet.dress(place_of(news), message, shared, again=True)
    message = await outlet.send(place_of(town.nlp), shared, f"{KEY}-{town.nlp.id}")
    failed = await failure(lambda: outlet.dress(place_of(town.nlp), message, shared))
    assert (failed.lacks, failed.why) == ("being published", "that kind of channel does not take it")
    assert [bool(town.fake.posted(room)[0].flags & CROSSPOSTED) for room in (news, town.nlp)] == [True, False]
    quiet = await outlet.send(place_of(news), letter, "another")
    await outlet.dress(place_of(news), quiet, letter)
    assert [bool(post.flags & CROSSPOSTED) for post in town.fake.posted(news)] == [True, False]


async def test_a_person_is_reached_in_their_own_channel_unless_it_is_closed(
    outlet: Outlet, town: Town, letter: Digest
) -> None:
    ada = Person("discord", "", town.ada.id)
    place = await outlet.direct(ada)
    assert place == Place("discord", "", town.fake.world.direct(town.ada.id).id)
    assert await outlet.send(place, letter)
    town.ada.closed = True
    assert "takes no direct messages" in (await failure(lambda: outlet.send(place, letter, "another"))).why


async def test_a_direct_post_has_no_acts_that_do_something_in_a_channel(
    outlet: Outlet, town: Town, letter: Digest
) -> None:
    await outlet.send(await outlet.direct(Person("discord", "", town.ada.id)), letter)
    await outlet.send(place_of(town.nlp), letter, "another")
    (alone,), (posted,) = (town.fake.posted(room) for room in (town.fake.world.direct(town.ada.id), town.nlp))
    only_there = {line.partition(" ")[0] for line in {*lines(posted.components)} - {*lines(alone.components)}}
    assert only_there == {"discuss", "share"}
