"""What changes something: a press, a command or a shortcut, as it is recorded before it is done."""

from collections.abc import Mapping
from typing import Any

from bots.shared.changes import Change, changes
from bots.shared.render.lines import text_of
from bots.slack import inbound
from bots.slack.inbound import response_url
from bots.slack.session import Session
from core.commands.grammar import Given
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
    opens = isinstance(line, Given) and line.form
    return session.people.may_use(call.person.team) and not opens and changes(line)


def saved(session: Session, body: Body) -> Change | None:
    """What the shortcut that saves a message's papers changes; None where it holds none, or for a stranger."""
    call = inbound.of_interaction(body, session.clock.now())
    named = find_references(str((body.get("message") or {}).get("text") or ""))
    if not session.people.may_use(call.person.team) or not named:
        return None
    return Change(call, papers=tuple(named), back={"response_url": response_url(body)})
