"""The room to try Paperboy in, with the bot in it: what Ada types is done, and what comes of it is printed."""

import asyncio

from core.catalog import Catalog
from tests.bots.slack.conftest import Bot
from tests.fakes.room.prompt import Prompt, introduction
from tests.fakes.room.slack import SlackRoom
from tests.fakes.slack import FakeSlack


def test_what_is_typed_in_the_room_is_done_and_what_comes_of_it_is_printed(slack: FakeSlack, idle: Bot) -> None:
    printed: list[str] = []
    room = SlackRoom(slack)
    prompt = Prompt(room, printed.append)

    def after(line: str, awaited: str) -> str:
        printed[:] = ["That does not work here"]
        while printed and "does not work here" in printed[-1]:
            # a socket may go on a slow machine, and then nobody hears
            printed.clear()
            slack.until(lambda: slack.sockets.open)
            asyncio.run(prompt.take(line))
        slack.until(lambda: prompt.news() or awaited in "\n".join(printed))
        return "\n".join(printed)

    asyncio.run(prompt.take("/papers today"))
    assert printed == ["That does not work here: Paperboy is not connected: `paperboy up` runs it."]
    idle.start()
    slack.until(lambda: not idle.app.of(Catalog).behind())
    assert "1. Paperboy\n" in after("/invite @Paperboy", "Hello, I am Paperboy")
    shown = after("/papers search tidal", "8 papers")
    assert "Paperboy to Ada alone" in shown and "[Next]" in shown
    assert "Page 2 of 2" in after("/press Next", "Page 2")
    assert "Ada\n   good morning" in after("good morning", "good morning")
    assert after("/react 👍", ":thumbsup: 1").startswith("\n1. Paperboy, changed")
    assert "Its fields: topics" in after("/papers digest new", "A form is open")
    assert "is set up" in after("/fill at=09:00", "is set up")
    asyncio.run(prompt.take("/press Dance"))
    assert printed[-1] == "That does not work here: no message has that."


def test_the_room_says_what_leads_paperboy_to_it(slack: FakeSlack) -> None:
    text = introduction(SlackRoom(slack))
    assert f"export SLACK_API={slack.url.rstrip('/')}\n" in text and "export SLACK_BOT_TOKEN=xoxb-" in text
