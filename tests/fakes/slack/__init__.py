"""A fake Slack on loopback: Web API, Socket Mode, response URLs, files, and people who act. `with FakeSlack() as slack:`"""

from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.stage import Act
from tests.fakes.slack.things import BOT, BOT_ID, TEAM, Channel, Message, User, View

__all__ = ["BOT", "BOT_ID", "TEAM", "Act", "Channel", "FakeSlack", "Message", "User", "View"]
