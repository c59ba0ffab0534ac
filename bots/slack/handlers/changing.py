"""What changes something: a press, a command, a form or a shortcut, done once it is recorded; a late one by the process that finds it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bots.shared import effects
from bots.shared.changes import Change, changes
from bots.shared.lines import text_of
from bots.slack import inbound
from bots.slack.handlers import files, shortcuts
from bots.slack.handlers.answering import show
from bots.slack.handlers.forms import digest_form
from bots.slack.handlers.surfaces import Later, Surface, tell_calmly
from bots.slack.inbound import response_url
from bots.slack.session import Session
from core.cards.card import Reply
from core.cards.views import expired
from core.commands.grammar import Given
from core.commands.note_form import FORM as NOTE_FORM
from core.delivery.addresses.asked import FORMS
from core.model import Call
from core.text.identifiers import find_references

Body = Mapping[str, Any]


def typed(session: Session, body: Body, given: Given) -> Change | None:
    """What a slash command changes; None where it only reads or opens a form, or a stranger typed it."""
    call = inbound.of_command(body, session.clock.now())
    if not _changes(session, call, given):
        return None
    return Change(call, given.line, given, back={"response_url": response_url(body), "typed": "yes"})


def pressed(session: Session, body: Body, line: Given | str) -> Change | None:
    """What a button or a menu's entry changes; None where it only reads or opens a form, or a stranger pressed it."""
    call = inbound.of_interaction(body, session.clock.now())
    if not _changes(session, call, line):
        return None
    given = line if isinstance(line, Given) else None
    return Change(call, text_of(line), given, back={"response_url": response_url(body)})


def _changes(session: Session, call: Call, line: Given | str) -> bool:
    opens = isinstance(line, Given) and line.form in (digest_form.FORM, NOTE_FORM, *FORMS)
    return session.people.may_use(call.person.team) and not opens and changes(line)


def saved(session: Session, body: Body) -> Change | None:
    """What the shortcut that saves a message's papers changes; None where it holds none, or for a stranger."""
    call = inbound.of_interaction(body, session.clock.now())
    named = find_references(str((body.get("message") or {}).get("text") or ""))
    if not session.people.may_use(call.person.team) or not named:
        return None
    return Change(call, papers=tuple(named), back={"response_url": response_url(body)})


async def carry_out(session: Session, change: Change, surface: Surface | None) -> None:
    """Do what a recorded change says, and show it where it was asked for (None: that is unknown by now, so its person gets a message).

    Raises RecordDown and CallFailed where it is to be done again later.
    """
    at = surface or Later(session, change.back, change.call)
    tell = partial(surface.tell, line="") if surface else None
    await effects.carry_out(_do(session, change, at), tell, partial(tell_calmly, at))


async def _do(session: Session, change: Change, surface: Surface) -> None:
    surface.call = await session.people.profiles.told_apart(surface.call)
    if change.papers:
        await shortcuts.save_papers(session, surface, change.papers)
    elif change.files:
        await files.add_files(session, surface, change.files)
    elif given := change.given or (change.line if isinstance(change.line, Given) else await session.read(change.line)):
        if given.row and given.row.sets_up:
            surface.call = await digest_form.at_home(session, surface.call)
        await show(session, surface, await session.answer(given, surface.call, recorded=True), given)
    else:
        await surface.tell(Reply((expired(),)), "")
