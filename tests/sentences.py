"""Every sentence that the product can say, read from its source. `python -m tests.sentences` renews tests/sentences.txt.

A text between quotes is said unless its place shows that a program reads it: a key, a pattern, a log line, a command line.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.source import FILES, ROOT, tree

FILE = Path(__file__).with_suffix(".txt")

KINDS = (
    ("Verbs and their options", ("@command", "Annotated", "Also", "Option")),
    ("Terminal commands and their options", ("@click", "option", "argument")),
    ("Buttons", ("Button",)),
    ("Settings", ("core/settings/",)),
    (
        "Forms",
        (
            "core/subscriptions/form.py",
            "core/commands/note_form.py",
            "handlers/forms/",
            "search_form.py",
        ),
    ),
    (
        "Posts",
        (
            "core/subscriptions/wording.py",
            "core/subscriptions/options.py",
            "core/delivery/",
            "bots/slack/outlet.py",
            "bots/discord/outlet.py",
        ),
    ),
    ("Errors", ("raise",)),
    (
        "Answers",
        ("core/cards/views.py", "core/commands/", "core/services/", "core/catalog.py", "core/text/source_names.py"),
    ),
    ("Slack", ("bots/slack/",)),
    ("Discord", ("bots/discord/",)),
    ("Preview", ("bots/preview/",)),
    ("Terminal", ("bots/terminal/", "bots/cli/")),
    ("Everything else", ("",)),
)
"""Kinds of place, each by the calls that a text stands in or by where its file is; the first that fits holds."""

NOT_SAID = {
    "core/dedup/vocabulary.py": "words to compare",
    "core/text/words.py": "words to compare",
    "core/subscriptions/learning/features.py": "words to leave out",
    "core/search/documents.py": "what is indexed",
    "core/parsing/xml/markup.py": "names of elements",
    "core/text/gist/clauses.py": "features and patterns",
    "core/text/gist/scoring.py": "features and patterns",
    "core/store/engine/log.py": "a script of the server",
    "core/store/engine/backup.py": "a script of the server",
    "bots/shared/chores.py": "names of chores, for the log",
    "bots/slack/render/limits.py": "faults of ours, for the log",
    "bots/discord/render/limits.py": "faults of ours, for the log",
    "bots/slack/errors.py": "Slack's own words",
    "bots/discord/errors.py": "Discord's own words",
}
"""Files whose texts no user reads, with the reason."""

FOR_A_PROGRAM = frozenset(
    "get getattr setattr hasattr setdefault pop startswith endswith removeprefix removesuffix partition rpartition split join encode"
    " decode execute command eval sub match fullmatch search compile findall finditer escape register_script hget hset hgetall write"
    " expect expect_free add_cookie warning info error debug exception critical getLogger blake2b Lua NewType TypeVar strptime which"
    " strftime environ import_module Queue Step fold lua rename open fields metavar getitem Path namedtuple replace".split()
)
"""Calls whose arguments a program reads."""

LINES = {"Button": (1,), "typed": (0,), "reply": (0,), "Loss": (3,), "command": (), "answer": (1,), "parse": (0,)}
"""Arguments that are command lines, by the call they stand in."""

_TECHNICAL = re.compile(
    r"</?\w|\(\?|\\[bwdsS]|redis\.call|^\s*[{}\[\]%#.,:;|/*-]+\s*$|^%|[{;]\w+:|pb:|rq:|://\S*$|\w\.\w+\(|\w\|\w|^-- "
)
_WORDS = re.compile(r"[^\W\d_]{2,}[^\n]*\s+[^\W\d_]*\w")
_LABEL = re.compile(r"[A-Z][a-z]+[.:!?]?|[▲▼] .*")


_unparsed = cache(ast.unparse)


@dataclass(frozen=True)
class Text:
    """A text that is said: where its source is, the kind of place, and its words, with `{…}` for what is filled in."""

    file: str
    line: int
    kind: str
    said: str
    filled: tuple[str, ...] = ()


@cache
def texts() -> tuple[Text, ...]:
    """All of them, by file and line."""
    return tuple(text for path in FILES if _name(path) not in NOT_SAID for text in _of_file(path))


def written() -> str:
    """The snapshot: by kind of place and file, each text once."""
    rows: dict[str, dict[str, list[str]]] = {}
    for text in texts():
        of_file = rows.setdefault(text.kind, {}).setdefault(text.file, [])
        line = " ".join(text.said.split())
        if line not in of_file:
            of_file.append(line)
    parts = []
    for kind, _ in KINDS:
        files = "".join(f"\n[{name}]\n" + "\n".join(lines) + "\n" for name, lines in rows.get(kind, {}).items())
        parts.append(f"== {kind} ==\n{files}" if files else "")
    return "\n".join(filter(None, parts))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _of_file(path: Path) -> Iterator[Text]:
    found = list(_walk(tree(path), ()))
    for node, above in sorted(found, key=lambda pair: (pair[0].lineno, pair[0].col_offset)):
        said, filled = _said(node)
        place = _place(above)
        known = any(name in place for name in ("Button", "Field", "note", "Loss", "@command", "@click"))
        if not known and (_TECHNICAL.search(said) or not (_WORDS.search(said) or _LABEL.fullmatch(said))):
            continue
        if known and (said.isupper() or not re.search(r"[^\W\d_]{2}", re.sub(r"\{[^}]*\}", "", said))):
            continue
        yield Text(_name(path), node.lineno, _kind(_name(path), place), said, filled)


def _walk(
    node: ast.AST, above: tuple[ast.AST, ...]
) -> Iterator[tuple[ast.Constant | ast.JoinedStr, tuple[ast.AST, ...]]]:
    """The texts under a node that people read, with all that stands above each."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        if not _for_a_program(node, above):
            yield node, above
        if isinstance(node, ast.Constant):
            return
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant):
            continue
        if isinstance(node, ast.FormattedValue) and child is node.format_spec:
            continue
        yield from _walk(child, (*above, node))


def _for_a_program(node: ast.AST, above: tuple[ast.AST, ...]) -> bool:
    parent = above[-1]
    if isinstance(parent, ast.Expr):
        return not _shown(above)
    if isinstance(parent, (ast.Compare, ast.Subscript, ast.MatchValue, ast.Assert)):
        return True
    if any(
        isinstance(outer, ast.Assign) and _unparsed(outer.targets[0]) in ("__all__", "__slots__") for outer in above
    ):
        return True
    if isinstance(parent, ast.Dict) and node in parent.keys:
        return True
    for outer, inner in zip(above, (*above[1:], node), strict=True):
        if (
            isinstance(outer, ast.Assert)
            or (isinstance(outer, ast.FunctionDef) and inner is outer.returns)
            or (isinstance(outer, (ast.AnnAssign, ast.arg)) and inner is outer.annotation and not _annotated(inner))
        ):
            return True
        if isinstance(outer, ast.Call) and inner is not outer.func:
            called = _called(outer)
            if called in FOR_A_PROGRAM or (
                isinstance(outer.func, ast.Attribute) and _unparsed(outer.func.value) == "re"
            ):
                return True
            if inner in outer.args and outer.args.index(inner) in LINES.get(called, ()):  # type: ignore[arg-type]
                return True
        if isinstance(outer, ast.keyword) and outer.arg in (
            "line",
            "example",
            "metavar",
            "key",
            "name",
            "url",
            "group",
            "drop",
        ):
            return True
    return False


def _annotated(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Subscript) and _unparsed(one.value) == "Annotated" for one in ast.walk(node))


def _shown(above: tuple[ast.AST, ...]) -> bool:
    """Whether a docstring is shown: that of a verb or of a command of the terminal."""
    return (
        len(above) > 1
        and isinstance(above[-2], ast.FunctionDef)
        and above[-2].body[0] is above[-1]
        and bool(_decorator(above[-2]))
    )


def _decorator(function: ast.FunctionDef) -> str:
    names = {_called(one) for one in function.decorator_list if isinstance(one, ast.Call)}
    plain = {_unparsed(one) for one in function.decorator_list}
    if (
        any(name in plain or f"{name}()" in plain for name in ("cli.command", "cli.group"))
        or "group" in names
        or any(".command(" in one for one in plain)
    ):
        return "@click"
    return "@command" if "command" in names else ""


def _called(call: ast.Call) -> str:
    return (
        call.func.attr
        if isinstance(call.func, ast.Attribute)
        else call.func.id
        if isinstance(call.func, ast.Name)
        else ""
    )


def _place(above: tuple[ast.AST, ...]) -> tuple[str, ...]:
    """The names of what a text stands in, the nearest first."""
    names: list[str] = []
    for node in reversed(above):
        if isinstance(node, ast.Call):
            names.append(_called(node))
        elif isinstance(node, ast.Subscript):
            names.append(_unparsed(node.value))
        elif isinstance(node, ast.Raise):
            names.append("raise")
        elif isinstance(node, ast.FunctionDef) and isinstance(above[-1], ast.Expr) and node is above[-2]:
            names.append(_decorator(node))
            break
        elif isinstance(node, ast.FunctionDef):
            break
    return tuple(names)


def _kind(file: str, place: tuple[str, ...]) -> str:
    def fits(row: tuple[str, tuple[str, ...]]) -> bool:
        return any(mark in place or file.startswith(mark) or (mark and file.endswith(mark)) for mark in row[1])

    return next(row[0] for row in KINDS if fits(row))


def _said(node: ast.Constant | ast.JoinedStr) -> tuple[str, tuple[str, ...]]:
    if isinstance(node, ast.Constant):
        return str(node.value), ()
    parts, filled = [], []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            filled.append(_unparsed(part.value))
            parts.append("{…}")
        else:
            parts.append(str(part.value))  # type: ignore[attr-defined]
    return "".join(parts), tuple(filled)


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
