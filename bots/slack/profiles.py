"""Who people are and what channels are called, as Slack says: Discord says so with each interaction and each event."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from bots.shared.errors import CallFailed
from bots.slack.api import Api
from core.cards.card import Card, Field, Reply
from core.errors import ErrorKind
from core.host.clock import Clock
from core.model import Call, Person, Place
from core.services.redraw import named

log = logging.getLogger("paperboy")

SLACKBOT = "USLACKBOT"

ASKED_AGAIN = 3600.0
"""Seconds for which it is remembered what somebody is: a person, and of which workspace."""

TOLD = ("team_id", "enterprise_user", "is_stranger", "is_bot", "is_workflow_bot")
NAME = "name"
"""What of a profile is remembered; the name is the one that people see."""

NAMED = 20
"""People that one line names, the earliest first: each takes a call (users.info, a hundred a minute)."""


class Home(msgspec.Struct, frozen=True):
    """Where we are installed: a workspace, and the organization that it belongs to, '' for none."""

    team: str
    organization: str = ""

    def is_foreign(self, user: Mapping[str, Any]) -> bool:
        """Whether somebody is of another workspace that shares a channel with us; one of our organization is not.

        `is_stranger` is missing where such a channel is one of ours (docs.slack.dev, user object).
        """
        theirs = (user.get("enterprise_user") or {}).get("enterprise_id")
        colleague = user.get("team_id") in (None, self.team) or (self.organization and theirs == self.organization)
        return bool(user.get("is_stranger") or not colleague)


class Profiles:
    """The profiles of the people of one workspace, `home`, and its channels."""

    def __init__(self, send: Api, clock: Clock, home: Home) -> None:
        self._send, self._clock, self.home = send, clock, home
        self._seen: dict[str, tuple[dict[str, Any], float]] = {}

    async def user(self, user: str) -> dict[str, Any]:
        """A person's profile; a guest's where Slack does not show it."""
        try:
            return dict((await self._send.call("users.info", {"user": user}))["user"]) if user else {}
        except CallFailed as failed:
            log.warning("%s", failed)
            return {"is_restricted": True}  # whom we cannot look up may set nothing

    async def name(self, user: str) -> str:
        """A person's name, '' for nobody and where Slack does not show it."""
        return _name_in(await self.user(user))

    async def zone(self, person: Person) -> str:
        """A person's time zone (IANA), '' where Slack does not say."""
        return str((await self.user(person.id)).get("tz") or "")

    async def is_human(self, user: str, us: str) -> bool:
        """Whether somebody is a person, not a bot and not us; asked once an hour. Raises CallFailed where Slack does not say.

        Whom Slack shows nobody is a person: bots are shown.
        """
        if user in ("", us, SLACKBOT):
            return False
        known = await self._remembered(user)
        return not (known.get("is_bot") or known.get("is_workflow_bot"))

    async def told_apart(self, call: Call) -> Call:
        """The call with whether its person is of another workspace, which what a command and a visit at Home carry does not say, and
        with their name, which an event lacks.

        Whom Slack does not tell us of is taken for one of another workspace.
        """
        home = msgspec.structs.replace(self.home, team=call.place.team)
        try:
            known = await self._remembered(call.person.id)
        except CallFailed as failed:
            log.warning("it is not known of which workspace somebody is: %s", failed)
            known = {}
        foreign = not known or home.is_foreign(known)
        return msgspec.structs.replace(call, foreign=foreign, name=call.name or known.get(NAME, ""))

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

    async def channel(self, place: Place) -> dict[str, Any]:
        """A channel, as Slack shows it to us. Raises CallFailed."""
        return dict((await self._send.call("conversations.info", {"channel": place.channel}))["channel"])

    async def channel_name(self, place: Place) -> str:
        """A channel's name, '' for one that not everybody in the workspace may know of."""
        try:
            channel = await self.channel(place)
        except CallFailed as failed:
            log.warning("%s", failed)
            return ""
        closed = channel.get("is_private") or channel.get("is_im") or channel.get("is_mpim")
        return "" if closed else str(channel.get("name") or "")

    async def named(self, reply: Reply, viewer: Person) -> Reply:
        """A reply for one person, with those of the same workspace named whom it is about.

        By name: what a mention in an ephemeral message does is written nowhere, and a name wakes nobody.
        """
        cards = list[Card]()
        for card in reply.cards:
            fields = [await self._with_names(field, viewer) for field in card.fields]
            cards.append(msgspec.structs.replace(card, fields=tuple(fields)))
        return msgspec.structs.replace(reply, cards=tuple(cards))

    async def _with_names(self, field: Field, viewer: Person) -> Field:
        here = [
            person.id for person in field.people if (person.platform, person.team) == (viewer.platform, viewer.team)
        ]
        names = await asyncio.gather(*map(self.name, here[:NAMED]))
        return named(field, [name for name in names if name])

    async def _remembered(self, user: str) -> dict[str, Any]:
        """What somebody is, as Slack said within the hour; nothing where Slack omits them. Raises CallFailed."""
        now, known = self._clock.monotonic(), self._seen.get(user)
        if known and now - known[1] <= ASKED_AGAIN:
            return known[0]
        looked_up = await self._looked_up(user)
        kept = {name: looked_up[name] for name in TOLD if name in looked_up}
        kept |= {NAME: _name_in(looked_up)} if looked_up else {}
        self._seen[user] = (kept, now)
        return kept

    async def _looked_up(self, user: str) -> dict[str, Any]:
        try:
            return dict((await self._send.call("users.info", {"user": user}))["user"])
        except CallFailed as failed:
            if failed.kind is not ErrorKind.TARGET_DEAD:
                raise
            return {}


def _name_in(profile: Mapping[str, Any]) -> str:
    """The name that people see, '' where a profile holds none."""
    shown = (profile.get("profile") or {}).get("display_name")
    return str(shown or profile.get("real_name") or profile.get("name") or "")
