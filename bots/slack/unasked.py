"""Posts that nobody asked for, sent by a worker: it has no sockets, only the Web API."""

import asyncio
import logging
from collections.abc import Sequence
from uuid import uuid4

from bots.lines import parker
from bots.slack.render import message
from bots.slack.send import CallFailed, Sender
from bots.slack.serve import client_of
from core.cards import Card, Reply
from core.model import Place
from core.paperboy import Paperboy
from core.settings import Settings

log = logging.getLogger("paperboy")


def send(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> None:
    """Post cards to a channel; where Slack does not take them, the log says so."""
    payload = message(Reply(tuple(cards)), "", parker(app))
    try:
        asyncio.run(Sender(client_of(settings)).post(place.channel, payload, uuid4().hex))
    except CallFailed as failed:
        log.error("a post to %s did not go out: %s", place.channel, failed)
