"""The commands `mail ...`: who gets digests by mail, and a catcher for trying; and `bounce`: mails that came back, from standard
input as a mail server hands them over, or from the box of PAPERBOY_IMAP. Only the operator reads addresses here.
"""

import sys
import threading
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from bots.cli import output
from bots.mail.returned import Returned, each_unread, read_returned
from bots.shared.platforms import alert
from bots.shared.start import need
from bots.terminal import session
from bots.terminal.render import safe
from core.app import Paperboy
from core.commands.grammar import parse
from core.commands.table import TABLE
from core.delivery.addresses.mailing import Mailing
from core.errors import BadCommand, BadInput, NotFound
from core.settings import Settings
from core.store.delivery.mailboxes import Mailbox, Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.queue import DeliveryQueue
from core.subscriptions.options import read_back
from core.subscriptions.timezones import plain_zone
from core.text.cleaning import counted
from core.votes.emoji import Rules

PORT = 8025

NEW = "digest new"


@click.group()
def mail() -> None:
    """Send digests to mail addresses."""


@mail.command()
@click.argument("address")
@click.argument("filters", nargs=-1)
def subscribe(address: str, filters: tuple[str, ...]) -> None:
    """Send an address a digest from now on.

    FILTERS are those of “digest new”, such as: unlearning,-survey top:5 at:09:00 tz:Europe/Paris days:fri board:fri
    """
    need("mail")
    read = session.read_settings()
    if not read.smtp:
        raise BadInput("Please set PAPERBOY_SMTP to the relay that takes mails. To try it here: paperboy mail catch")
    options = parse(" ".join((NEW, *map(_quoted, filters)))).values if filters else {}
    if "to" in options:
        raise BadCommand("“to:” has no place here: the digest goes to the address before the filters.")
    with session.opened(read) as app:
        now, mailing = session.now(app, read), app.of(Mailing)
        options = {name: value for name, value in options.items() if name != "sure"}
        mailbox, wanted = mailing.drafted(address, options, app.of(Rules).zone or plain_zone(str(read.zone)), now)
        kept, new = mailing.subscribe(mailbox, wanted, now)
        change = "is subscribed" if new else "had that digest already; it is changed"
        sends = (
            "" if app.of(DeliveryQueue).workers() else " Nothing is sent until a sender runs: `paperboy up` runs it."
        )
        click.echo(f"{safe(mailbox.address)} {change}. {read_back(kept, now)}{sends}")


@mail.command("list")
@output.JSON
def list_(as_json: bool) -> None:
    """Show the addresses and their digests."""
    read = session.read_settings()
    with session.opened(read) as app:
        shapes = [_shape(app, box, session.now(app, read)) for box in app.of(Mailboxes).all()]
    if as_json:
        click.echo(output.written({"addresses": shapes}))
        return
    for shape in shapes:
        click.echo(shape["address"])
        for digest in shape["digests"]:
            click.echo(f"  {digest['id']}  “{safe(digest['name'])}”: {digest['settings']}")
    if not shapes:
        click.echo("No address gets mails. Subscribe one with: paperboy mail subscribe ADDRESS")


@mail.command()
@click.argument("address")
def unsubscribe(address: str) -> None:
    """Send an address no more digests, and forget it."""
    read = session.read_settings()
    with session.opened(read) as app:
        mailing = app.of(Mailing)
        mailbox, _ = mailing.drafted(address, {}, "UTC", session.now(app, read))
        if not mailing.stop_all(mailbox.id):
            raise NotFound(f"No digest goes to {safe(mailbox.address)}.")
        click.echo(f"{safe(mailbox.address)} gets no more mails, and is forgotten.")


@mail.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("mails"))
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="The port to listen at.")
def catch(folder: Path, port: int) -> None:
    """Write mails that are sent here into a folder.

    They are taken at a port of this machine. For trying, with PAPERBOY_SMTP=smtp://127.0.0.1:8025: nothing is sent on.
    """
    need("mail")
    from bots.mail.catcher import catching

    controller = catching(folder, "127.0.0.1", port, lambda path: click.echo(f"A mail came: {path}"))
    click.echo(f"Mails to smtp://127.0.0.1:{port} are written into {folder} (Ctrl-C ends it).")
    try:
        threading.Event().wait()
    finally:
        controller.stop()


def _quoted(word: str) -> str:
    """A word as the shell handed it over, as a line holds it."""
    name, colon, value = word.partition(":")
    if " " not in word or '"' in word:
        return word
    declared = {option.name for option in TABLE[NEW].options}
    return f'{name}:"{value}"' if colon and name in declared else f'"{word}"'


def _shape(app: Paperboy, box: Mailbox, now: datetime) -> dict[str, Any]:
    """An address and its digests, for `--json`."""
    digests = [
        {"id": digest.id, "name": digest.name, "settings": read_back(digest, now)}
        for digest in app.of(Subscriptions).of_place(box.place)
    ]
    return {"address": box.address, "since": box.since.isoformat(), "digests": digests}


@click.command()
@click.option("--imap", is_flag=True, help="Read the unread mails in the box of PAPERBOY_IMAP instead.")
def bounce(imap: bool) -> None:
    """Read mails that came back.

    It reads one mail from standard input. An address that is wrong is switched off at once, another after three mails in seven days. In the
    box of PAPERBOY_IMAP it also reads replies: “stop” ends a reader's digests, “pause” pauses them.
    """
    read = session.read_settings()
    if imap and not read.imap:
        raise BadInput("Please set PAPERBOY_IMAP to the box that mails come back to.")
    with session.opened(read) as app:
        done, now = Counter[str](), session.now(app, read)

        def handle(data: bytes) -> None:
            done[_handled(app, read, read_returned(data), now)] += 1

        if imap:
            each_unread(read.imap, handle, read.egress)
        elif (data := sys.stdin.buffer.read()).strip():
            handle(data)
    click.echo(
        ", ".join(f"{counted(times, 'mail')} {outcome}" for outcome, times in sorted(done.items())) or "No mail came."
    )


def _handled(app: Paperboy, read: Settings, mail: Returned, now: datetime) -> str:
    """What became of a mail."""
    mailing = app.of(Mailing)
    if mail.wish == "bounce":
        outcome = mailing.bounced(mail.code, mail.status, now)
        if outcome == "off":
            sentence = f"An address gets no more mails: they come back ({mail.status}). See: paperboy mail list"
            alert(app, read, sentence, "addresses")
        return {"off": "switched an address off", "kept": "counted", "unknown": "about no address of ours"}[outcome]
    if mail.wish in ("stop", "complaint"):
        return "ended digests" if mailing.stop_all(mail.code) else "about no address of ours"
    if mail.wish == "pause":
        return "paused digests" if mailing.pause_all(mail.code, now) else "about no address of ours"
    return "with nothing to do"
