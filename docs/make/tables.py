"""The tables of docs/: figures from the committed result file, commands and settings from the program. `python -m docs.make.tables`."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import core.commands.verbs
from bots.cli.main import COMMANDS
from bots.slack.setup.manifest import SCOPES
from core.commands.table import TABLE, Verb
from core.settings import SETTINGS
from core.settings.table import Setting
from docs.make.figures import figures
from tests.bots.discord import budget

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Write the tables into their pages."""
    for name, (place, table) in TABLES.items():
        page = ROOT / "docs" / f"{place}.md"
        part = f"<!-- {name} -->\n{table().strip()}\n<!-- /{name} -->"
        text = re.sub(
            rf"<!-- {name} -->\n.*?<!-- /{name} -->",
            lambda _, part=part: part,
            page.read_text("utf-8"),
            flags=re.DOTALL,
        )
        page.write_text(text, encoding="utf-8")


def verbs() -> str:
    """The verbs, in the order of the help."""
    assert core.commands.verbs
    return _table("command | what it does | who sees it", map(_verb, TABLE.values()))


def _verb(verb: Verb) -> str:
    usage, seen = verb.usage.replace("|", "\\|"), "you" if verb.private else "everyone"
    return f"`{usage}` | {verb.help} | {seen}{'' if verb.menu else '; typed or a button'}"


def programs() -> str:
    """The commands of the terminal, in the order of their help."""
    return _table("command | what it does", (f"`paperboy {name}` | {does}" for name, (_, does) in COMMANDS.items()))


def settings() -> str:
    """The settings, each with its default."""
    return _table("Setting | Default | Meaning", map(_setting, SETTINGS))


def _setting(row: Setting) -> str:
    default = f"`{row.default}`" if row.default else "(empty)"
    meaning = row.meaning.replace("|", "\\|") + (" Secret." if row.secret else "")
    return f"`{row.name}` | {default} | {meaning}"


def scopes() -> str:
    """The scopes of the app in Slack, each with its reason."""
    return _table("scope | why", (f"`{scope}` | {why}" for scope, why in SCOPES.items()))


def _table(head: str, rows: Iterable[str]) -> str:
    rule = " | ".join("---" for _ in head.split(" | "))
    return "\n".join(f"| {row} |" for row in (head, rule, *rows))


TABLES: Mapping[str, tuple[str, Callable[[], str]]] = {
    "verbs": ("commands", verbs),
    "budget": ("commands", budget.sentence),
    "settings": ("settings", settings),
    "scopes": ("slack", scopes),
    "figures": ("benchmarks", figures),
    "programs": ("terminal", programs),
}
"""The generated parts, each with the page in docs/ that has it, and what makes it."""


if __name__ == "__main__":
    main()
