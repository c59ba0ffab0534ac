"""A box of mails on loopback, read by IMAP (RFC 3501): a password, mails that are unread until they are marked, faults as told."""

import re
import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self


class FakeBox:
    """Listens on a free port of 127.0.0.1 between `with` and its end. `read` are the numbers of the mails that were marked as read,
    from 1; `drop_at` is a command at which it drops the connection.
    """

    def __init__(self, mails: Sequence[bytes], tls: ssl.SSLContext | None = None, password: str = "hushhush") -> None:
        self.mails, self.read, self.drop_at, self.folders = list(mails), set[int](), "", {"INBOX", "Bounces"}
        self._tls, self._password = tls, password
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, name="box", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                joined, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(joined,), name="boxed", daemon=True).start()

    def _serve(self, joined: socket.socket) -> None:
        with suppress(OSError):
            if self._tls:
                joined = self._tls.wrap_socket(joined, server_side=True)
            with joined, joined.makefile("rwb") as lines:
                lines.write(b"* OK ready\r\n")
                lines.flush()
                while line := lines.readline().decode().strip():
                    tag, verb, rest = (*line.split(" ", 2), "")[:3]
                    if verb == self.drop_at:
                        return
                    lines.write(self._answer(tag, verb, rest))
                    lines.flush()

    def _answer(self, tag: str, verb: str, rest: str) -> bytes:
        done = f"{tag} OK done\r\n".encode()
        match verb:
            case "CAPABILITY":
                return b"* CAPABILITY IMAP4rev1\r\n" + done
            case "LOGIN":
                return done if rest.endswith(f'"{self._password}"') else f"{tag} NO wrong\r\n".encode()
            case "SELECT" if rest.strip('"') not in self.folders:
                return f"{tag} NO no such folder\r\n".encode()
            case "SELECT":
                return f"* {len(self.mails)} EXISTS\r\n".encode() + done
            case "SEARCH":
                unread = (str(number) for number in range(1, len(self.mails) + 1) if number not in self.read)
                return f"* SEARCH {' '.join(unread)}\r\n".encode() + done
            case "FETCH":
                number = int(rest.partition(" ")[0])
                mail = self.mails[number - 1]
                return f"* {number} FETCH (BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n" + done
            case "STORE" if found := re.match(r"(\d+) \+FLAGS \(?\\Seen", rest):
                self.read.add(int(found[1]))
        return done
