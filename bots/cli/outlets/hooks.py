"""The commands `try` and `hooks`: today's papers to an incoming webhook at once, and the webhooks that are kept."""

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import click

from bots.cli import output
from bots.shared.platforms import Loop
from bots.terminal import render, session
from bots.webhook.outlet import open_outlet
from core.app import Paperboy
from core.cards.card import Field
from core.delivery.addresses.hooks import keep_hook, read_hook
from core.delivery.composer import Composer
from core.delivery.outlet import Digest, Undelivered
from core.errors import BadCommand, ErrorKind, NotFound, PaperboyError
from core.model import Person, Place
from core.settings import Settings
from core.store.delivery.deliveries import Delivery
from core.store.delivery.hooks import Hook, Hooks
from core.store.delivery.subscriptions import Subscriptions
from core.subscriptions.model import WEBHOOK, Subscription
from core.text.cleaning import counted

LOST = "a webhook whose host is not in PAPERBOY_HOOKS any more"
NO_PAPERS = "There are no papers of the last days to post. Type: paperboy fetch hf"


@click.command("try")
@click.argument("address")
def try_(address: str) -> None:
    """Post today's papers to a webhook, at once.

    ADDRESS is that of an incoming webhook, such as https://hooks.slack.com/services/...
    """
    read = session.read_settings()
    with session.opened(read) as app:
        call = session.call(app, read)
        read_hook(address, read.hooks)
        app.catch_up()
        digest = app.call(_todays, app.call(Composer), person=call.person, now=call.now, zone=_zone(read))
        if not digest.papers:
            output.complain(NO_PAPERS)
            sys.exit(1)
        hook = app.call(keep_hook, address=address, owner=call.person, now=call.now)
        try:
            _post(app, read, hook, digest, call.delivery)
        except PaperboyError:
            if hook.at == call.now:
                app.of(Hooks).forget(hook)
            raise
        app.of(Subscriptions).bring(hook.place, digest.papers, call.now)
    posted = f"{counted(len(digest.papers), 'paper')} posted to {read_hook(hook.address, read.hooks).place}."
    line = f"paperboy digest new to:{WEBHOOK}:{hook.id} at:09:00 tz:{_zone(read)}"
    click.echo(f"{posted} For new ones every morning: {line}; then: paperboy up")


@click.command()
@click.option("--key", "keyed", metavar="ID", help="Print the key by which what goes to this one is signed.")
def hooks(keyed: str) -> None:
    """List the webhooks that digests may go to.

    No address is shown.
    """
    read = session.read_settings()
    with session.opened(read) as app:
        kept = app.of(Hooks).all()
        digests = app.of(Subscriptions).all()
    if keyed:
        keys = [hook.key for hook in kept if hook.id == keyed]
        if not keys:
            raise NotFound("No webhook of that id is kept. Type: paperboy hooks")
        click.echo(keys[0])
        return
    if not kept:
        click.echo("No webhook is kept. Give one: paperboy try https://hooks.slack.com/services/...")
    rows = []
    for hook in kept:
        names = ", ".join(f"“{digest.name}”" for digest in digests if digest.place == hook.place)
        rows.append(Field(hook.id, f"{_where(hook, read) or LOST}: {names or 'no digest goes to it'}"))
    render.table(rows, render.console(), indent=0)


def checked(app: Paperboy, read: Settings) -> Iterator[tuple[Literal["ok", "warn", "fail"], str]]:
    """How each webhook stands that a digest goes to, in words that hold no address."""
    hooks = {hook.place: hook for hook in app.of(Hooks).all()}
    for digest in app.of(Subscriptions).all():
        if digest.deaf and not digest.by_mail:
            hook = hooks.get(digest.place)
            where = _where(hook, read) if hook else ""
            text = f"“{digest.name}” to {where or LOST}, {digest.place.channel}"
            if where and digest.why_paused:
                yield "warn", f"{text}, is paused: {digest.why_paused}"
            else:
                yield "ok" if where else "fail", text


def _where(hook: Hook, read: Settings) -> str:
    """Where a webhook is, without its address; '' where its host is not listed any more."""
    try:
        return read_hook(hook.address, read.hooks).place
    except BadCommand:
        return ""


def _post(app: Paperboy, read: Settings, hook: Hook, digest: Digest, key: str) -> None:
    """Post it, once; raises PaperboyError, which says what is wrong."""
    try:
        open_outlet(app, read, Loop()).send(hook.place, digest, key, lambda: True)
    except Undelivered as failed:
        if failed.kind is ErrorKind.AMBIGUOUS:
            raise PaperboyError(f"Nobody can say whether it arrived. Look there first; {failed.why}") from None
        again = f" Try again in {counted(round(failed.wait), 'second')}." if failed.wait else ""
        raise PaperboyError(f"Nothing was posted: {failed.why.rstrip('.')}.{again}") from None


def _todays(composer: Composer, person: Person, now: datetime, zone: str) -> Digest:
    """Today's picks for anybody, as a digest would bring them."""
    digest = Subscription("", Place(WEBHOOK), person, "daily papers", now, zone=zone, paused=True)
    body = composer.choose(digest, "post", now)
    return composer.write(digest, Delivery("", "", "post", now.date(), now), body, now)


def _zone(read: Settings) -> str:
    return str(getattr(read.zone, "key", "UTC"))
