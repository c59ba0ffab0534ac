"""What one person may see of a mention's answer is sent to them directly; its acts act in the channel where it was asked for.

Their lines begin with that channel or thread, `@7 paper hide …`, so that a press needs no memory of where its message came from.
"""

import re
from typing import NamedTuple

import msgspec

from bots.shared.render.lines import Park
from core.cards.card import Button, Card
from core.commands.table import placeless
from core.model import Place

_ROOM = re.compile(r"@(\d{1,20}) (.*)", re.DOTALL)


class Asked(NamedTuple):
    """What a button carries: its line, and the channel or thread where it acts, 0 for where it is pressed."""

    room: int
    line: str


def asked_in(text: str) -> Asked:
    """What a button carries, read."""
    match = _ROOM.fullmatch(text)
    return Asked(int(match[1]), match[2]) if match else Asked(0, text)


def acts_at(place: Place, room: int, card: Card) -> Card:
    """The card with the acts that work where it is shown: in a place, or directly with acts for this channel or thread."""
    if room:
        return _acting_in(room, placeless(card))
    return card if place.team else placeless(card)


def parking(park: Park) -> Park:
    """Keeps a line as `park` does, with the channel where it acts before what stands for it."""

    def keep(text: str) -> str:
        room, line = asked_in(text)
        return f"@{room} {park(line)}" if room else park(line)

    return keep


def _acting_in(room: int, card: Card) -> Card:
    def there(button: Button) -> Button:
        return msgspec.structs.replace(button, line=f"@{room} {button.line}") if button.line.strip() else button

    buttons, menu = (tuple(map(there, some)) for some in (card.buttons, card.menu))
    return msgspec.structs.replace(card, buttons=buttons, menu=menu)
