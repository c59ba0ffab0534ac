"""What `paperboy preview` writes: every state of every chat on one page, or one's own digests as they would be posted now."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import bots.discord.render.message
import bots.slack.render.message
from bots.preview import discord, slack
from bots.preview.asking import Sample, park
from bots.preview.drawing import HtmlCanvas, drawn
from bots.preview.page import DISCORD, SLACK, Look, message, whole
from bots.preview.page import page as every
from bots.preview.reading import Mrkdwn
from bots.preview.record import throwaway
from bots.preview.samples import Groups
from core.app import Paperboy
from core.cards.card import Reply
from core.delivery.composer import Composer
from core.delivery.planner import delivery_of
from core.errors import PaperboyError
from core.store.delivery.subscriptions import Subscriptions
from core.subscriptions.model import Subscription

CHATS: tuple[tuple[Look, Callable[[Paperboy], Groups]], ...] = (
    (SLACK, slack.samples),
    (DISCORD, discord.samples),
)

Draw = Callable[[Reply], Mapping[str, Any]]

SENT_BY: tuple[tuple[Look, Draw], ...] = (
    (SLACK, lambda reply: bots.slack.render.message.message(reply, "", park).post()),
    (DISCORD, lambda reply: bots.discord.render.message.message(reply, "", park).post()),
)


def samples_page() -> str:
    """The page of every state. Raises RecordError."""
    return every([(look, _made(samples)) for look, samples in CHATS])


def _made(samples: Callable[[Paperboy], Groups]) -> list[tuple[str, list[Sample]]]:
    """A chat's samples, on a record of their own."""
    with throwaway() as app:
        return list(samples(app))


class NoDigests(PaperboyError):
    """There is no digest to draw."""


def digests_page(app: Paperboy, now: datetime) -> str:
    """The digests_page. Raises NoDigests, RecordDown."""
    own = app.of(Subscriptions).all()
    if not own:
        raise NoDigests(
            "There are no digests yet. Set one up with “/papers digest new” in Slack or Discord, or here: paperboy digest new tz:UTC"
        )
    app.catch_up()
    composer = app.call(Composer)
    shown = "".join(_section(composer, digest, now) for digest in own)
    intro = (
        "<header><h1>Your digests</h1><p>Each post as it would be if it were due now, in Slack and on Discord; "
        "nothing is posted, and nothing here can be pressed.</p></header>"
    )
    return whole("Your digests", f"{intro}<main>{shown}</main>")


def _section(composer: Composer, subscription: Subscription, now: datetime) -> str:
    body = composer.choose(subscription, "post", now)
    reply = Reply(composer.write(subscription, delivery_of(subscription, "post", now), body, now).cards, private=False)
    head = f"<h2>“{escape(subscription.name)}”</h2>"
    why = f"<p>{escape(body.thin)}</p>" if body.thin else ""
    if not reply.cards:
        return f"<section>{head}<p>It would post nothing.</p>{why}</section>"
    return f'<section>{head}{why}<div class="both">{"".join(_columns(reply, now.astimezone(ZoneInfo(subscription.zone))))}</div></section>'


def _columns(reply: Reply, now: datetime) -> Iterator[str]:
    for look, draw in SENT_BY:
        view = draw(reply)
        markup = Mrkdwn(now.date()) if look is SLACK else look.markup
        body = drawn(view["blocks"] if "blocks" in view else view["components"], HtmlCanvas(markup))
        yield f'<div class="{look.name.lower()}">{message(body, at=f"{now:%H:%M}")}</div>'
