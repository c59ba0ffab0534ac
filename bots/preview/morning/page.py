"""The page of the demo: both channels side by side, each message as its platform draws what was really sent; and what people read there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape
from typing import Any
from zoneinfo import ZoneInfo

from bots.preview.drawing import HtmlCanvas, drawn
from bots.preview.morning.history import ChannelMessage, History
from bots.preview.morning.story import MORNING, ZONE
from bots.preview.page import DISCORD, SLACK, Look, message, whole
from bots.preview.reading import Mrkdwn
from core.votes.emoji import KEYCAPS, NUMBER_NAMES

LOOKS: Mapping[str, Look] = {"slack": SLACK._replace(markup=Mrkdwn(MORNING.date())), "discord": DISCORD}
WHERE = {"slack": "in Slack", "discord": "on Discord"}
SIGNS = dict(zip(NUMBER_NAMES, KEYCAPS, strict=True))

_TAG = re.compile(r"<[^>]*>")


def page(histories: Mapping[str, History]) -> str:
    """The whole page: a column for each platform."""
    columns = "".join(
        f'<section class="{platform}"><h2>#papers {WHERE[platform]}</h2>{"".join(_messages(platform, history))}</section>'
        for platform, history in histories.items()
    )
    intro = (
        "<header><h1>A morning with Paperboy</h1><p>What its bots for Slack and Discord sent in <code>paperboy demo</code>, "
        "on one record; nothing here can be pressed.</p></header>"
    )
    return whole("A morning with Paperboy", f'{intro}<main class="both">{columns}</main>')


def _messages(platform: str, history: History) -> Iterator[str]:
    look = LOOKS[platform]
    for shown in history.messages.values():
        replied = history.messages.get(shown.reply_to)
        above = f"↱ {replied.author}: {escape(_text(replied))}" if replied else ""
        body = "".join(_body(look, shown))
        at = shown.at.astimezone(ZoneInfo(ZONE))
        day = "" if at.date() == MORNING.date() else f"{at:%A} "
        yield message(body, person=shown.author, at=f"{day}{at:%H:%M}", above=above)


def _body(look: Look, shown: ChannelMessage) -> Iterator[str]:
    canvas = HtmlCanvas(look.markup)
    if shown.author:
        yield "".join(
            f'<p><a href="{escape(link)}" rel="noreferrer">{escape(link)}</a></p>' for link in _text(shown).split()
        )
    else:
        yield drawn(shown.view.get("blocks") or shown.view["components"], canvas)
    if shown.below:
        yield f'<div class="unfurl">{drawn(shown.below["blocks"], canvas)}</div>'
    for name, who in shown.reactions.items():
        yield f'<span class="reaction">{SIGNS[name]} {len(who)}</span>'


def _text(message: ChannelMessage) -> str:
    """What a person wrote."""
    return str(message.view.get("text") or message.view.get("content") or "")


def post(shown: ChannelMessage) -> Iterator[list[str]]:
    """Slack's post: its header, then each pick, by lines."""
    for block in shown.view["blocks"]:
        if block["type"] == "header":
            yield [block["text"]["text"]]
        elif block["type"] == "section":
            yield _plain(block["text"]["text"])


def answered(history: History) -> str:
    """What Slack shows below the newest link: where else it was posted, and its votes."""
    below = list(history.messages.values())[-1].below["blocks"]
    why, votes = (
        next(block for block in below if block.get("block_id", "").startswith(start)) for start in ("w:", "v:")
    )
    return " · ".join((_plain(why["text"]["text"])[0], *_plain(votes["elements"][0]["text"])))


def first_votes(shown: ChannelMessage) -> str:
    """The votes on the first button of a post: what it says after its number."""
    return next(_labels(shown.view.get("blocks") or shown.view["components"])).removeprefix(KEYCAPS[0]).strip()


def _plain(text: str) -> list[str]:
    """Slack's text as lines without marks."""
    html = LOOKS["slack"].markup.html(text).replace("<br>", "\n").replace("</p>", "\n")
    return [line for line in unescape(_TAG.sub("", html)).split("\n") if line]


def _labels(nodes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for node in nodes:
        if button := node.get("accessory"):
            yield button["label"] if "label" in button else button["text"]["text"]
        yield from _labels(node.get("components", ()))
