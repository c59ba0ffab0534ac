"""The settings of a digest as a modal, opened where a line asks for it without options; sent, it types that line with them.

Topics and hour come first, all else behind “More”. Where the person was stands in the modal's metadata: the answer goes there,
and the channel's permission is asked there.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from bots.shared.changes import Change
from bots.slack.handlers.forms import opening
from bots.slack.handlers.forms.opening import call_of, change_of, kept_in, kept_of, open_view, option
from bots.slack.handlers.home import modal
from bots.slack.handlers.surfaces import Surface
from bots.slack.render.limits import SELECT_OPTIONS
from bots.slack.session import Session
from core.cards.card import Reply
from core.cards.views import note
from core.commands.grammar import Given, read, typed_line
from core.commands.verbs.digests.access import find
from core.errors import PaperboyError
from core.model import Call
from core.subscriptions import form, timezones
from core.subscriptions.model import Subscription

CALLBACK, ZONE = "digest_form", "tz"

NEW, EDIT = "digest new", "digest edit"

FORM = "digest"
"""The form, as the verbs' rows name it."""

Body = Mapping[str, Any]


async def open_form(session: Session, body: Body, call: Call, given: Given) -> bool:
    """Open the form that a line asks for, within the 3 seconds of its trigger; False where it asks for none. Raises CallFailed."""
    if given.form != FORM:
        return False
    try:
        digest = await _subscription(session, call, given)
    except PaperboyError:
        return False  # the core says it in its own words
    if await _refused(session, call, digest):
        return False  # so that nobody fills a form in for nothing
    await open_view(session, body, view(digest, kept_of(body, call, line=f"{EDIT} {digest.id}" if digest else NEW)))
    return True


async def show_more(session: Session, body: Body) -> None:
    """Show every field in the form's place, with what was typed so far. Raises CallFailed."""
    before, line = body.get("view") or {}, kept_in(body)["line"]
    try:
        digest = await _subscription(session, call_of(session, body), read(line))
        kept = json.loads(str(before.get("private_metadata") or "{}")) | {"shown": _shown(body)}
        made = view(digest, json.dumps(kept, ensure_ascii=False), _filled(body))
    except PaperboyError as gone:
        made = modal(session, Reply((note(str(gone)),)), "")
    await session.send.call("views.update", {"view_id": before.get("id"), "hash": before.get("hash"), "view": made})


def view(
    subscription: Subscription | None, metadata: str = "", filled: Mapping[str, str] | None = None
) -> dict[str, object]:
    """The modal of a digest (None: of a new one): its first fields, with the way to the others; or all, as `filled` in so far."""
    fields = [field for field in form.fields(subscription) if filled is not None or field.name in form.FIRST]
    inputs = [
        _input(msgspec.structs.replace(field, value=(filled or {}).get(field.name, field.value))) for field in fields
    ]
    title = f"Change {subscription.name}" if subscription else "The day's papers"
    return opening.form(CALLBACK, title, inputs, metadata, more=filled is None)


def errors(body: Body) -> dict[str, str]:
    """What is wrong with a filled form, by field; empty where nothing is."""
    return form.wrong(_filled(body))


def offer_zones(body: Body) -> list[dict[str, object]]:
    """The time zones for what is typed so far."""
    return [option(name, name) for name in timezones.suggest(str(body.get("value") or ""), SELECT_OPTIONS[1])]


def sent(session: Session, body: Body) -> tuple[Change, Surface]:
    """What a sent form changes, and where it is answered."""
    return change_of(session, body, _line(body))


async def _subscription(session: Session, call: Call, given: Given) -> Subscription | None:
    """The digest that a line changes; None where it makes one. Raises PaperboyError."""
    if given.verb == NEW:
        return None
    return await session.do(find, session.subscriptions, call, str(given.values.get("name", "")))


async def _refused(session: Session, call: Call, subscription: Subscription | None) -> bool:
    """Whether the core refuses this digest to a person in a channel: they may not set it up, or nothing can ever be posted."""
    if not call.place.channel or (subscription and subscription.maker == call.person):
        return False
    call = await session.people.informed(call, waits=subscription is None)
    return bool(call.refusal) or (subscription is None and call.posting == "never")


def _line(body: Body) -> str:
    """The line that a sent form types."""
    line, options = kept_in(body)["line"], form.said_by(_shown(body), _filled(body))
    if line != NEW and "name" in options:
        options = {**options, "rename": options["name"], "name": ""}
    return typed_line(line, "", options)


def _filled(body: Body) -> dict[str, str]:
    state = ((body.get("view") or {}).get("state") or {}).get("values") or {}
    return {name: _value(field.get(name) or {}) for name, field in state.items()}


def _shown(body: Body) -> dict[str, str]:
    """What the fields were filled with when they were first shown: those before “More” are kept beside."""
    blocks = (body.get("view") or {}).get("blocks") or ()
    before = json.loads(str((body.get("view") or {}).get("private_metadata") or "{}")).get("shown") or {}
    return {
        str(block["block_id"]): _value(block["element"], "initial_") for block in blocks if "element" in block
    } | before


def _value(record: Mapping[str, Any], start: str = "selected_") -> str:
    """The value of a field as it would be typed: `start` begins the names of its choices."""
    some = record.get(f"{start}options")
    if some is not None or record.get("type") == "checkboxes":
        return ",".join(str(option.get("value")) for option in some or ())
    option = record.get(f"{start}option") or {}
    value = record.get("initial_value" if start == "initial_" else "value")
    return str(value or option.get("value") or record.get(f"{start}time") or "").strip()


def _input(field: form.FormField) -> dict[str, object]:
    element = _ELEMENTS[field.kind](field)
    return opening.field(field.name, field.label, element, field.hint, optional=not field.needed)


def _words(field: form.FormField) -> dict[str, object]:
    start = {"initial_value": field.value} if field.value else {}
    return {"type": "plain_text_input", "max_length": field.most, **start}


def _number(field: form.FormField) -> dict[str, object]:
    start = {"initial_value": field.value} if field.value else {}
    bounds = {"is_decimal_allowed": False, "min_value": "0", "max_value": str(field.most)}
    return {"type": "number_input", **bounds, **start}


def _choice(field: form.FormField) -> dict[str, object]:
    options = {value: option(value, label) for value, label in field.choices}
    return {"type": "static_select", "options": list(options.values()), "initial_option": options[field.value]}


def _choices(field: form.FormField) -> dict[str, object]:
    options = {value: option(value, label) for value, label in field.choices}
    ticked = [options[value] for value in field.value.split(",")]
    return {"type": "checkboxes", "options": list(options.values()), "initial_options": ticked}


def _hour(field: form.FormField) -> dict[str, object]:
    return {"type": "timepicker", **({"initial_time": field.value} if field.value else {})}


def _zone(field: form.FormField) -> dict[str, object]:
    start = {"initial_option": option(field.value, field.value)} if field.value else {}
    return {"type": "external_select", "min_query_length": 0, **start}


_ELEMENTS: Mapping[form.FieldKind, Callable[[form.FormField], dict[str, object]]] = {
    "words": _words,
    "number": _number,
    "choice": _choice,
    "choices": _choices,
    "hour": _hour,
    "zone": _zone,
}
