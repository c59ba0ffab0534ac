"""A catcher of mails for trying: it takes every mail at a port of this machine and writes each into a folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from core.errors import PaperboyError
from core.host.durable import replacing


class MailFolder:
    """What aiosmtpd asks: it takes a mail and writes it into a folder, numbered from 1."""

    def __init__(self, folder: Path, caught: Callable[[Path], None] = lambda path: None) -> None:
        self._folder, self._caught = folder, caught
        folder.mkdir(parents=True, exist_ok=True)
        self._number = sum(1 for _ in folder.glob("*.eml"))

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (its name in aiosmtpd)
        """Keep a mail."""
        self._number += 1
        path = self._folder / f"{self._number:05}.eml"
        with replacing(path, 0o600) as target:
            target.write(envelope.content)
        self._caught(path)
        return "250 2.0.0 kept"


def catching(folder: Path, host: str, port: int, caught: Callable[[Path], None]) -> Controller:
    """A catcher that runs until it is stopped. Raises PaperboyError where the port is taken."""
    controller = Controller(MailFolder(folder, caught), hostname=host, port=port)
    try:
        controller.start()
    except OSError as error:
        raise PaperboyError(f"Nothing can listen at {host}:{port}: {error.strerror or error}.") from None
    return controller
