"""How much of what Discord allows under `/papers` is used: a sentence of docs/commands.md, and what the tests count."""

from typing import Any

import discord
from discord import app_commands

from bots.discord.setup.tree import ROOT, make_root

Node = dict[str, Any]

ALLOWED_CHILDREN, ALLOWED_CHARACTERS = 25, 8_000
"""Children at each level, and characters of a command in all (discord-api-docs, interactions/application-commands)."""


def root() -> Node:
    """`/papers` as Discord is told of it."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    tree.add_command(make_root(_nothing, _nothing))
    return next(command.to_dict(tree) for command in tree.get_commands() if command.name == ROOT)


def characters(node: Node) -> int:
    """The characters that Discord counts: names, descriptions and values, of options and choices too."""
    own = len(node["name"]) + len(node.get("description", ""))
    choices = sum(len(choice["name"]) + len(str(choice["value"])) for choice in node.get("choices", ()))
    return own + choices + sum(characters(child) for child in node.get("options", ()))


def sentence() -> str:
    """The budget as docs/commands.md tells it."""
    node = root()
    return (
        f"On Discord these are {len(node['options'])} of the {ALLOWED_CHILDREN} children that `/papers` may have, and"
        f" {characters(node):,} of the {ALLOWED_CHARACTERS:,} characters; what is typed or a button needs none."
    )


async def _nothing(*_: Any) -> Any:
    """Nobody calls the commands of a tree that is only counted."""
