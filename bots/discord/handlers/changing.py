"""What changes something: a press, a command or a menu, done once it is recorded; a late one by the process that finds it."""

from functools import partial

import discord

from bots.discord import inbound
from bots.discord.handlers import messages, shortcuts
from bots.discord.handlers.answering import show
from bots.discord.handlers.surfaces import Later, Surface, Typed, tell_calmly
from bots.discord.inbound import Interaction
from bots.discord.session import Session
from bots.shared import effects
from bots.shared.changes import Change, SentFile, changes
from bots.shared.lines import text_of
from core.cards.card import Reply
from core.cards.views import expired
from core.commands.dispatch import answer_file
from core.commands.grammar import Given
from core.parsing.bytes_in import LARGEST

PRIVATE = "private"
"""What is said of the placeholder of a command; all that change something have one that their person alone sees."""


def typed(session: Session, interaction: Interaction, given: Given, file: discord.Attachment | None) -> Change | None:
    """What a slash command changes; None where it only reads."""
    if not changes(given):
        return None
    files = (SentFile(file.url, file.filename, file.size),) if file else ()
    return _change(session, interaction, given, files=files, placeholder=PRIVATE)


def pressed(surface: Surface, line: Given | str) -> Change | None:
    """What a button or a menu's entry changes; None where it only reads."""
    if not changes(line):
        return None
    given = line if isinstance(line, Given) else None
    return Change(surface.call, text_of(line), given, back={"placeholder": ""} | surface.back, manages=surface.manages)


def saved(session: Session, interaction: Interaction, message: discord.Message) -> Change | None:
    """What the menu that saves a message's papers changes; None where it holds none."""
    papers = messages.named_in(message)
    return _change(session, interaction, papers=papers, placeholder=PRIVATE) if papers else None


async def carry_out(session: Session, change: Change, surface: Surface | None) -> None:
    """Do what a recorded change says, and show it where it was asked for (None: that is unknown by now, so its person gets a message).

    Raises RecordDown and CallFailed where it is to be done again later.
    """
    at = surface or _later(session, change)
    tell = partial(surface.tell, line="") if surface else None
    await effects.carry_out(_do(session, change, at), tell, partial(tell_calmly, at))


async def _do(session: Session, change: Change, surface: Surface) -> None:
    if change.papers:
        await shortcuts.save_papers(session, surface, change.papers)
        return
    if change.files:
        for file in change.files:
            await _add(session, surface, file)
        return
    given = change.given or (change.line if isinstance(change.line, Given) else await session.read(change.line))
    if not given:
        await surface.tell(Reply((expired(),)), "")
        return
    reply = await session.answer(given, surface.call, recorded=True, manages=change.manages)
    await show(session, surface, reply, given)


async def _add(session: Session, surface: Surface, file: SentFile) -> None:
    """Queue the papers of an attached file; one that is too large is not fetched, and the core says so."""
    fetch, too_large = session.send.client.http.get_from_cdn, file.size > LARGEST
    data = b"\0" * (LARGEST + 1) if too_large else await session.send.call("file", lambda: fetch(file.url))
    await show(
        session,
        surface,
        await session.do(answer_file, session.app, data, file.name, surface.call),
        Given("add", {}, "add"),
    )


def _later(session: Session, change: Change) -> Surface:
    """Where a change is answered whose interaction is known by its token only."""
    if change.back["placeholder"]:
        return Typed(session, inbound.again(session.send.client, change.call, change.back), change.call, private=True)
    return Later(session, change.call, change.back)


def _change(
    session: Session,
    interaction: Interaction,
    line: Given | str = "",
    given: Given | None = None,
    papers: tuple[str, ...] = (),
    files: tuple[SentFile, ...] = (),
    placeholder: str = "",
) -> Change:
    call = inbound.of_interaction(interaction, session.clock.now())
    back = {"placeholder": placeholder} | inbound.back_of(interaction)
    return Change(call, line, given, papers, files, back, inbound.manages(interaction))
