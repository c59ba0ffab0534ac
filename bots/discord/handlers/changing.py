"""What changes something: a press, a command, a form or a menu, as it is recorded before it is done."""

import discord
import msgspec

from bots.discord.handlers import messages
from bots.discord.handlers.surfaces import Surface
from bots.shared.changes import Change, SentFile, changes
from bots.shared.render.lines import text_of
from core.commands.grammar import Given


def typed(surface: Surface, given: Given, file: discord.Attachment | None = None) -> Change | None:
    """What a slash command or a form changes; None where it only reads."""
    files = (SentFile(file.url, file.filename, file.size),) if file else ()
    return msgspec.structs.replace(_change(surface), line=given, files=files) if changes(given) else None


def pressed(surface: Surface, line: Given | str) -> Change | None:
    """What a button or a menu's entry changes; None where it only reads."""
    given = line if isinstance(line, Given) else None
    return msgspec.structs.replace(_change(surface), line=text_of(line), given=given) if changes(line) else None


def saved(surface: Surface, message: discord.Message) -> Change | None:
    """What the menu that saves a message's papers changes; None where it holds none."""
    papers = messages.named_in(message)
    return msgspec.structs.replace(_change(surface), papers=papers) if papers else None


def _change(surface: Surface) -> Change:
    return Change(surface.call, back={"placeholder": surface.placeholder} | surface.back, manages=surface.manages)
