"""`python -m tests.fakes.room slack|discord [--port N]`: the room, until Ctrl-C or the end of what is typed."""

import argparse
import asyncio
import contextlib
import os
import sys

from tests.fakes.room.discord import discord_room
from tests.fakes.room.prompt import serve
from tests.fakes.room.slack import slack_room

PORTS = {"slack": 8031, "discord": 8032}
ROOMS = {"slack": slack_room, "discord": discord_room}


async def _run(platform: str, port: int) -> None:
    async with ROOMS[platform](port) as room:
        await serve(room, sys.stdin, print)


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.room", description=__doc__)
    parser.add_argument("platform", choices=PORTS)
    parser.add_argument("--port", type=int, help="on loopback; usually 8031 for Slack, 8032 for Discord")
    typed = parser.parse_args()
    port = PORTS[typed.platform] if typed.port is None else typed.port
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_run(typed.platform, port))
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({os.strerror(error.errno or 0)}): name another by --port.")


if __name__ == "__main__":
    main()
