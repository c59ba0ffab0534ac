"""`python -m tests.fakes.discord [--port N] [--seed N]`: the fake as a process of its own, until a signal comes.

Its first line is JSON: `url` for `launch`, `control` for /fake/…, `token` for DISCORD_TOKEN.
"""

import argparse
import asyncio
import json
import signal

from tests.fakes.discord.server import FakeDiscord


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--loose", action="store_true", help="do not hold bodies to Discord's OpenAPI (saves 1 ms a call)"
    )
    asked = parser.parse_args()
    asyncio.run(_serve(FakeDiscord(port=asked.port, seed=asked.seed, strict=not asked.loose)))


async def _serve(discord: FakeDiscord) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with discord:
        told = {"url": discord.url, "control": f"{discord.url}/fake", "token": discord.token}
        print(json.dumps(told), flush=True)
        await stop.wait()


if __name__ == "__main__":
    main()
