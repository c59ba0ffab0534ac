"""A fake Discord on loopback: REST API v10, gateway v10, and people who act. `async with FakeDiscord() as discord:`"""

from tests.fakes.discord.deeds import Act
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.things import APP, TOKEN, Channel, Guild, Message, User

__all__ = ["APP", "TOKEN", "Act", "Channel", "FakeDiscord", "Guild", "Message", "User"]
