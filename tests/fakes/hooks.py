"""The services behind incoming webhooks, on loopback: Slack's, Discord's, one that takes Slack's form, and a program's.

Each checks what it is sent by its own limits, answers and refuses in its own words, and can be told to misbehave.
"""

import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.fakes.discord import checks as discord
from tests.fakes.serving import Serving
from tests.fakes.slack import limits as slack

PATHS = {
    "slack": "/services/T0001/B{n:04}/slacksecret{n:04}",
    "discord": "/api/webhooks/{n:017}/discordsecret{n:04}",
    "text": "/hooks/mattersecret{n:04}",
    "json": "/papers/jsonsecret{n:04}",
}

UNKNOWN = {
    "slack": (404, "no_service"),
    "discord": (404, json.dumps({"message": "Unknown Webhook", "code": 10015})),
    "text": (400, json.dumps({"id": "web.incoming_webhook.invalid.app_error", "message": "Invalid webhook."})),
    "json": (410, "gone"),
}


@dataclass
class Taken:
    """A post that a service took: by which address, what it was sent, and with which headers."""

    path: str
    body: dict[str, Any]
    headers: dict[str, str]
    raw: bytes


@dataclass
class Fault:
    """What goes wrong with a share of the calls: `drop` breaks the connection, before or after the post is taken."""

    share: float = 1.0
    status: int = 0
    text: str = ""
    retry_after: float = 0.0
    drop: str = ""
    times: int = -1
    struck: int = 0


@dataclass
class FakeHooks(Serving):
    """The services, while the context lasts."""

    seed: int = 1
    taken: list[Taken] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    dead: dict[str, tuple[int, str]] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._dice, self._turn = random.Random(self.seed), threading.Lock()
        return super().__enter__()

    def address(self, service: str, number: int = 1) -> str:
        """An address of a service that is alive."""
        return f"http://{self.host}{PATHS[service].format(n=number)}"

    def end(self, address: str, status: int = 0, text: str = "") -> None:
        """End a webhook; what it answers then, where that is not the usual."""
        path = urlsplit(address).path
        self.dead[path] = (status, text) if status else UNKNOWN[_service(path)]

    def at(self, address: str) -> list[Taken]:
        """What came to an address, in order."""
        return [one for one in self.taken if one.path == urlsplit(address).path]

    def answer(
        self, method: str, target: str, headers: dict[str, str], raw: bytes
    ) -> tuple[int, str, dict[str, str]] | None:
        """A service's answer; None: the connection breaks."""
        url = urlsplit(target)
        service, query = _service(url.path), {name: values[0] for name, values in parse_qs(url.query).items()}
        with self._turn:
            self.tried[url.path] += 1
            fault = self._fault()
            if fault and fault.drop == "before":
                return None
            if fault and fault.status:
                more = {"Retry-After": f"{fault.retry_after:g}"} if fault.retry_after else {}
                return fault.status, fault.text, more
            if url.path in self.dead:
                return (*self.dead[url.path], {})
            if method != "POST":
                return 405, "", {}
            said = self._take(service, url.path, query, headers, raw)
            return None if fault and fault.drop == "after" else said

    def _take(
        self, service: str, path: str, query: dict[str, str], headers: dict[str, str], raw: bytes
    ) -> tuple[int, str, dict[str, str]]:
        try:
            body = json.loads(raw)
        except ValueError:
            return 400, "invalid_payload", {}
        match service:
            case "slack":
                wrong = slack.check(body)
                if not body.get("text"):
                    return 400, "no_text", {}
                if wrong:
                    self.breaches += wrong
                    return 400, "invalid_blocks", {}
                said = "ok"
            case "discord":
                if body.get("components") and query.get("with_components") != "true":
                    return 400, json.dumps({"message": "Cannot send an empty message", "code": 50006}), {}
                if wrong := discord.message(body) if body.get("components") else []:
                    self.breaches += wrong
                    return 400, json.dumps({"message": "Invalid Form Body", "code": 50035}), {}
                said = json.dumps({"id": str(10**17 + len(self.taken)), "type": 0}) if query.get("wait") else ""
            case "text":
                if not body.get("text"):
                    return 400, json.dumps({"message": "No text specified"}), {}
                said = "ok"
            case _:
                said = ""
        self.taken.append(Taken(path, body, headers, raw))
        return (200 if said or service == "json" else 204), said, {}

    def _fault(self) -> Fault | None:
        for fault in self.faults:
            if fault.times != 0 and self._dice.random() < fault.share:
                fault.times -= 1
                fault.struck += 1
                return fault
        return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Door(BaseHTTPRequestHandler):
            """One call."""

            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                said = fake.answer(self.command, self.path, headers, raw)
                self.close_connection = True
                if said is None:
                    return
                status, text, more = said
                self.send_response(status)
                for name, value in {"Content-Length": str(len(text.encode())), "Connection": "close", **more}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_POST  # noqa: N815 (http.server finds it by this name)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: an address is a secret."""

        return Door


def _service(path: str) -> str:
    starts = {"/services/": "slack", "/api/webhooks/": "discord", "/hooks/": "text"}
    return next((service for start, service in starts.items() if path.startswith(start)), "json")
