"""What people read in a channel of the demo, taken from what was sent there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from bots.preview.morning.history import ChannelMessage, History
from bots.preview.morning.story import MORNING
from bots.preview.reading import Mrkdwn
from core.votes.emoji import KEYCAPS

_TAG = re.compile(r"<[^>]*>")


def post(shown: ChannelMessage) -> Iterator[list[str]]:
    """Slack's post: its header, then each pick, by lines."""
    for block in shown.view["blocks"]:
        if block["type"] == "header":
            yield [block["text"]["text"]]
        elif block["type"] == "section":
            yield plain(block["text"]["text"])


def answered(history: History) -> str:
    """What Slack shows below the newest link: where else it was posted, and its votes."""
    below = list(history.messages.values())[-1].below["blocks"]
    why, votes = (
        next(block for block in below if block.get("block_id", "").startswith(start)) for start in ("w:", "v:")
    )
    return " · ".join((plain(why["text"]["text"])[0], *plain(votes["elements"][0]["text"])))


def first_votes(shown: ChannelMessage) -> str:
    """The votes on the first button of a post: what it says after its number."""
    return next(_labels(shown.view.get("blocks") or shown.view["components"])).removeprefix(KEYCAPS[0]).strip()


def plain(text: str) -> list[str]:
    """Slack's text as lines without marks."""
    html = Mrkdwn(MORNING.date()).html(text).replace("<br>", "\n").replace("</p>", "\n")
    return [line for line in unescape(_TAG.sub("", html)).split("\n") if line]


def _labels(nodes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for node in nodes:
        if button := node.get("accessory"):
            yield button["label"] if "label" in button else button["text"]["text"]
        yield from _labels(node.get("components", ()))
