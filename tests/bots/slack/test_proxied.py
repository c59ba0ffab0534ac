"""Behind the proxy of a lab, which opens TLS with certificates of its own: the checks, the sockets and each answer go through it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.shared.platforms import alert
from bots.slack import connect
from bots.slack.setup import doctor
from core.app import Paperboy
from core.settings import Settings, read
from tests.bots.slack.conftest import said, until
from tests.fakes.proxy import AUTHORITY, FakeProxy
from tests.fakes.slack import Channel, FakeSlack, User

HOST = "slack.example"


@pytest.fixture
def proxy(slack: FakeSlack) -> Iterator[FakeProxy]:
    """A proxy that leads to Slack alone, for those who know its password."""
    port = int(slack.world.url.rpartition(":")[2])
    slack.world.url = f"https://{HOST}"
    with FakeProxy({HOST: port}, password="ada:hushhush") as made:
        yield made


def settings(slack: FakeSlack, proxy: FakeProxy, folder: Path, **more: str) -> Settings:
    (folder / "ca.pem").write_text(AUTHORITY, "ascii")
    tokens = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API": f"https://{HOST}/api",
    }
    where = {"HTTPS_PROXY": proxy.url, "PAPERBOY_CA": str(folder / "ca.pem"), "PAPERBOY_HOME": str(folder)}
    return read(tokens | where | more, None)


def test_a_command_is_answered_through_the_proxy(
    app: Paperboy, slack: FakeSlack, proxy: FakeProxy, ada: User, nlp: Channel, tmp_path: Path
) -> None:
    async def serve() -> str:
        async with connect.serving(app, settings(slack, proxy, tmp_path)):
            act = await asyncio.to_thread(slack.command, ada, nlp, "search tidal kites")
            return said(await asyncio.to_thread(act.answered))

    assert "Tidal Kites" in asyncio.run(serve())
    assert set(proxy.asked) == {f"CONNECT {HOST}:443 HTTP/1.1"}
    until(lambda: not slack.sockets.open)


def test_a_message_to_the_operator_goes_through_the_proxy(
    app: Paperboy, slack: FakeSlack, proxy: FakeProxy, nlp: Channel, tmp_path: Path
) -> None:
    alert(app, settings(slack, proxy, tmp_path, PAPERBOY_ADMINS=f"slack:{nlp.id}"), "A sentence.", "a cause")
    (posted,) = slack.until(lambda: slack.posted(nlp))
    assert "A sentence." in said(posted) and proxy.asked


async def test_without_the_proxys_certificate_slack_is_not_trusted(
    slack: FakeSlack, proxy: FakeProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.shared.errors.PAUSE", 0.01)
    rows = await doctor.rows(settings(slack, proxy, tmp_path, PAPERBOY_CA=""))
    assert [state for state, _, _ in rows] == ["away"] and slack.calls.total() == 0


async def test_no_proxy_leads_around_it_even_where_the_environment_names_one(
    slack: FakeSlack, proxy: FakeProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    client = connect.client_of(settings(slack, proxy, tmp_path, NO_PROXY=HOST))
    assert client.proxy is None
