"""A model behind an OpenAI-like address on loopback: it checks the key and the body, answers, refuses and breaks off as it is told."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.fakes.serving import Serving

KEY = "sk-secret-of-the-model"


@dataclass
class FakeModel(Serving):
    """The model, while the context lasts: `line` makes its answer of what it is told; `faults` come first, each once."""

    line: Callable[[str], str | None] = lambda body: "waters each bed when its soil asks"
    faults: list[tuple[int, dict[str, str]] | None] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    whole: bytes = b""

    @property
    def url(self) -> str:
        """What PAPERBOY_SUMMARY_URL names."""
        return f"http://{self.host}/v1"

    def answer(self, path: str, key: str, raw: bytes) -> tuple[int, bytes, dict[str, str]] | None:
        """What it answers; None: the connection breaks."""
        body = json.loads(raw)
        self.bodies.append(body)
        if path != "/v1/chat/completions" or key != f"Bearer {KEY}":
            return 401, f'{{"error": "Incorrect API key provided: {key}"}}'.encode(), {}
        if self.faults:
            fault = self.faults.pop(0)
            return (fault[0], b"{}", fault[1]) if fault else None
        content = self.line(body["messages"][-1]["content"])
        made = {"object": "chat.completion", "choices": [{"message": {"role": "assistant", "content": content}}]}
        return 200, self.whole or json.dumps(made).encode(), {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Door(BaseHTTPRequestHandler):
            """One call."""

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                said = fake.answer(self.path, self.headers.get("Authorization", ""), raw)
                self.close_connection = True
                if said is None:
                    return
                status, data, more = said
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **more}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        return Door
