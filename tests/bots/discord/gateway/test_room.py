"""The room to try Paperboy in, with the bot in it: what Ada types is done, and what comes of it is printed."""

from core.catalog import Catalog
from tests.bots.discord.gateway.conftest import Bot
from tests.fakes.discord import FakeDiscord
from tests.fakes.room.discord import DiscordRoom
from tests.fakes.room.prompt import Prompt


async def test_what_is_typed_in_the_room_is_done_and_what_comes_of_it_is_printed(fake: FakeDiscord, idle: Bot) -> None:
    printed: list[str] = []
    prompt = Prompt(DiscordRoom(fake), printed.append)

    async def after(line: str, awaited: str) -> str:
        printed.clear()
        await prompt.take(line)
        await fake.until(lambda: prompt.news() or awaited in "\n".join(printed))
        return "\n".join(printed)

    await prompt.take("/papers today")
    assert printed == ["That does not work here: /papers is not registered yet: `paperboy up` does that as it starts."]
    await idle.start()
    await fake.until(lambda: not idle.app.of(Catalog).behind())
    assert "1. Paperboy\n" in await after("/invite @Paperboy", "Hello, I am Paperboy")
    shown = await after("/papers search tidal", "8 papers")
    assert "Paperboy to Ada alone" in shown and "[Next]" in shown
    assert "Page 2 of 2" in await after("/press Next", "Page 2")
    assert "Ada\n   good morning" in await after("good morning", "good morning")
    assert (await after("/react 👍", "👍 1")).startswith("\n1. Paperboy, changed")
    assert "is set up" in await after("/papers digest new at:09:00 tz:Europe/Paris", "is set up")
    await prompt.take("/papers digest dance")
    assert printed[-1].startswith("That does not work here: ")
