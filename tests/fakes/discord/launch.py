"""`python -m tests.fakes.discord.launch bots.discord|workers …`: runs a module of Paperboy with its discord.py led to a fake.

FAKE_DISCORD is the fake's address. FAKE_DISCORD_READY, _SILENCE and _AGAIN change waits of discord.py, in seconds: for further
guilds after a connect (2), until a silent socket is given up (60), and before a new session takes an old one's place (5).
"""

import asyncio
import os
import runpy
import sys
from functools import partial

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.state import ConnectionState

WAITS = {"ready": 2.0, "silence": 60.0, "again": 5.0}


def redirect(url: str, *, ready: float = 2.0, silence: float = 60.0, again: float = 5.0) -> None:
    """Lead every client of this process to a fake; what stood there stands no more."""
    discord.http.Route.BASE = f"{url}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"{url.replace('http', 'ws')}/gateway")
    waits = partial(ConnectionState, guild_ready_timeout=ready, heartbeat_timeout=silence)
    discord.client.ConnectionState = waits  # type: ignore[misc, assignment]

    async def before_identify(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        await asyncio.sleep(0 if initial else again)

    discord.Client.before_identify_hook = before_identify  # type: ignore[method-assign]


def main() -> None:
    """Run the module that is named, as `python -m` does, with the arguments after it."""
    if len(sys.argv) < 2 or not os.environ.get("FAKE_DISCORD"):
        sys.exit("usage: FAKE_DISCORD=http://127.0.0.1:PORT python -m tests.fakes.discord.launch MODULE [ARGUMENT ...]")
    waits = {name: float(os.environ.get(f"FAKE_DISCORD_{name.upper()}", usual)) for name, usual in WAITS.items()}
    redirect(os.environ["FAKE_DISCORD"], **waits)
    module = sys.argv[1]
    del sys.argv[0]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
