"""What OpenReview's API answers about invented cards: forums with their submissions and reviews."""

import json
from datetime import UTC, datetime, time
from typing import Any

from tests.core.parsing.answers import authors_of
from tests.core.parsing.renderings import Card


def submission(card: Card, **content: Any) -> dict[str, Any]:
    """The note that opens a forum, as version 2 of OpenReview's API gives it; `content` are more or other fields of its content."""
    forum = f"Fo_{card.arxiv.replace('.', '-')}"
    fields = {
        "title": card.title,
        "authors": list(authors_of(card)),
        "abstract": card.text,
        "keywords": ["nets", "numbers"],
        "TLDR": "A net, in one line.",
        "venue": "Lantern 2026 Poster",
    }
    made = datetime.combine(card.published, time(23, 30), UTC)
    return {
        "id": forum,
        "forum": forum,
        "cdate": int(made.timestamp() * 1000),
        "invitations": ["Lantern.cc/2026/Conference/-/Submission"],
        "content": {key: {"value": value} for key, value in (fields | content).items()},
    }


def review(forum: str, number: int = 1) -> dict[str, Any]:
    """A review in that forum."""
    content = {"title": "A review", "summary": "Nets of numbers.", "rating": 6, "reply": {"text": '"notes": [{}]'}}
    return {
        "id": f"Review-{number}",
        "forum": forum,
        "replyto": forum,
        "invitations": ["Lantern.cc/2026/Conference/Submission1/-/Official_Review"],
        "content": {key: {"value": value} for key, value in content.items()},
    }


def forum(*notes: object) -> bytes:
    """The answer that holds these notes, as it is sent."""
    return json.dumps({"notes": notes, "count": len(notes)}).encode()
