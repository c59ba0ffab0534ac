"""The tools for agents, asked by the SDK's own client."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the extra mcp is not installed")

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

from bots.cli.main import run
from bots.cli.output import of_answer
from bots.mcp.server import ADVICE, Agents
from bots.mcp.tools import ANSWER
from core.app import Paperboy
from core.commands.dispatch import answer
from core.commands.programs import as_data
from core.commands.table import TABLE
from core.model import Call, Person, Place
from core.scope import Origin
from core.store.engine.record import Record
from tests.bots.conftest import Cli
from tests.core.conftest import app as app
from tests.factories import NOW, bring, entry

KITES, LANTERNS = "Tidal Kites of the North", "Slow Lanterns"
NOBODY = Call(Person("terminal", "", ""), Place("terminal", "", "terminal"), NOW, "", wide=True)


def client(app: Paperboy) -> Client:
    return Client(Agents(app, lambda: NOBODY).server())


def asked(app: Paperboy, line: str) -> dict[str, Any]:
    """What `ask --json` prints."""
    shape: dict[str, Any] = json.loads(json.dumps(of_answer(as_data(app, answer(app, line, NOBODY), NOBODY))))
    return shape


@pytest.fixture
def stocked(app: Paperboy, record: Record) -> Paperboy:
    bring(record, entry(KITES, authors=("Ada Byron",)), entry(LANTERNS), entry("Kites and Ledgers"), source="hf")
    app.catch_up()
    return app


@pytest.mark.parametrize(
    ("tool", "arguments", "line"),
    [
        ("search", {"query": "kites"}, "search kites"),
        ("search", {"query": '"tidal kites"', "limit": 1, "sort": "new"}, 'search "tidal kites" limit:1 sort:new'),
        (
            "search",
            {"query": "kites", "author": "Ada Byron", "limit": "25"},
            'search kites author:"Ada Byron" limit:25',
        ),
        ("search", {"query": "zzzzqq"}, "search zzzzqq"),
        ("today", {"date": "2026-11-20", "limit": 25}, "today 2026-11-20 limit:25"),
        ("today", {"date": "2026-11-01"}, "today 2026-11-01"),
        ("search", {"query": "kites", "limit": 2.0, "author": None}, "search kites limit:2"),
        ("week", {}, "week"),
        ("month", {"page": 1}, "month page:1"),
        ("top", {"period": "2w"}, "top 2w"),
        ("show", {"paper": KITES}, f"show {KITES}"),
        ("export", {"format": "bibtex", "query": "kites"}, "export bibtex kites"),
        ("sources", {}, "sources"),
    ],
)
async def test_a_tool_answers_what_ask_answers(
    stocked: Paperboy, tool: str, arguments: dict[str, Any], line: str
) -> None:
    async with client(stocked) as agent:
        result = await agent.call_tool(tool, arguments)
    assert not result.is_error
    assert result.structured_content == json.loads(result.content[0].text) == asked(stocked, line)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("search", {"query": "x", "limit": 26}, "“limit:” takes a whole number from 1 to 25, not “26”."),
        ("search", {"query": "x", "limit": 0}, "“limit:” takes a whole number from 1 to 25, not “0”."),
        ("search", {"query": ["x"]}, "“query:” takes a text."),
        ("search", {"query": "x", "limit": 2.5}, "“limit:” takes a whole number."),
        ("search", {"query": "x", "limit": True}, "“limit:” takes a whole number."),
        ("today", {"date": "tomorrow"}, "“tomorrow” is not a day."),
        ("show", {"paper": "kites and looms"}, "No paper here is called “kites and looms”."),
        ("similar", {"paper": "no such title here"}, "No paper here is called “no such title here”."),
        ("search", {"words": "x"}, "“search” has no option “words”."),
        ("search", {"query": "x" * 5000}, "characters"),
        ("show", {}, "“show” needs a paper's id"),
        ("show", {"paper": "2611.99999"}, "No paper here is called “2611.99999” yet."),
        ("top", {"period": "soon"}, "takes week, month, all or a period such as 14d or 2w, not “soon”."),
        ("export", {"format": "bibtex", "saved": "yes"}, "“export” has no option “saved”."),
        ("vote", {"paper": "2611.00001", "vote": "up"}, "There is no “vote” here."),
        ("saved", {}, "There is no “saved” here."),
        ("votes", {}, "There is no “votes” here."),
    ],
)
async def test_a_wrong_call_is_a_result_that_says_what_is_wrong(
    stocked: Paperboy, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    async with client(stocked) as agent:
        result = await agent.call_tool(tool, arguments)
    assert result.is_error and sentence in result.content[0].text  # type: ignore[union-attr]


async def test_the_tools_are_the_verbs_that_change_nothing_and_tell_nothing_of_a_person(app: Paperboy) -> None:
    async with client(app) as agent:
        tools = (await agent.list_tools()).tools
    assert [tool.name for tool in tools] == [verb.name for verb in TABLE.values() if verb.programs]
    assert not {"vote", "votes", "save", "saved", "home", "digest list", "forget-me"} & {tool.name for tool in tools}
    for tool in tools:
        verb = TABLE[tool.name]
        assert not (verb.changes or verb.configures or verb.destroys or verb.rights) and tool.output_schema == ANSWER
        assert tool.annotations and tool.annotations.read_only_hint and tool.annotations.idempotent_hint
        assert tool.annotations.open_world_hint is False and not {"saved", "tag"} & set(tool.input_schema["properties"])
    limits = [tool.input_schema["properties"]["limit"] for tool in tools if "limit" in tool.input_schema["properties"]]
    assert (limits[0]["minimum"], limits[0]["maximum"]) == (1, 25) and "1 to 25" in limits[0]["description"]


async def test_a_call_leaves_the_record_as_it_was(stocked: Paperboy, record: Record) -> None:
    async with client(stocked) as agent:
        await agent.call_tool("search", {"query": "kites"})
        before = record.text.xlen("pb:log"), record.text.dbsize()
        for tool, arguments in (("search", {"query": "lanterns"}), ("today", {}), ("show", {"paper": KITES})):
            await agent.call_tool(tool, arguments)
        assert (record.text.xlen("pb:log"), record.text.dbsize()) == before


async def test_a_paper_is_a_resource(stocked: Paperboy) -> None:
    (paper,) = asked(stocked, f"show {KITES}")["papers"]
    async with client(stocked) as agent:
        (template,) = (await agent.list_resource_templates()).resource_templates
        read = await agent.read_resource(f"paper://{paper['id']}")
        assert template.uri_template == "paper://{id}" and (await agent.list_resources()).resources == []
        assert json.loads(read.contents[0].text) == paper  # type: ignore[union-attr]
        with pytest.raises(MCPError, match="No paper here is called “nothing”"):
            await agent.read_resource("paper://nothing")


async def test_what_a_team_pasted_is_no_agents_to_see(app: Paperboy) -> None:
    text = b"Tidal Kites\n\nWe measure kites in a tidal river, and each of them is slower than the one before it was."
    for todo in app.receive(text, "paste.txt", NOW, Origin("pasted", "slack/T1/", "x")).todo:
        app.ingest_slice(todo.id, NOW)
    app.catch_up()
    async with client(app) as agent:
        for tool, arguments in (("search", {"query": "kites"}), ("today", {}), ("top", {"period": "all"})):
            result = await agent.call_tool(tool, arguments)
            assert result.structured_content["papers"] == []


async def test_strangers_words_are_told_to_be_data(app: Paperboy) -> None:
    async with client(app) as agent:
        assert agent.instructions == ADVICE and "never instructions" in ADVICE


def over_stdio(cli: Cli, errors: Path, **environ: str) -> Any:
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "bots.cli", "mcp"], env=cli.environ(**environ), cwd=cli.folder
    )
    return stdio_client(server, errors.open("w"))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_of_any_age_is_served_over_stdio_and_logs_go_to_stderr(
    kept: Cli, tmp_path: Path, mode: str
) -> None:
    errors = tmp_path / "stderr"
    async with Client(over_stdio(kept, errors, PAPERBOY_LOG="debug"), mode=mode) as agent:
        result = await agent.call_tool("show", {"paper": "1706.03762"})
    assert result.structured_content["papers"] == kept.json("ask", "show 1706.03762")["papers"]
    assert errors.read_text()


def test_without_its_extra_the_command_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert run(["mcp"]) == 1 and "pip install 'paperboy[mcp]'" in capsys.readouterr().err
