"""`bots/slack` and `bots/discord` are twins: the same files and the same public functions and classes, but for what a platform forces.

Each difference is named here with its reason; one that is gone, or that nobody gave a reason for, fails. Constants are the platforms' own.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BOTS = Path(__file__).parents[2] / "bots"
SLACK, DISCORD = BOTS / "slack", BOTS / "discord"

FILES = {
    "sockets": "Slack gives an app several sockets; discord.py keeps its one",
    "handlers/home": "Discord has no Home",
    "handlers/messages": "Slack's messages are events like the others",
    "setup/manifest": "Slack takes an app's settings as a file",
    "handlers/digest_form": "Slack sets a digest up in a form",
    "handlers/digest_options": "a form of Discord holds five fields, so a digest is set up by options that are completed",
    "breaker": "Discord bans an address that makes too many refused calls",
    "handlers/complete": "Slack completes no options",
    "setup/tree": "Slack has one command without options; Discord is told each of them",
    "render/layout": "discord.py sends views of its own, not what we drew",
    "render/labels": "Discord escapes nothing in the label of a link",
    "setup/permissions": "Slack's manifest asks for scopes",
    "guilds": "A Slack app is installed by a workspace's admins; anybody can add a Discord bot to a server",
    "setup/invite": "Slack's manifest makes the link",
    "handlers/knowing": "Slack tells which links a message holds",
}

NAMES = {
    "handlers/answering": {
        "upload": "Discord attaches files to the answer",
        "command": "Discord's gate takes commands and presses, for it defers them first",
        "press": "see command",
    },
    "bind": {
        "make_app": "Bolt's app is made of functions",
        "Bot": "discord.py's client is a class",
        "Press": "discord.py finds buttons by class",
        "Choice": "discord.py finds menus by class",
        "intents": "Discord sends only what one intends to hear",
        "make_tree": "see tree",
        "sync": "Discord is told the commands by the bot",
    },
    "handlers/changing": {"sent": "see digest_form", "added": "Discord's `add` takes a file itself"},
    "session": {
        "Session.named": "Slack shows names from ids by itself, in blocks; in private lists people are looked up",
        "Session.keep": "a message of Discord's is known only once it stands",
    },
    "render/drawing": {
        "code_sections": "a section of Slack's holds 3,000 characters",
        "CardForm": "Discord counts components, so cards have smaller forms",
        "middle_in": "Discord sends back texts, not names of blocks: what stays is found in them",
        "middle_of": "see middle_in",
        "number_of": "see middle_in",
        "redrawn": "see middle_in",
    },
    "handlers/events": {
        "look_always": "only on Discord whether a server is served is looked at again",
        "compare": "Discord tells at each connection which servers we are in",
        "joined": "discord.py has a listener for each event; Slack's come as one and find theirs in a table",
        "left": "see joined",
        "written": "see joined",
    },
    "errors": {
        "code": "Slack's errors are words in an answer",
        "retry_after": "discord.py waits by itself",
        "waited": "see retry_after",
    },
    "event_intake": {
        "Gate": "Slack wants events recorded before they are acknowledged; Discord's gateway has no acknowledgement",
        "event_of": "see Gate",
        "note": "see Gate",
        "take_form": "see digest_form",
        "in_place": "Discord's forms show no answers",
        "command": "see answering",
        "press": "see answering",
        "save_papers": "see answering",
    },
    "inbound": {
        "manages": "Discord says with each interaction what a person may",
        "again": "an interaction of Discord's is an object, made again from what was recorded",
        "back_of": "see again",
        "of_command": "Slack's commands, events and interactions come in three shapes",
        "of_event": "see of_command",
        "team_of": "see of_command",
        "typed": "Slack escapes what people type",
        "is_direct": "Discord's direct messages have no team",
        "of_message": "Discord's messages and channels are objects",
        "place_of": "see of_message",
        "room_of": "a thread of Discord's is a channel of its own",
        "guild_place": "Discord's settings and inviters are a server's, not a channel's",
        "is_open": "Discord says who may see a channel by permissions",
    },
    "render/ids": {
        "block_id": "Slack's blocks have names, Discord's buttons have ids",
        "acts_id": "see block_id",
        "card_of": "see block_id",
        "part_of": "see block_id",
        "line_id": "see block_id",
        "menu_id": "see block_id",
        "shown_paper": "see block_id",
        "told_apart": "Discord takes no id twice in a message",
    },
    "render/limits": {"walk": "Discord counts nested components", "count": "see walk"},
    "handlers/links": {
        "adopt": "without leave to read messages Discord's menu lets a link's reactions count",
        "event_of": "Slack sends an event for links, Discord whole messages",
        "message_of": "see event_of",
    },
    "outlet": {
        "SlackOutlet": "named for its platform",
        "DiscordOutlet": "named for its platform",
        "marked": "Discord has no metadata: a digest is found again by a mark in its text",
        "mark_of": "see marked",
    },
    "members": {
        "Members.informed": "Discord says with each interaction what we may post, and who manages a channel",
        "Members.zone": "Discord does not tell people's zones",
        "Members.is_human": "Discord says with each reaction whose it is",
        "Members.natures": "see People.is_human",
        "Members.channel_name": "Discord's channels come with their names",
        "Members.may_use": "see People.serves",
    },
    "render/elements": {
        "section": "Block Kit's own",
        "context": "Block Kit's own",
        "header": "Block Kit's own",
        "more_fields": "see search_form",
        "display": "Components V2's own",
        "separator": "Components V2's own",
        "container": "Components V2's own",
        "file": "Components V2's own",
        "opens": "Discord's cards ask it to find what needs no button",
        "types": "see opens",
        "works": "see opens",
    },
    "handlers/reactions": {
        "note_gap": "discord.py tells when a session was resumed",
        "cleared": "Slack has no event for it",
        "named": "Discord's emoji are objects",
    },
    "render/message": {
        "view": "Slack draws Home and modals of blocks",
        "papers_in": "Slack's blocks name their papers",
    },
    "handlers/search_form": {
        "form": "Slack's form is JSON",
        "errors": "Slack shows errors beside the fields",
        "SearchForm": "discord.py's form is a class",
        "refused": "Discord shows no errors beside the fields",
        "show_more": "a modal of Slack's is drawn anew in its place",
        "asked": "Discord's buttons open the form again, as it was filled in",
    },
    "api": {
        "form": "files go to Slack as a form",
        "Api.replace": "Discord's placeholders are filled",
        "Api.withdraw": "Discord's placeholders can be taken away",
        "nonce_of": "Slack takes no nonce",
    },
    "connect": {
        "serving": "discord.py's client is the context",
        "open_desk": "Slack tells who we are before anything else",
        "client_of": "discord.py's client is made in bind",
        "check_app_token": "Slack has a second token",
        "check_bot_token": "see log_in",
        "log_in": "discord.py logs in before it connects",
    },
    "handlers/shortcuts": {
        "add_files": "Discord's `add` takes a file itself",
        "NoFile": "see add_files",
        "no_papers": "Discord's gate says it",
        "named_in": "Slack tells which links a message holds",
        "adopt_links": "without leave to read messages Discord's menu lets a link's reactions count",
        "find_papers": "Slack gives links a card unasked",
    },
    "handlers/surfaces": {
        "Home": "Discord has no Home",
        "Written": "Discord's stands beside its messages",
        "Modal": "Discord's forms show no answers",
        "modal": "see Modal",
        "Unfurled": "Discord's previews are not ours to draw",
        "PrivateList.redraw": "Slack does not send back a message that one person sees",
        "PrivateList.own": "Discord's is a plain attribute",
        "Typed.tell": "Discord's commands have a placeholder",
        "Typed.refuse": "see Typed.tell",
        "response_url": "an interaction of Discord's has a token",
        "Surface.remember": "see desk: Slack's desk posts and remembers",
        "acknowledge": "Bolt acknowledges in bind",
    },
    "render/text": {
        "SlackText": "named for its platform",
        "DiscordText": "named for its platform",
        "again": "Discord sends texts back",
        "heading": "Slack's headings are blocks",
        "subtext": "Slack's small print is a block",
        "one_line": "a line's start formats in Discord only where it is one",
    },
    "alert": {"caller": "a worker calls Discord without the gateway"},
}


def public(path: Path) -> Iterator[str]:
    """The public functions and classes of a file, and the methods of classes."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
            if isinstance(node, ast.ClassDef):
                inside = (one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
                yield from (f"{node.name}.{one.name}" for one in inside if not one.name.startswith("_"))


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.py")}


def differing(name: str) -> set[str]:
    """What one twin's file has and the other's has not; a class that one lacks counts without its methods."""
    slack, discord = (set(public(folder / f"{name}.py")) for folder in (SLACK, DISCORD))
    found = slack ^ discord
    return {one for one in found if "." not in one or one.partition(".")[0] not in found}


def test_the_twins_have_the_same_files() -> None:
    assert names(SLACK) ^ names(DISCORD) == set(FILES)


@pytest.mark.parametrize("name", sorted(names(SLACK) & names(DISCORD)))
def test_the_twins_files_have_the_same_public_names(name: str) -> None:
    assert differing(name) == set(NAMES.get(name, {}))


def test_every_difference_has_its_reason() -> None:
    given = [*FILES.values(), *(reason for of_file in NAMES.values() for reason in of_file.values())]
    assert all(given)
    assert set(NAMES) <= names(SLACK) & names(DISCORD)
