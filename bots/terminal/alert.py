"""Posts that nobody asked for: `paperboy up` shows them to its operator."""

import sys
from collections.abc import Sequence

from core.app import Paperboy
from core.cards.card import Card
from core.model import Place
from core.settings import Settings
from core.text.cleaning import clean


def send(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> bool:
    """Print each card as a line of plain text; it goes out."""
    for card in cards:
        print(clean(card.plain or card.title.text), file=sys.stdout, flush=True)
    return True
