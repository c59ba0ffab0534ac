"""A bot's chores outlive a record that is silent for a while, or that is started again."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from bots.shared.chores import follow
from core.app import Paperboy
from core.catalog import Catalog
from core.search.index import Index
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from tests.bots.conftest import until
from tests.factories import bring, entry
from tests.servers import LOGGED, serving


async def following(app: Paperboy, events: Callable[[], None]) -> None:
    """Follow the index while these events happen."""
    task = asyncio.create_task(follow(app.of(Catalog)))
    await asyncio.to_thread(events)
    assert not task.done()
    task.cancel()
    await asyncio.wait([task])


def stop(server: ExitStack, url: str, folder: Path) -> Callable[[], object]:
    """Stop the server's process; what is answered lets it go on."""
    pid = Redis.from_url(url).info("server")["process_id"]
    os.kill(pid, signal.SIGSTOP)
    return lambda: os.kill(pid, signal.SIGCONT)


def end(server: ExitStack, url: str, folder: Path) -> Callable[[], object]:
    """End the server; what is answered starts it again."""
    server.close()
    (folder / "s").unlink()
    return lambda: server.enter_context(serving(folder, *LOGGED))


@pytest.mark.parametrize("fault", [stop, end])
def test_a_bot_follows_the_index_after_the_record_was_away(
    fault: Callable[[ExitStack, str, Path], Callable[[], object]],
    tmp_path_factory: pytest.TempPathFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = tmp_path_factory.mktemp("c")
    with ExitStack() as server:
        url = server.enter_context(serving(folder, *LOGGED))
        waiting = f"{url}?socket_timeout=0.3"  # not ten seconds: nine tries are made
        record = Record(waiting)
        app = Paperboy(record, lambda: Index.open(folder / "index", write=False), Queue(waiting, "ingest"), folder)

        def events() -> None:
            bring(record, entry("Kites"))
            until(lambda: not app.of(Catalog).behind())
            mend = fault(server, url, folder)
            try:
                until(lambda: caplog.messages, seconds=60)
            finally:
                mend()
            bring(record, entry("Gliders"))
            until(lambda: not app.of(Catalog).behind())

        asyncio.run(following(app, events))
        app.close()
