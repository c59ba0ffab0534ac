"""Gateway sessions: numbered events, kept so that a resume can replay them; each session hears what its intents ask for."""

from dataclasses import dataclass, field

from tests.fakes.discord import shown
from tests.fakes.discord.messages import blanked
from tests.fakes.discord.state import World
from tests.fakes.discord.things import APP, DIRECT, Channel, Json

GUILDS, MEMBERS, MESSAGES, REACTIONS = 1 << 0, 1 << 1, 1 << 9, 1 << 10  # events/gateway, list of intents
DIRECT_MESSAGES, DIRECT_REACTIONS, PRESENCES, CONTENT = 1 << 12, 1 << 13, 1 << 8, 1 << 15
KNOWN = (1 << 26) - 1
KEPT = 100_000
"""Events that a session keeps; one that resumes from before them cannot."""

RESUMABLE = 180.0
"""Seconds that a session waits for its bot to come back. Discord promises no figure."""


@dataclass(eq=False)
class Session:
    """One session; `seq` numbers its last event, `lost` counts events that a fault kept from it, `left` is when its socket went."""

    id: str
    intents: int
    seq: int = 0
    kept: list[tuple[int, str, Json]] = field(default_factory=list)
    lost: int = 0
    resumed: int = 0
    left: float = 0.0

    def add(self, event: str, data: Json) -> tuple[int, str, Json]:
        """The next event, numbered and kept."""
        self.seq += 1
        self.kept.append((self.seq, event, data))
        del self.kept[:-KEPT]
        return self.kept[-1]

    def lose(self) -> None:
        """An event that nobody will ever hear of; its number is gone with it."""
        self.seq += 1
        self.lost += 1

    def after(self, seq: int) -> list[tuple[int, str, Json]] | None:
        """What came after an event; None where that cannot be told."""
        if seq > self.seq or (self.kept and seq < self.kept[0][0] - 1):
            return None
        return [one for one in self.kept if one[0] > seq]

    def hears(self, event: str, channel: Channel | None) -> bool:
        """Whether its intents ask for an event."""
        direct = channel is not None and channel.kind == DIRECT
        if event.startswith("MESSAGE_REACTION"):
            return bool(self.intents & (DIRECT_REACTIONS if direct else REACTIONS))
        if event.startswith("MESSAGE_"):
            return bool(self.intents & (DIRECT_MESSAGES if direct else MESSAGES))
        if event.startswith(("GUILD_", "CHANNEL_", "THREAD_")):
            return bool(self.intents & GUILDS)
        return True

    def told(self, world: World, event: str, data: Json) -> Json:
        """An event's data as this session may read it."""
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not self.intents & CONTENT:
            return blanked(world, data)
        return data


def ready(world: World, session: Session) -> Json:
    """The first event: who we are, and our guilds, which come one by one."""
    inside = [{"id": one.id, "unavailable": True} for one in world.guilds.values() if APP in one.members]
    url = world.url.replace("http", "ws") + "/gateway"
    about = {"v": 10, "session_type": "normal", "private_channels": [], "resume_gateway_url": url}
    me = shown.user(world.users[APP]) | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0}
    application = {"id": APP, "flags": shown.application(world)["flags"]}
    return about | {"user": me, "guilds": inside, "session_id": session.id, "application": application}
