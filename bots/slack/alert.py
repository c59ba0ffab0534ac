"""Posts that nobody asked for, sent by a worker: it has no sockets, only the Web API."""

import asyncio
import logging
from collections.abc import Sequence
from uuid import uuid4

from bots.shared.errors import CallFailed
from bots.shared.render.lines import parker
from bots.slack.api import Api
from bots.slack.connect import client_of
from bots.slack.render.message import message
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.errors import ErrorKind
from core.model import Place
from core.settings import Settings
from core.store.engine.once import Parked

log = logging.getLogger("paperboy")


def send(app: Paperboy, settings: Settings, place: Place, cards: Sequence[Card]) -> bool:
    """Post cards to a channel; False where Slack does not take them, of which the log says why."""
    payload = message(Reply(tuple(cards)), "", parker(app.of(Parked)))
    try:
        asyncio.run(Api(client_of(settings)).post(place.channel, payload, uuid4().hex))
    except CallFailed as failed:
        log.error("a post to %s did not go out: %s", place.channel, failed)
        return failed.kind is ErrorKind.AMBIGUOUS  # then it may be out
    return True
