"""What Slack would refuse in a payload: our own table of limits, the models of slack_sdk and the published schemas.

Each looks from another side, so each may find what the others miss. Schemas are asked where a checkout has them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache

from jsonschema_rs import Draft7Validator
from slack_sdk.models.blocks import Block

from tests.conftest import SHARED
from tests.fakes.slack.limits import check
from tests.fakes.slack.things import Blocks, Json

TEXT = 40_000  # docs.slack.dev/changelog/2018-truncating-really-long-messages
ALL_BLOCKS = 13_200  # undocumented: slackapi/bolt-js#2509
VIEW_BYTES = 250_000  # docs.slack.dev/reference/methods/views.open


def breaches(payload: Json) -> list[str]:
    """Everything wrong with a message (`text`, `blocks`) or a view (`type`, `blocks`), a sentence each."""
    blocks = payload.get("blocks") or []
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return ["blocks is no list of objects [json-pointer:/blocks]"]
    found = [*check(payload), *_repeated(blocks), *_by_model(blocks), *_by_schema(blocks)]
    return list(dict.fromkeys(found))


def total(blocks: Blocks) -> int:
    """The characters of all texts of the blocks, in UTF-16 units."""
    return sum(len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in _texts(blocks))


def _texts(found: object) -> Iterator[str]:
    if isinstance(found, dict):
        if isinstance(found.get("text"), str):
            yield found["text"]
        for value in found.values():
            yield from _texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from _texts(value)


def _repeated(blocks: Blocks) -> Iterator[str]:
    for name, times in Counter(block.get("block_id") for block in blocks).items():
        if name and times > 1:
            yield f"block_id {name!r} is there {times} times [json-pointer:/blocks]"
    for at, block in enumerate(blocks):
        for name, times in Counter(
            e.get("action_id") for e in block.get("elements", []) if isinstance(e, dict)
        ).items():
            if name and times > 1:
                yield f"action_id {name!r} is there {times} times [json-pointer:/blocks/{at}/elements]"


def _by_model(blocks: Blocks) -> Iterator[str]:
    for at, block in enumerate(blocks):
        try:
            for made in Block.parse_all([deepcopy(block)]):
                if made is None:
                    yield f"unknown block {block.get('type')!r} [json-pointer:/blocks/{at}]"
                else:
                    made.validate_json()
        except Exception as error:
            yield f"slack_sdk: {error} [json-pointer:/blocks/{at}]"


def _by_schema(blocks: Blocks) -> Iterator[str]:
    known = _schemas()
    for at, block in enumerate(blocks):
        kind = block.get("type")
        if known and kind not in known:
            yield f"there is no block of type {kind!r} [json-pointer:/blocks/{at}/type]"
        elif known and (error := next(known[str(kind)].iter_errors(block), None)):
            where = "/".join(map(str, [at, *error.instance_path]))
            yield f"schema: {error.message[:200]} [json-pointer:/blocks/{where}]"


@cache
def _schemas() -> dict[str, Draft7Validator]:
    path = SHARED / "specs" / "slack-types.schema.json"
    if not path.exists():
        return {}
    definitions = json.loads(path.read_text(encoding="utf-8"))["definitions"]
    kinds = [part["$ref"].rsplit("/", 1)[1] for part in definitions["KnownBlock"]["anyOf"]]
    return {
        _type_of(definitions[kind]): Draft7Validator({"$ref": f"#/definitions/{kind}", "definitions": definitions})
        for kind in kinds
    }


def _type_of(definition: Json) -> str:
    """The `type` that a block's definition demands, also where it is a choice of several."""
    variant = definition if "properties" in definition else definition["anyOf"][0]
    return str(variant["properties"]["type"]["const"])
