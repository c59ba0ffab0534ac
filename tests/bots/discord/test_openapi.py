"""The description that requests are held to does refuse what is wrong; else the other tests would say nothing."""

import pytest

from tests.bots.discord.openapi import FILE, refused

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="Discord's description in ../shared is not here")

EMPTY = [{"type": 10, "content": ""}]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/channels/1/messages", {"components": EMPTY}),
        ("POST", "/channels/1/messages/2/threads", {"name": ""}),
        ("PATCH", "/webhooks/1/token/messages/@original", {"components": EMPTY}),
        ("POST", "/webhooks/1/token", {"components": EMPTY}),
        ("POST", "/interactions/1/token/callback", {"type": 99}),
        ("PUT", "/applications/1/commands", [{"name": "x" * 33}]),
        ("POST", "/nowhere", {}),
    ],
)
def test_a_wrong_request_is_refused(method: str, path: str, body: object) -> None:
    assert refused(method, path, body)


def test_a_right_one_is_not() -> None:
    assert refused("POST", "/channels/1/messages", {"content": "hello", "nonce": "x", "enforce_nonce": True}) == []
