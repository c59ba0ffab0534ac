"""The fields of a modal: what stands in `view.state.values` when somebody has filled them in."""

from collections.abc import Iterable

from tests.fakes.slack.things import Blocks, Json

PLAIN = {
    **dict.fromkeys("plain_text_input email_text_input url_text_input number_input".split(), "value"),
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "rich_text_input": "rich_text_value",
}
SEVERAL = ("checkboxes", "multi_static_select", "multi_external_select")


def state_of(blocks: Blocks, values: dict[str, object]) -> Json:
    """The values by block and action, from what was filled in by block_id or action_id.

    Raises ValueError for a required field left empty, LookupError for a field or an option that is not there.
    """
    filled: Json = {}
    left = dict(values)
    for block in blocks:
        element = block.get("element") if block["type"] == "input" else block.get("accessory")
        if not element or element["type"] in ("button", "overflow"):
            continue
        given = left.pop(block["block_id"], left.pop(element["action_id"], _start(element)))
        if block["type"] == "input" and not block.get("optional") and given in (None, "", []):
            raise ValueError(f"{block['block_id']} must be filled in")
        filled[block["block_id"]] = {element["action_id"]: {"type": element["type"], **_value(element, given)}}
    if left:
        raise LookupError(f"no such field: {', '.join(left)}")
    return filled


def _start(element: Json) -> object:
    """What the app filled in itself."""
    options = element.get("initial_options") or []
    if element.get("initial_option"):
        return element["initial_option"]["value"]
    if options:
        return [option["value"] for option in options]
    return next((value for name, value in element.items() if name.startswith("initial_")), None)


def _value(element: Json, given: object) -> Json:
    kind = element["type"]
    if kind in SEVERAL:
        assert given is None or isinstance(given, Iterable)
        return {"selected_options": [_option(element, str(one)) for one in given or ()]}
    if kind in PLAIN:
        return {PLAIN[kind]: given if given != "" else None}
    return {"selected_option": None if given in (None, "") else _option(element, str(given))}


def _option(element: Json, named: str) -> Json:
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": named, "emoji": True}, "value": named}
    option = taken_option(element, named)
    if option is None:
        raise LookupError(f"no option {named!r}")
    return option


def taken_option(element: Json, named: str) -> Json | None:
    """The option so called, by its text or its value."""
    groups = [group.get("options", []) for group in element.get("option_groups", [])]
    for option in [*element.get("options", []), *(option for group in groups for option in group)]:
        if named in (option["text"]["text"], option.get("value")):
            return dict(option)
    return None
