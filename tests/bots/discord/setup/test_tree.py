"""The command tree is the command table, within Discord's limits."""

from typing import Any

from bots.discord.bind import Bot
from bots.discord.setup.tree import digest_of
from core.app import Paperboy
from core.commands.table import TABLE
from tests.bots.discord.conftest import Server, settings

Node = dict[str, Any]

GROUP, TEXT, NUMBER, FILE = 2, 3, 4, 11
MOST_CHILDREN, MOST_TOLD, MOST_TEXT = 25, 100, 8_000


def root(app: Paperboy) -> Node:
    tree = Bot(app, settings()).tree
    return next(one.to_dict(tree) for one in tree.get_commands() if one.name == "papers")


def leaves(node: Node, group: str = "") -> list[Node]:
    """The subcommands, by the names that the table gives them."""
    found: list[Node] = []
    for one in node["options"]:
        found += leaves(one, f"{one['name']} ") if one["type"] == GROUP else [one | {"name": group + one["name"]}]
    return found


def nodes(node: Node) -> list[Node]:
    return [node, *(one for child in node.get("options", ()) for one in nodes(child))]


def weight(node: Node) -> int:
    """The characters that Discord counts: names, descriptions and values, of options and choices too."""
    own = len(node["name"]) + len(node.get("description", ""))
    choices = sum(len(one["name"]) + len(str(one["value"])) for one in node.get("choices", ()))
    return own + choices + sum(weight(child) for child in node.get("options", ()))


def test_every_verb_that_menus_offer_is_a_command_and_no_other(app: Paperboy) -> None:
    assert {leaf["name"] for leaf in leaves(root(app))} == {verb.name for verb in TABLE.values() if verb.menu}


def test_the_tree_keeps_discords_limits(app: Paperboy) -> None:
    top = root(app)
    assert weight(top) <= MOST_TEXT
    for node in nodes(top):
        assert len(node.get("options", ())) <= MOST_CHILDREN and len(node.get("choices", ())) <= MOST_CHILDREN
        assert 0 < len(node["name"]) <= 32 and 0 < len(node["description"]) <= MOST_TOLD


def test_options_have_the_types_and_duties_of_the_table(app: Paperboy) -> None:
    for leaf in leaves(root(app)):
        verb = TABLE[leaf["name"]]
        options = {one["name"]: one for one in leaf["options"] if one["type"] != FILE}
        assert list(options) == [option.name for option in verb.options]
        for option in verb.options:
            drawn = options[option.name]
            assert drawn["type"] == (NUMBER if option.number else TEXT)
            assert drawn["required"] == (option.required and not verb.raw)
            assert tuple(one["value"] for one in drawn.get("choices", ())) == (() if option.open else option.choices)


def test_a_file_can_be_attached_where_the_rest_of_a_line_is_taken_as_it_is(app: Paperboy) -> None:
    filed = {leaf["name"] for leaf in leaves(root(app)) if any(one["type"] == FILE for one in leaf["options"])}
    assert filed == {verb.name for verb in TABLE.values() if verb.menu and verb.raw}


def test_the_same_tree_has_the_same_digest_and_another_has_another(app: Paperboy) -> None:
    one, two = Bot(app, settings()).tree, Bot(app, settings()).tree
    assert digest_of(one) == digest_of(two)
    two.remove_command("papers")
    assert digest_of(one) != digest_of(two)


async def test_the_menus_stand_beside_the_commands(server: Server) -> None:
    assert {one.name for one in server.bot.tree.get_commands()} == {"papers", "Save paper", "Find papers here"}
