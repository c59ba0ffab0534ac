"""Block Kit's pieces as Slack takes them, made of written texts and buttons only: nothing else can get into a block."""

import re
from collections.abc import Iterable, Sequence

from bots.shared.render.lines import Park, kept_line, vote_in
from bots.slack.render.limits import (
    ACTIONS_ELEMENTS,
    BUTTON_LABEL,
    BUTTON_TEXT,
    BUTTON_VALUE,
    HEADER_TEXT,
    OPTION_TEXT,
    OPTION_VALUE,
    OVERFLOW_OPTIONS,
    PLACEHOLDER,
    SELECT_OPTIONS,
    URL,
)
from bots.slack.render.text import PlainText, SlackText, address, plain
from core.cards.card import Button, Select
from core.text.cleaning import counted

Block = dict[str, object]

_COUNTS = re.compile(r"(\d+) for, (\d+) against")
_SIGN = re.compile(r"^\W+")


def section(text: SlackText, name: str = "", accessory: Block | None = None, *, expand: bool = False) -> Block:
    """A text, with a menu beside it where there is one; `expand`: never folded behind “see more”."""
    made: Block = {"type": "section", "text": _mrkdwn(text)}
    if name:
        made["block_id"] = name
    if accessory:
        made["accessory"] = accessory
    if expand:
        made["expand"] = True
    return made


def context(text: SlackText, name: str = "") -> Block:
    """A text in small grey type."""
    made: Block = {"type": "context", "elements": [_mrkdwn(text)]}
    return made | {"block_id": name} if name else made


def header(text: str) -> Block:
    """A heading, which screen readers jump to."""
    return {"type": "header", "text": _plain(plain(text, HEADER_TEXT))}


def acts(
    buttons: Iterable[Button], park: Park, name: str = "", votes: str = "", entries: Select | None = None
) -> list[Block]:
    """The acts of a card in a row, a menu first; `votes` in words, for those who hear the vote buttons. No block without any."""
    drawn = [select(entries, park)] if entries and entries.options else []
    drawn += [button(act, place, park, votes) for place, act in enumerate(buttons, 1) if act.line or _opens(act)]
    if not drawn:
        return []
    made: Block = {"type": "actions", "elements": drawn[:ACTIONS_ELEMENTS]}
    return [made | {"block_id": name} if name else made]


def button(act: Button, place: int, park: Park, votes: str = "") -> Block:
    """A button that types its line, or opens its address."""
    made: Block = {"type": "button", "text": _plain(plain(act.label, BUTTON_TEXT))}
    if act.danger:
        made["style"] = "danger"
    if act.line:
        made |= {"action_id": f"line:{place}", "value": kept_line(act.line, BUTTON_VALUE, park)}
        if label := act.heard or (_vote_said(act, votes) if any(vote_in(act.line)) else ""):
            made["accessibility_label"] = str(plain(label, BUTTON_LABEL))
        return made
    return made | {"action_id": f"open:{place}", "url": address(act.url)}


def select(entries: Select, park: Park) -> Block:
    """A menu with words on it, each of whose entries types its line."""
    options = [_option(entry, place, park) for place, entry in enumerate(entries.options, 1)]
    shown = _plain(plain(entries.label, PLACEHOLDER))
    return {
        "type": "static_select",
        "action_id": "choose",
        "placeholder": shown,
        "options": options[: SELECT_OPTIONS[1]],
    }


def menu(buttons: Sequence[Button], park: Park) -> Block | None:
    """The rest of a card's acts behind three dots, the first five of them; None where there is none."""
    options = [_option(act, place, park) for place, act in enumerate(buttons, 1) if act.line or _opens(act)]
    if not options:
        return None
    return {"type": "overflow", "action_id": "paper_menu", "options": options[: OVERFLOW_OPTIONS[1]]}


def _option(act: Button, place: int, park: Park) -> Block:
    made: Block = {"text": _plain(plain(act.label, OPTION_TEXT))}
    if act.line:
        return made | {"value": kept_line(act.line, OPTION_VALUE, park)}
    return made | {"value": f"open:{place}", "url": address(act.url)}


def _opens(act: Button) -> bool:
    return 0 < len(address(act.url)) <= URL


def _vote_said(act: Button, votes: str) -> str:
    """`Vote worth reading, 12 votes so far`."""
    counts = _COUNTS.search(votes)
    count = int(counts[1 if vote_in(act.line)[1] == "up" else 2]) if counts else 0
    label = _SIGN.sub("", act.label)
    return f"Vote {label[:1].lower()}{label[1:]}, {counted(count, 'vote') if count else 'no votes'} so far"


def _mrkdwn(text: SlackText) -> Block:
    return {"type": "mrkdwn", "text": str(text), "verbatim": True}


def _plain(text: PlainText) -> Block:
    return {"type": "plain_text", "text": str(text), "emoji": False}
