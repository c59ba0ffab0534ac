"""Every request held to Discord's own description of its API, where the recordings are there. Snowflakes may be numbers too."""

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs

from tests.conftest import SHARED

FILE = SHARED / "specs" / "discord-openapi.json"


def refused(method: str, path: str, body: object) -> list[str]:
    """Why Discord would refuse a request, a sentence each; empty where it takes it, or has no description."""
    if body is None or not FILE.exists():
        return []
    template = next((known for known, pattern in _paths() if pattern.fullmatch(path)), "")
    schema = _schema(template, method.lower())
    if schema is None:
        return [] if template else [f"There is no {path}."]
    error = next(map(_deepest, schema.iter_errors(body)), None)
    return [f"{method} {template}: {error.message[:300]} at {error.instance_path}"] if error else []


def _deepest(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Where no choice fits, what is wrong with the one that leads furthest into the body."""
    others = (_deepest(inner) for errors in getattr(error.kind, "context", ()) for inner in errors)
    return max(others, key=lambda inner: len(inner.instance_path), default=error)


@cache
def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    spec["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
    return spec


@cache
def _paths() -> list[tuple[str, re.Pattern[str]]]:
    """The paths, those with fewer unknown parts first: `@original` is a message's id too."""
    known = sorted(_spec()["paths"], key=lambda path: path.count("{"))
    return [(path, re.compile(re.sub(r"\\\{[^/]*\\\}", "[^/]+", re.escape(path)))) for path in known]


@cache
def _schema(template: str, method: str) -> jsonschema_rs.Draft202012Validator | None:
    body = _spec()["paths"].get(template, {}).get(method, {}).get("requestBody")
    if body is None:
        return None
    schema = body["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator(schema | {"components": _spec()["components"]})
