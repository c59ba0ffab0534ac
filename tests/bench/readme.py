"""The README's tables: figures from the committed result file, verbs and settings from the program. `python -m tests.bench --readme`."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).with_name("results.json")


def main(argv: list[str]) -> None:
    """Write the tables into the README."""
    import core.verbs
    from core.commands.table import markdown_table as verbs
    from core.settings import markdown_table as settings

    assert core.verbs
    assert not argv, "--readme takes nothing more"
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    for name, table in (("verbs", verbs), ("settings", settings), ("figures", markdown_table)):
        part = f"<!-- {name} -->\n{table().strip()}\n<!-- /{name} -->"
        text = re.sub(rf"<!-- {name} -->\n.*?<!-- /{name} -->", lambda _, part=part: part, text, flags=re.DOTALL)
    readme.write_text(text, encoding="utf-8")


def markdown_table() -> str:
    """The figures beside their goals, as measured."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    head = f"{results['date']}, {results['machine']}. {results['corpus']}"
    rows = [f"| {what} | {goal} | {measured(results)} |" for what, goal, measured in ROWS]
    return "\n".join((head, "", "| what | goal | measured |", "| --- | --- | --- |", *rows))


def _of(*path: str, form: str = "{}") -> Callable[[dict[str, Any]], str]:
    def read(results: dict[str, Any]) -> str:
        value: Any = results
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return "not measured" if value is None else form.format(value)

    return read


ROWS: tuple[tuple[str, str, Callable[[dict[str, Any]], str]], ...] = ()
