"""Small exports of our own: a Slack workspace as a zip, a Discord channel as JSON."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from tests.factories import NOW

TEAM, NLP, SECRET = "T1", "C1", "G7"
ANN, BEN, BOT = "U1", "U2", "U9"


def abs_url(arxiv: str) -> str:
    return f"https://arxiv.org/abs/{arxiv}"


def slack_said(text: str, user: str = ANN, at: datetime = NOW, number: int = 0, **more: Any) -> dict[str, Any]:
    """A message; `number` tells those of one second apart."""
    return {
        "type": "message",
        "user": user,
        "text": text,
        "ts": f"{int(at.timestamp())}.{number:06}",
        "team": TEAM,
    } | more


def liked(*users: str, name: str = "+1") -> dict[str, Any]:
    return {"reactions": [{"name": name, "users": list(users), "count": len(users)}]}


def slack_zip(
    nlp: list[dict[str, Any]],
    secret: list[dict[str, Any]] | None = None,
    more: dict[str, bytes] | None = None,
    channel: str = NLP,
) -> bytes:
    """An export of an open channel #nlp (its id is `channel`), a private one #secret, and a direct conversation."""
    files: dict[str, Any] = {
        "users.json": [
            {"id": ANN, "team_id": TEAM}, {"id": BEN, "team_id": TEAM}, {"id": BOT, "team_id": TEAM, "is_bot": True},
        ],
        "channels.json": [{"id": channel, "name": "nlp"}],
        "groups.json": [{"id": SECRET, "name": "secret"}],
        "dms.json": [{"id": "D1", "members": [ANN, BEN]}],
        "nlp/2026-11-20.json": nlp,
        "secret/2026-11-20.json": secret or [],
        "D1/2026-11-20.json": [slack_said(abs_url("2611.99999"))],
    }  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files.items():
            archive.writestr(name, json.dumps(rows))
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return held.getvalue()


def discord_said(
    content: str, name: str, author: str = "11", likers: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    reactions = [
        {
            "emoji": {"id": "", "name": "👍", "code": "thumbsup"},
            "count": len(likers),
            "users": [{"id": who} for who in likers],
        }
    ]
    return {
        "id": name, "type": "Default", "timestamp": NOW.isoformat(), "content": content, "author": {"id": author, "isBot": False},
        "embeds": [], "reactions": reactions if likers else [],
    } | more  # fmt: skip


def discord_json(messages: list[Any], guild: str = "100", **channel: Any) -> bytes:
    about = {"id": "300", "type": "GuildTextChat", "categoryId": "200", "category": "Text", "name": "papers"} | channel
    return json.dumps({"guild": {"id": guild, "name": "Lab"}, "channel": about, "messages": messages}).encode()
