"""`post(place, cards)`: send cards to a place without having been asked. One sender a platform."""

import sys
from collections.abc import Callable, Mapping, Sequence

from core.cards import Card
from core.errors import BadInput
from core.model import Place
from core.text import clean


def post(place: Place, cards: Sequence[Card]) -> None:
    """Send cards to a place; raises BadInput for a platform that is not there."""
    sender = SENDERS.get(place.platform)
    if sender is None:
        raise BadInput(f"Paperboy cannot post to {place.platform}.")
    sender(place, cards)


def _to_terminal(place: Place, cards: Sequence[Card]) -> None:
    """Whoever watches `paperboy up` reads it there."""
    for card in cards:
        print(clean(card.plain or card.title.text), file=sys.stdout, flush=True)


SENDERS: Mapping[str, Callable[[Place, Sequence[Card]], None]] = {"terminal": _to_terminal}
