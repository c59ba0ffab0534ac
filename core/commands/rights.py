"""Who may set up a place, or change what everybody sees."""

from collections.abc import Mapping

from core.errors import NotAllowed
from core.model import Call
from core.votes.emoji import Rules

TEAMS: Mapping[str, str] = {"slack": "workspace", "discord": "server"}
"""What each platform calls a team."""


def here(call: Call) -> str:
    """Where a call is made, as its people say it: `in this workspace`; `here` where there is no team."""
    team = TEAMS.get(call.place.platform) if call.place.team else None
    return f"in this {team}" if team else "here"


def may_set_up(call: Call) -> None:
    """Raises NotAllowed unless the person may set up the place they are in."""
    if call.refusal:
        raise NotAllowed(call.refusal)


def runs(rules: Rules, call: Call) -> bool:
    """Whether the operator calls: in the terminal, or as one of the team in the operators' place."""
    platform, _, channel = rules.admins.partition(":")
    place, team = call.place, call.person.team
    theirs = (platform, channel) == (place.platform, place.channel) and team in ("", place.team)
    return place.platform == "terminal" or (theirs and not call.foreign)


def may_run(rules: Rules, call: Call, act: str) -> None:
    """Raises NotAllowed unless the operator calls, and may set up the place they are in."""
    if not runs(rules, call):
        raise NotAllowed(
            f"Only the person who runs this Paperboy may {act}, in the terminal or in the channel that PAPERBOY_ADMINS names."
        )
    may_set_up(call)
