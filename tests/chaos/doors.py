"""Doors before servers: TCP proxies on loopback that can cut some machines off from one server, as a broken switch would.

A machine is an address of its own (127.0.0.2 …; Linux has them all). What is cut off is neither refused nor lost: its bytes wait, and
go on when the cable is in again.
"""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any


class Doors:
    """The doors of some servers, by the ports they are opened on."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._cut: dict[int, frozenset[str]] = {}
        self._changed = asyncio.Condition()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def open(self, port: int) -> int:
        """Open a door before the server that listens on a port; returns the door's own."""
        return self._wait(self._open(port))

    def cut(self, door: int, *machines: str) -> None:
        """Let nothing of these machines through a door any more, in either direction; of none: let everything through."""
        self._wait(self._change(door, frozenset(machines)))

    def close(self) -> None:
        """Close all doors."""
        self._wait(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _wait(self, task: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(task, self._loop).result(10)

    async def _end(self) -> None:
        passing = asyncio.all_tasks() - {asyncio.current_task()}
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)

    async def _change(self, door: int, machines: frozenset[str]) -> None:
        async with self._changed:
            self._cut[door] = machines
            self._changed.notify_all()

    async def _open(self, port: int) -> int:
        ours = 0

        async def enter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            machine = writer.get_extra_info("peername")[0]
            await self._let(ours, machine)
            try:
                behind, there = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                writer.close()
                return
            await asyncio.gather(self._pass(ours, machine, reader, there), self._pass(ours, machine, behind, writer))

        server = await asyncio.start_server(enter, "127.0.0.1", 0)
        ours = int(server.sockets[0].getsockname()[1])
        self._cut[ours] = frozenset()
        return ours

    async def _let(self, door: int, machine: str) -> None:
        """Wait until a machine is let through."""
        if machine in self._cut[door]:
            async with self._changed:
                await self._changed.wait_for(lambda: machine not in self._cut[door])

    async def _pass(self, door: int, machine: str, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(1 << 16):
                await self._let(door, machine)
                target.write(data)
                await target.drain()
        except OSError:
            pass
        await self._let(door, machine)
        target.close()
