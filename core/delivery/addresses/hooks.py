"""Which addresses are incoming webhooks that Paperboy posts to: those of Slack and Discord, and of hosts that the operator lists."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from core.errors import BadCommand, NotFound
from core.feeds.exchange.ip_rules import Target, read_link, read_place
from core.feeds.trouble import BadLink
from core.model import Person
from core.store.delivery.hooks import Hook, Hooks
from core.subscriptions.model import WEBHOOK
from core.votes.emoji import Rules

Service = Literal["slack", "discord", "text", "json"]
"""What a webhook takes: Slack's blocks, Discord's components, Slack's form with words alone (Mattermost, Rocket.Chat), our JSON."""

SERVICES: Mapping[str, Service] = {
    "hooks.slack.com": "slack",
    "hooks.slack-gov.com": "slack",
    "discord.com": "discord",
    "discordapp.com": "discord",
    "ptb.discord.com": "discord",
    "canary.discord.com": "discord",
}
"""The hosts of services that everybody may name."""

NAMES: Mapping[Service, str] = {
    "slack": "Slack",
    "discord": "Discord",
    "text": "a chat with a webhook like Slack's",
    "json": "a program",
}

PATHS: Mapping[Service, re.Pattern[str]] = {
    "slack": re.compile(r"/services/[A-Za-z0-9_]+/[A-Za-z0-9_]+/[A-Za-z0-9_-]+/?"),
    "discord": re.compile(r"(/api(?:/v\d+)?/webhooks/\d{1,20}/[A-Za-z0-9_.-]+)(?:/(?:slack|github))?/?"),
    "text": re.compile(r"/hooks/[^?]+"),
    "json": re.compile(r".*"),
}
"""How an address of each service goes on after its host; it tells the service of a host of the operator's."""


class HookAddress(NamedTuple):
    """A webhook's address: what it takes, and where it is. `own`: the operator lists its host, which may be a private one."""

    service: Service
    target: Target
    own: bool

    @property
    def place(self) -> str:
        """Where it is, in words that hold no secret: `Slack`, `a program at hooks.example.org`."""
        named = NAMES[self.service]
        return f"{named} at {self.target.place}" if self.own else named


def read_hook(address: str, own: Collection[str]) -> HookAddress:
    """A webhook's address; `own` are the operator's hosts. Raises BadCommand, in words that do not repeat it."""
    try:
        target = read_link(address.strip())
    except BadLink:
        raise BadCommand("That is no webhook's address. Copy it again; it begins with https://.") from None
    if _listed(target, own):
        service = next(name for name, path in PATHS.items() if path.fullmatch(target.path))
        return HookAddress(service, _plain(service, target), True)
    known = SERVICES.get(target.host)
    if known is None:
        raise BadCommand(
            f"Paperboy posts to webhooks of Slack and Discord, and {target.host} is neither."
            " The person who runs Paperboy can list it in PAPERBOY_HOOKS."
        )
    if target.scheme != "https" or target.port != 443 or not PATHS[known].fullmatch(target.path):
        raise BadCommand(f"That is no address of an incoming webhook of {NAMES[known]}. Copy it again from there.")
    return HookAddress(known, _plain(known, target), False)


def keep_hook(hooks: Hooks, rules: Rules, address: str, owner: Person, now: datetime) -> Hook:
    """Keep a webhook's address apart. Raises BadCommand for one that is none, RecordDown."""
    read_hook(address, rules.hooks)
    return hooks.keep(address.strip(), owner, now)


def hook_of(hooks: Hooks, owner: Person, value: str) -> Hook:
    """The webhook that `to:` names by its short id, which only who gave its address may. Raises NotFound."""
    hook = hooks.get(value.partition(":")[2])
    if hook is None or hook.owner != owner:
        raise NotFound(f"You gave no webhook of that name. Give its address: type digest new to:{WEBHOOK}.")
    return hook


def _listed(target: Target, own: Collection[str]) -> bool:
    places = {read_place(place) for place in own}
    usual = 443 if target.scheme == "https" else 80
    return (target.host, target.port) in places or ((target.host, 0) in places and target.port == usual)


def _plain(service: Service, target: Target) -> Target:
    """The address as we call it: Discord's without the ending for other forms."""
    match = PATHS[service].fullmatch(target.path)
    return target._replace(path=match[1]) if service == "discord" and match else target
