"""The command `bounce`: mails that came back, from standard input as a mail server hands them over, or from the box of PAPERBOY_IMAP."""

import sys
from collections import Counter
from datetime import datetime

import click

from bots.mail.returned import Returned, each_unread, read_returned
from bots.shared.platforms import alert
from bots.terminal import session
from core.app import Paperboy
from core.delivery.addresses.mailing import Mailing
from core.errors import BadInput
from core.settings import Settings
from core.text.cleaning import counted


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
        if imap:
            each_unread(
                read.imap, lambda data: done.update([_handled(app, read, read_returned(data), now)]), read.egress
            )
        elif (data := sys.stdin.buffer.read()).strip():
            done.update([_handled(app, read, read_returned(data), now)])
    click.echo(", ".join(f"{counted(times, 'mail')} {said}" for said, times in sorted(done.items())) or "No mail came.")


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
