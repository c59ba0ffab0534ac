"""Who may use this Paperboy, and who may set a channel up: asked of Slack when it matters, never taken from a screen."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import msgspec

from bots.shared.errors import CallFailed
from bots.slack.inbound import TEAM
from bots.slack.profiles import Profiles
from core.cards.views import who_may
from core.model import Call, Posting
from core.store.chats.rooms import Rooms

log = logging.getLogger("paperboy")


UNSEEN = "channel_not_found"
"""Slack's word for a channel that is not there for us: a private one or a direct one of others (conversations.info, Errors)."""

INVITE = "Type “/invite @Paperboy” in this channel."
SEVERAL = (
    "Paperboy is not in this group message, and nobody can be invited into one: start a new one with Paperboy in it,"
    " or use a channel."
)
BETWEEN_TWO = "I cannot post in a chat between two people. Write to me directly, or use a channel."


class Members:
    """The people of a workspace; `rule` is the setting PAPERBOY_CONFIGURE, `teams` are the workspaces that may use us."""

    def __init__(self, rooms: Rooms, rule: str, teams: frozenset[str], profiles: Profiles) -> None:
        self._rooms, self._rule, self.teams, self.profiles = rooms, rule, teams, profiles

    def may_use(self, team: str) -> bool:
        """Whether the people of a workspace may use us."""
        return team in self.teams

    async def informed(self, call: Call, *, waits: bool = False) -> Call:
        """The call with what its channel and its person's profile say: who may set it up, whether we may post there, the zone.

        Where the line `waits` until we are invited, a person who may invite us is not refused: they may set it up then.
        """
        channel, posting = await self._looked_at(call)
        zone = await self.profiles.zone(call.person)
        refusal = await self.refusal(call, channel, invites=waits and posting == "not yet")
        way_in = _way_in(call, channel) if posting in ("not yet", "never") else ""
        return msgspec.structs.replace(call, refusal=refusal, zone=zone, posting=posting, way_in=way_in)

    async def refusal(self, call: Call, channel: Mapping[str, Any], *, invites: bool) -> str:
        """Who may set this channel up, where this person may not; '' where they may, or will as who `invites` us."""
        if call.direct:
            return ""
        user = await self.profiles.user(call.person.id)
        creator = str(channel.get("creator") or "")
        inviter = await asyncio.to_thread(self._rooms.inviter, call.place)
        manages = user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")
        trusted = self._rule == "inviter" and (invites or call.person.id in (creator, inviter))
        if not self._is_guest(user) and (manages or trusted or self._rule == "members"):
            return ""
        return who_may(self._rule, await self.profiles.name(inviter), await self.profiles.name(creator), TEAM)

    async def _looked_at(self, call: Call) -> tuple[dict[str, Any], Posting]:
        """A call's channel, as far as Slack shows it to us, and whether we may post there."""
        if not call.place.channel:
            return {}, "yes"  # a direct one is opened for what is asked for at Home
        try:
            channel = await self.profiles.channel(call.place)
        except CallFailed as failed:
            log.warning("%s", failed)
            if failed.error != UNSEEN:
                return {}, "unknown"
            return {}, "never" if call.direct or call.group else "not yet"
        if channel.get("is_archived"):
            return channel, "never"
        public = channel.get("is_channel") and not channel.get("is_private")
        return channel, "not yet" if public and not channel.get("is_member") else "yes"

    def _is_guest(self, user: dict[str, Any]) -> bool:
        """A guest, or somebody of another workspace in a shared channel."""
        restricted = user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_bot")
        return bool(restricted or self.profiles.home.is_foreign(user))


def _way_in(call: Call, channel: Mapping[str, Any]) -> str:
    """What lets us post where we may not."""
    if channel.get("is_archived"):
        return "This channel is archived, so I cannot post here. Unarchive it, or use another one."
    if call.group:
        return SEVERAL
    return BETWEEN_TWO if call.direct else INVITE
