"""`bots/slack` and `bots/discord` are twins: the same files and the same public functions and classes, but for what a platform forces.

Each difference is named here with its reason; one that is gone, or that nobody gave a reason for, fails. Constants are the platforms' own.
A class offers the methods of its bases too. What draws is made of the platform's own parts, so of `render/` only that is compared which
other rooms of the bot take from it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import nodes, tree

BOTS = Path(__file__).parents[2] / "bots"
SLACK, DISCORD = BOTS / "slack", BOTS / "discord"

FILES = {
    "sockets": "Slack gives an app several sockets; discord.py keeps its one",
    "profiles": "Discord says with each interaction and each event who people are and what channels are called",
    "guilds": "A Slack app is installed by a workspace's admins; anybody can add a Discord bot to a server",
    "handlers/home": "Discord has no Home, and its forms show no answers",
    "handlers/forms/digest_form": "a form of Discord holds five fields, so there a digest is set up by options",
    "handlers/messages": "Slack's messages are events like the others, and tell which links they hold",
    "handlers/servers": "see guilds: Discord tells at each connection which servers a bot is in",
    "handlers/complete": "Slack completes no options",
    "render/layout": "discord.py sends views of its own, not what we drew",
    "render/whispers": "Slack shows the answer to a mention to one person where it was asked for",
    "setup/manifest": "Slack takes an app's settings as a file",
    "setup/tree": "Slack has one command without options; Discord is told each of them",
    "permissions": "Slack's manifest asks for scopes, and makes the link",
}

EDGES = {
    "bind": "Bolt's app is made of functions that it finds by pattern, discord.py's client is a class with a method for each event",
    "connect": "Slack has two tokens and opens sockets; discord.py logs in, and is the connection",
    "inbound": "Slack sends JSON of three shapes, discord.py objects",
    "api": "Slack takes forms and has no nonce; Discord's interactions have placeholders, which are filled or taken away",
    "errors": "Slack's errors are words in an answer whose headers say how long to wait; discord.py waits by itself",
    "handlers/forms/opening": "a modal of Discord's comes back as an interaction of its own, with its place and token",
}
"""Files that speak a platform's own language: what they offer besides their common names is their own."""

COMMON = {
    "bind": set[str](),
    "connect": {"run"},
    "inbound": {"of_interaction"},
    "api": {
        "Api",
        *(
            f"Api.{name}"
            for name in (
                "call",
                "direct",
                "download",
                "drawn",
                "offer",
                "post",
                "refusals",
                "repeat",
                "respond",
                "update",
            )
        ),
    },
    "errors": {"classify"},
    "handlers/forms/opening": {"kept_in", "open_view", "values_in"},
}

NAMES = {
    "event_intake": {
        "add_papers": "Discord's `add` takes a file itself",
        "find_papers": "Slack gives links a card unasked",
    },
    "handlers/reactions": {
        "cleared": "Slack has no event for it",
        "shown_under": "Slack's list of messages tells who reacted",
    },
    "handlers/forms/search_form": {
        "errors": "Slack shows errors beside the fields",
        "show_more": "a modal of Slack's is drawn anew in its place",
    },
    "render/message": {"view": "Slack draws Home and modals of blocks"},
}


def methods(made: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> set[str]:
    """The public methods and attributes of a class, and those of its bases in the same file or in `bots/shared`."""
    own = {node.name for node in made.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    own |= {
        name.id
        for node in made.body
        if isinstance(node, ast.Assign)
        for name in node.targets
        if isinstance(name, ast.Name)
    }
    bases = [classes[base.id] for base in made.bases if isinstance(base, ast.Name) and base.id in classes]
    return {name for name in own if not name.startswith("_")}.union(*(methods(base, classes) for base in bases))


SHARED = {
    node.name: node
    for path in (BOTS / "shared").glob("*.py")
    for node in tree(path).body
    if isinstance(node, ast.ClassDef)
}


def public(path: Path) -> Iterator[str]:
    """The public functions and classes of a file, and the methods of classes."""
    classes = SHARED | {node.name: node for node in tree(path).body if isinstance(node, ast.ClassDef)}
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
            if isinstance(node, ast.ClassDef):
                yield from (f"{node.name}.{name}" for name in methods(node, classes))


def taken(folder: Path, name: str) -> set[str]:
    """The names of a file of `render/` that the bot's other rooms import."""
    module, found = f"bots.{folder.name}.{name.replace('/', '.')}", set[str]()
    for path in folder.rglob("*.py"):
        if path.parent.name != "render":
            for node in nodes(path):
                if isinstance(node, ast.ImportFrom) and node.module == module:
                    found |= {alias.name for alias in node.names}
    return found


def offered(folder: Path, name: str) -> set[str]:
    """What a file offers that its twin is to offer too."""
    found = set(public(folder / f"{name}.py"))
    return (
        {one for one in found if one.partition(".")[0] in taken(folder, name)} if name.startswith("render/") else found
    )


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.py")}


def differing(name: str) -> set[str]:
    """What one twin's file offers and the other's lacks; a class that one lacks counts without its methods."""
    sides = {folder: set(public(folder / f"{name}.py")) for folder in (SLACK, DISCORD)}
    found = (offered(SLACK, name) - sides[DISCORD]) | (offered(DISCORD, name) - sides[SLACK])
    return {one for one in found if "." not in one or one.partition(".")[0] not in found}


def test_the_twins_have_the_same_files() -> None:
    assert names(SLACK) ^ names(DISCORD) == set(FILES)


@pytest.mark.parametrize("name", sorted((names(SLACK) & names(DISCORD)) - set(EDGES)))
def test_the_twins_files_have_the_same_public_names(name: str) -> None:
    assert differing(name) == set(NAMES.get(name, {}))


@pytest.mark.parametrize("name", sorted(EDGES))
def test_the_files_that_speak_a_platforms_language_have_their_common_names(name: str) -> None:
    assert set(public(SLACK / f"{name}.py")) & set(public(DISCORD / f"{name}.py")) == COMMON[name]


def test_every_difference_has_its_reason_and_there_are_few() -> None:
    given = [*FILES.values(), *EDGES.values(), *(reason for of_file in NAMES.values() for reason in of_file.values())]
    assert all(given) and len(given) <= 26
    assert set(NAMES) <= names(SLACK) & names(DISCORD) and not set(NAMES) & set(EDGES)
