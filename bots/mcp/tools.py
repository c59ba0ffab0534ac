"""The tools: a row of the verb table that programs may ask is one, and its options are the arguments."""

from collections.abc import Mapping
from typing import Any

import msgspec
from mcp_types import Tool, ToolAnnotations

from core.cards.data import AnswerData
from core.commands.programs import PROGRAMS, taken
from core.commands.table import Option, Verb
from core.model import Call

READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def tools(call: Call) -> list[Tool]:
    """All tools, as the help of a call's verbs tells of them."""
    return [_tool(verb, call) for verb in PROGRAMS.values()]


def _tool(verb: Verb, call: Call) -> Tool:
    return Tool(
        name=verb.name,
        description=verb.help,
        input_schema={
            "type": "object",
            "properties": {option.name: _property(option, call) for option in taken(verb)},
            "required": [option.name for option in taken(verb) if option.required],
            "additionalProperties": False,
        },
        output_schema=ANSWER,
        annotations=READS,
    )


def _property(option: Option, call: Call) -> Mapping[str, Any]:
    """What an argument takes; the reader of the line says what is wrong with one that is none."""
    shape: dict[str, Any] = {"type": "integer" if option.number else "string", "description": option.help_for(call)}
    if option.bounds:
        shape["minimum"], shape["maximum"] = option.bounds.between(wide=call.wide)
    if option.choices and not option.also:
        shape["enum"] = [*option.choices]
    if option.default not in (None, "", 0):
        shape["default"] = option.default
    return shape


def _answer_schema() -> dict[str, Any]:
    (_, parts) = msgspec.json.schema_components((AnswerData,), ref_template="#/$defs/{name}")
    return {**parts[AnswerData.__name__], "$defs": parts}


ANSWER = _answer_schema()
"""What every tool answers with, as a JSON schema: the shape of `ask --json`."""
