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
    return next(command.to_dict(tree) for command in tree.get_commands() if command.name == "papers")


def leaves(node: Node, group: str = "") -> list[Node]:
    """The subcommands, by the names that the table gives them."""
    answer: list[Node] = []
    for option in node["options"]:
        answer += (
            leaves(option, f"{option['name']} ")
            if option["type"] == GROUP
            else [option | {"name": group + option["name"]}]
        )
    return answer


def nodes(node: Node) -> list[Node]:
    return [node, *(node_inside for child in node.get("options", ()) for node_inside in nodes(child))]


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
        options = {option["name"]: option for option in leaf["options"] if option["type"] != FILE}
        assert list(options) == [option.name for option in verb.options]
        for option in verb.options:
            drawn = options[option.name]
            assert drawn["type"] == (NUMBER if option.number else TEXT)
            assert drawn["required"] == (option.required and not verb.raw)
            assert tuple(choice["value"] for choice in drawn.get("choices", ())) == (
                () if option.open else option.choices
            )


def test_a_file_can_be_attached_where_the_rest_of_a_line_is_taken_as_it_is(app: Paperboy) -> None:
    filed = {leaf["name"] for leaf in leaves(root(app)) if any(option["type"] == FILE for option in leaf["options"])}
    assert filed == {verb.name for verb in TABLE.values() if verb.menu and verb.raw}


def test_the_same_tree_has_the_same_digest_and_another_has_another(app: Paperboy) -> None:
    answer, two = Bot(app, settings()).tree, Bot(app, settings()).tree
    assert digest_of(answer) == digest_of(two)
    two.remove_command("papers")
    assert digest_of(answer) != digest_of(two)


async def test_the_menus_stand_beside_the_commands(server: Server) -> None:
    assert {command.name for command in server.bot.tree.get_commands()} == {"papers", "Save paper", "Find papers here"}
