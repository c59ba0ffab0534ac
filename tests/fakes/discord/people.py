"""What people do in channels and with guilds: write, react, invite and remove the bot, close channels; and outages."""

from tests.fakes.discord import reactions, shown
from tests.fakes.discord.content import amend
from tests.fakes.discord.deeds import Deeds, Person, Room
from tests.fakes.discord.messages import gone, said, tell
from tests.fakes.discord.permissions import USUAL, bits
from tests.fakes.discord.things import APP, FORUM, NEWS, TEXT, THREAD, Channel, Guild, Message, User


class People(Deeds):
    """Each of these is told to the bot's sessions at once."""

    def user(self, name: str, *guilds: Guild, bot: bool = False) -> User:
        """A new person, a member of these guilds."""
        made = User(self.world.snowflake(), name, bot)
        for guild in guilds:
            guild.members.append(made.id)
        return self.world.users.setdefault(made.id, made)

    def guild(self, name: str, *members: User, invited: bool = True, granted: str = "view_audit_log") -> Guild:
        """A new guild, owned by the first of its members, who also invites the bot; `granted` is what it gets beside what all have."""
        owner = members[0].id if members else self.user(f"owner of {name}").id
        made = Guild(self.world.snowflake(), name, owner, USUAL, USUAL | bits(granted))
        made.members = list(dict.fromkeys([owner, *(one.id for one in members)]))
        self.world.guilds[made.id] = made
        if invited:
            self.invite(made)
        return made

    def channel(
        self, guild: Guild, name: str, *members: User, forum: bool = False, system: bool = False, news: bool = False
    ) -> Channel:
        """A new channel (`news`: of announcements); with members named, only they and the bot see it."""
        made = Channel(self.world.snowflake(), name, FORUM if forum else NEWS if news else TEXT, guild.id)
        made.members = {APP, *(one.id for one in members)} if members else None
        self.world.channels[made.id] = made
        guild.system_channel = made.id if system else guild.system_channel
        self.world.tell("CHANNEL_CREATE", shown.channel(self.world, made), made)
        if system:
            self.world.tell("GUILD_UPDATE", shown.guild(self.world, guild), guild=guild)
        return made

    def deny(self, channel: Room, names: str) -> None:
        """Takes permissions from the bot in a channel; '' gives them back. It is told also of one that it no longer sees."""
        room = self._room(channel)
        room.denied = bits(names)
        self.world.tell("CHANNEL_UPDATE", shown.channel(self.world, room), guild=self.world.guilds[room.guild])

    def grant(self, guild: Guild | str, names: str, everyone: str) -> None:
        """Changes what the bot's role may do in a guild, and what everybody may."""
        one = self._guild(guild)
        one.granted, one.everyone = bits(names), bits(everyone)
        for role in shown.roles(one):
            self.world.tell("GUILD_ROLE_UPDATE", {"guild_id": one.id, "role": role}, guild=one)

    def delete_channel(self, channel: Room) -> None:
        """Deletes a channel, with its threads."""
        room = self._room(channel)
        for one in [room, *(c for c in self.world.channels.values() if c.parent == room.id)]:
            event = "THREAD_DELETE" if one.kind == THREAD else "CHANNEL_DELETE"
            self.world.tell(event, shown.channel(self.world, one), one)
        for one in [c for c in self.world.channels.values() if room.id in (c.id, c.parent)]:
            del self.world.channels[one.id]

    def say(self, user: Person, channel: Room, text: str) -> Message:
        """Posts as a person."""
        who, room = self._user(user), self._room(channel)
        if not self.world.sees(room, who):
            raise ValueError(f"{self.world.users[who].name} does not see that channel")
        return said(self.world, Message(self.world.snowflake(), room.id, who, text))

    def edit(self, message: Message, text: str) -> None:
        """Changes what a person wrote."""
        amend(self.world, message, {"content": text}, [])
        tell(self.world, "MESSAGE_UPDATE", message)

    def delete(self, message: Message | str) -> None:
        gone(self.world, self._message(message))

    def react(self, user: Person, message: Message | str, emoji: str, *, burst: bool = False) -> None:
        reactions.mark(self.world, self._message(message), emoji, self._user(user), burst=burst)

    def unreact(self, user: Person, message: Message | str, emoji: str, *, burst: bool = False) -> None:
        reactions.unmark(self.world, self._message(message), emoji, self._user(user), burst=burst)

    def clear(self, message: Message | str, emoji: str = "") -> None:
        """A moderator takes all reactions off, or all of one emoji."""
        reactions.clear(self.world, self._message(message), emoji)

    # the bot in a guild

    def invite(self, guild: Guild | str, user: Person | None = None) -> None:
        """Brings the bot into a guild."""
        one = self._guild(guild)
        one.inviter = self._user(user) if user else one.owner
        one.members += [] if APP in one.members else [APP]
        told = shown.guild(self.world, one)
        del told["unavailable"]  # what tells a guild that is new from one that is back
        self.world.tell("GUILD_CREATE", told, guild=one)

    def remove(self, guild: Guild | str) -> None:
        """Takes the bot out of a guild."""
        one = self._guild(guild)
        one.members.remove(APP)
        self.world.tell("GUILD_DELETE", {"id": one.id}, guild=one)

    def outage(self, guild: Guild | str) -> None:
        """A guild becomes unavailable: its calls fail and it tells nothing."""
        one = self._guild(guild)
        one.unavailable = True
        self.world.tell("GUILD_DELETE", {"id": one.id, "unavailable": True}, guild=one)

    def recover(self, guild: Guild | str) -> None:
        """It is back."""
        one = self._guild(guild)
        one.unavailable = False
        self.world.tell("GUILD_CREATE", shown.guild(self.world, one), guild=one)

    def _guild(self, where: Guild | str) -> Guild:
        named = where.id if isinstance(where, Guild) else where
        return next(one for one in self.world.guilds.values() if named in (one.id, one.name))

    def _message(self, what: Message | str) -> Message:
        return what if isinstance(what, Message) else self.world.messages[what]
