"""What the README says of verbs, settings and figures is what the program says."""

import re
from pathlib import Path

import pytest

import core.commands.verbs
from core.commands.table import markdown_table as verbs
from core.settings import env_example
from core.settings import markdown_table as settings
from tests.bench.readme import markdown_table as figures
from tests.bots.discord.budget import sentence as budget

assert core.commands.verbs
ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def between(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- /{name} -->", README, re.DOTALL)
    assert found, f"the README has no part {name}"
    return found.group(1).strip()


@pytest.mark.parametrize(
    ("name", "table"), [("verbs", verbs), ("budget", budget), ("settings", settings), ("figures", figures)]
)
def test_a_table_of_the_readme_is_the_programs_own(name: str, table: object) -> None:
    assert between(name) == table().strip(), "run: python -m tests.bench --readme"  # type: ignore[operator]


def test_the_example_of_settings_is_the_tables_own() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example()


def test_every_picture_and_file_the_readme_names_is_there() -> None:
    for name in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README) + re.findall(
        r"`((?:core|bots|tests|workers)/[\w/.]+)`", README
    ):
        assert (ROOT / name).exists(), name
