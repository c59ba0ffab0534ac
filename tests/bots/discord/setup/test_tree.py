"""The command tree is the command table, within Discord's limits."""

from bots.discord.bind import Bot
from bots.discord.setup.tree import digest_of
from core.app import Paperboy
from core.commands.table import TABLE
from tests.bots.discord import budget
from tests.bots.discord.budget import ALLOWED_CHILDREN, Node, characters
from tests.bots.discord.conftest import Server, settings

GROUP, TEXT, NUMBER, FILE = 2, 3, 4, 11
MOST_TOLD = 100

ROOM_CHILDREN, ROOM_CHARACTERS = 24, 7_500
"""What we take of Discord's room under `/papers`, so that a verb more is not the one that it refuses."""


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


def test_every_verb_that_menus_offer_is_a_command_and_no_other(app: Paperboy) -> None:
    assert {leaf["name"] for leaf in leaves(root(app))} == {verb.name for verb in TABLE.values() if verb.menu}


def test_the_tree_keeps_discords_limits(app: Paperboy) -> None:
    top = root(app)
    for node in nodes(top):
        assert len(node.get("options", ())) <= ALLOWED_CHILDREN and len(node.get("choices", ())) <= ALLOWED_CHILDREN
        assert 0 < len(node["name"]) <= 32 and 0 < len(node["description"]) <= MOST_TOLD


def test_the_tree_leaves_room_for_a_verb_more(app: Paperboy) -> None:
    top = root(app)
    assert len(top["options"]) <= ROOM_CHILDREN and characters(top) <= ROOM_CHARACTERS
    assert characters(top) == characters(budget.root())


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
