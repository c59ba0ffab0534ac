"""`post`: send cards to a place without having been asked. One sender a platform, imported only where something goes there."""

import sys
from collections.abc import Callable, Mapping, Sequence

from core.app import Paperboy
from core.cards.card import Card
from core.errors import BadInput
from core.marked import Marked
from core.model import Place
from core.settings import Settings
from core.text.cleaning import clean

Send = Callable[[Paperboy, Settings, Place, Sequence[Card]], None]


def post(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> None:
    """Send cards to a place; raises BadInput for a platform that is not there."""
    sender = SENDERS.get(place.platform)
    if sender is None:
        raise BadInput(f"Paperboy cannot post to {place.platform}.")
    sender(app, settings, place, cards)


def alert(app: Paperboy, settings: Settings, sentence: str) -> None:
    """Tell whoever runs this Paperboy, where the settings say."""
    post(app, settings, place_named(settings.admins), [Card(Marked(sentence), plain=sentence)])


def place_named(text: str) -> Place:
    """The place that a setting names: `terminal`, or a platform and a channel's id."""
    platform, _, channel = text.partition(":")
    return Place(platform, "", channel)


def _to_terminal(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> None:
    """Whoever watches `paperboy up` reads it there."""
    for card in cards:
        print(clean(card.plain or card.title.text), file=sys.stdout, flush=True)


def _to_slack(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> None:
    from bots.slack.alert import send

    send(app, settings, place, cards)


def _to_discord(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> None:
    from bots.discord.alert import send

    send(app, settings, place, cards)


SENDERS: Mapping[str, Send] = {"terminal": _to_terminal, "slack": _to_slack, "discord": _to_discord}
