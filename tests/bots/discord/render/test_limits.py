"""What of a message counts toward Discord's limits."""

from bots.discord.render.limits import count, weight


def test_every_component_counts_wherever_it_stands() -> None:
    texts = [{"type": 10, "content": "a"}] * 2
    button = {"type": 2, "style": 2, "label": "l", "custom_id": "c"}
    section = {"type": 9, "components": texts, "accessory": button}
    assert count([{"type": 17, "components": [section, {"type": 1, "components": [button]}]}]) == 7


def test_lengths_are_never_fewer_than_discord_counts() -> None:
    assert weight([{"type": 17, "components": [{"type": 10, "content": "😀"}]}]) == 2
