"""What people keep, and feeds they add, typed to Paperboy on Discord: each act is answered to one person, and its outcome shows."""

from core.app import Paperboy
from core.services.feed_trial import FeedTrial
from tests.bots.asked import PAPER
from tests.bots.discord.gateway.conftest import Bot, Town, said
from tests.bots.discord.gateway.test_messages import direct, mention
from tests.core.commands.verbs.test_sources import URL, look


async def answered(town: Town, line: str) -> str:
    """What one person reads of what she typed in a channel."""
    before = len(direct(town))
    mention(town, line)
    answer = await town.fake.until(lambda: direct(town)[before:])
    return "\n".join(map(said, answer))


async def test_a_library_is_kept_and_a_feed_is_tried_added_and_taken_away(bot: Bot, app: Paperboy, town: Town) -> None:
    app.of(FeedTrial).look = look
    assert "Saved" in await answered(town, f"save {PAPER} tag:kites,wind")
    await answered(town, f"read {PAPER}")
    assert "Tidal Kites" in await answered(town, "saved read")
    assert "Noted on" in await answered(town, f"paper note {PAPER} Check table 2")
    assert "is made" in await answered(town, 'list new "Friday club"')
    assert "now" in await answered(town, f'list add {PAPER} "Friday club"')
    assert "Friday club: 1 paper" in await answered(town, "list")
    await answered(town, "name-me on")
    assert "saved here by" in await answered(town, f"votes {PAPER}")
    assert "holds 4 papers now" in await answered(town, f"sources try {URL}")
    assert "is added" in await answered(town, f"sources add {URL}")
    assert "added here" in await answered(town, "sources list")
    assert "is not asked any more" in await answered(town, f"sources remove {URL}")
