"""Who somebody is in the workspace, and whether they may set a channel up: asked of Slack when it matters, never taken from a screen."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from bots.shared.errors import CallFailed
from bots.slack.api import Api
from bots.slack.inbound import TEAM
from core.cards.views import who_may
from core.errors import ErrorKind
from core.host.clock import Clock
from core.model import Call, Person, Place, Posting
from core.store.chats.rooms import Rooms

log = logging.getLogger("paperboy")


SLACKBOT = "USLACKBOT"
UNSEEN = "channel_not_found"
"""Slack's word for a channel that is not there for us: a private one or a direct one of others (conversations.info, Errors)."""

INVITE = "Type “/invite @Paperboy” in this channel."
BETWEEN_TWO = "Paperboy cannot post between the two of you; write to it alone, or use a channel."
ASKED_AGAIN = 3600.0
"""Seconds for which it is remembered that somebody is a person."""


class Members:
    """The people of one workspace; `rule` is the setting PAPERBOY_CONFIGURE."""

    def __init__(self, send: Api, rooms: Rooms, rule: str, team: str, clock: Clock) -> None:
        self._send, self._rooms, self._rule, self._team, self._clock = send, rooms, rule, team, clock
        self._humans: dict[str, tuple[bool, float]] = {}

    async def informed(self, call: Call, *, waits: bool = False) -> Call:
        """The call with what its channel and its person's profile say: who may set it up, whether we may post there, the zone.

        Where the line `waits` until we are invited, a person who may invite us is not refused: they may set it up then.
        """
        channel, posting = await self._looked_at(call)
        zone = await self.zone(call.person)
        refusal = await self.refusal(call, channel, invites=waits and posting == "not yet")
        way_in = _way_in(call, channel) if posting in ("not yet", "never") else ""
        return msgspec.structs.replace(call, refusal=refusal, zone=zone, posting=posting, way_in=way_in)

    async def refusal(self, call: Call, channel: Mapping[str, Any], *, invites: bool) -> str:
        """Who may set this channel up, where this person may not; '' where they may, or will as who `invites` us."""
        if call.direct:
            return ""
        user = await self._user(call.person.id)
        if invites and self._rule == "inviter" and not self._is_guest(user):
            return ""
        creator = str(channel.get("creator") or "")
        inviter = await asyncio.to_thread(self._rooms.inviter, call.place)
        if not self._is_guest(user) and (_may_always(user) or self._may(call, (creator, inviter))):
            return ""
        return who_may(self._rule, await self._name(inviter), await self._name(creator), TEAM)

    async def zone(self, person: Person) -> str:
        """A person's time zone (IANA), '' where Slack does not say."""
        return str((await self._user(person.id)).get("tz") or "")

    async def is_human(self, user: str, us: str) -> bool:
        """Whether somebody is a person, not a bot and not us; asked once an hour. Raises CallFailed where Slack does not say.

        Whom Slack shows nobody is a person: bots are shown.
        """
        if user in ("", us, SLACKBOT):
            return False
        now, known = self._clock.monotonic(), self._humans.get(user)
        if known and now - known[1] <= ASKED_AGAIN:
            return known[0]
        found = await self._looked_up(user)
        human = not (found.get("is_bot") or found.get("is_workflow_bot"))
        self._humans[user] = (human, now)
        return human

    async def natures(self, users: Iterable[str], us: str) -> tuple[dict[str, bool | None], CallFailed | None]:
        """Whether each of these is a person, None where that could not be learnt, and why it could not.

        After one failure Slack is not asked about the others: it would fail for them too, and each call counts.
        """
        natures: dict[str, bool | None] = {}
        failure: CallFailed | None = None
        for user in users:
            try:
                natures[user] = None if failure else await self.is_human(user, us)
            except CallFailed as failed:
                natures[user], failure = None, failed
        return natures, failure

    async def channel_name(self, place: Place) -> str:
        """A channel's name, '' for one that not everybody in the workspace may know of."""
        channel = await self._channel(place)
        closed = channel.get("is_private") or channel.get("is_im") or channel.get("is_mpim")
        return "" if closed else str(channel.get("name") or "")

    def _may(self, call: Call, trusted: tuple[str, ...]) -> bool:
        return self._rule == "members" or (self._rule == "inviter" and call.person.id in trusted)

    async def _user(self, user: str) -> dict[str, Any]:
        try:
            return dict((await self._send.call("users.info", {"user": user}))["user"]) if user else {}
        except CallFailed as failed:
            log.warning("%s", failed)
            return {"is_restricted": True}  # whom we cannot look up may set nothing

    async def _looked_up(self, user: str) -> dict[str, Any]:
        try:
            return dict((await self._send.call("users.info", {"user": user}))["user"])
        except CallFailed as failed:
            if failed.kind is not ErrorKind.TARGET_DEAD:
                raise
            return {}

    async def _channel(self, place: Place) -> dict[str, Any]:
        try:
            return await self._asked_of(place)
        except CallFailed as failed:
            log.warning("%s", failed)
            return {}

    async def _looked_at(self, call: Call) -> tuple[dict[str, Any], Posting]:
        """A call's channel, as far as Slack shows it to us, and whether we may post there."""
        if not call.place.channel:
            return {}, "yes"  # a direct one is opened for what is asked for at Home
        try:
            channel = await self._asked_of(call.place)
        except CallFailed as failed:
            log.warning("%s", failed)
            if failed.error != UNSEEN:
                return {}, "unknown"
            return {}, "never" if call.direct else "not yet"
        if channel.get("is_archived"):
            return channel, "never"
        public = channel.get("is_channel") and not channel.get("is_private")
        return channel, "not yet" if public and not channel.get("is_member") else "yes"

    async def _asked_of(self, place: Place) -> dict[str, Any]:
        return dict((await self._send.call("conversations.info", {"channel": place.channel}))["channel"])

    async def _name(self, user: str) -> str:
        if not user:
            return ""
        found = await self._user(user)
        profile = found.get("profile") or {}
        return str(profile.get("display_name") or found.get("real_name") or found.get("name") or "")

    def _is_guest(self, user: dict[str, Any]) -> bool:
        """A guest, or somebody of another workspace in a shared channel."""
        home = user.get("team_id")
        foreign = user.get("is_stranger") or (home and home != self._team and not user.get("enterprise_user"))
        return bool(user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_bot") or foreign)


def _way_in(call: Call, channel: Mapping[str, Any]) -> str:
    """What lets us post where we may not."""
    if channel.get("is_archived"):
        return "This channel is archived, so I cannot post here. Unarchive it, or use another one."
    return BETWEEN_TWO if call.direct else INVITE


def _may_always(user: dict[str, Any]) -> bool:
    return bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner"))
