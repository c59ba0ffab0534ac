"""What the README and docs/ say of commands, settings and figures is what the program says; every name and link leads somewhere."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from core.settings import env_example
from docs.make.tables import TABLES

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "tests").glob("*.md")])
LONGEST_README = 8_000
"""Bytes: a stranger reads it to its end."""


def between(name: str) -> str:
    text = (ROOT / "docs" / f"{TABLES[name][0]}.md").read_text("utf-8")
    found = re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- /{name} -->", text, re.DOTALL)
    assert found, f"docs/{TABLES[name][0]}.md has no part {name}"
    return found.group(1).strip()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_docs_is_the_programs_own(name: str) -> None:
    assert between(name) == TABLES[name][1]().strip(), "run: python -m docs.make.tables"


def test_the_example_of_settings_is_the_tables_own() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example()


def test_the_readme_is_short() -> None:
    assert len(README.read_bytes()) <= LONGEST_README


def test_the_changelog_begins_with_what_is_not_released_and_follows_the_version() -> None:
    heads = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert heads[0] == "Unreleased"
    assert heads[1:2] in ([], [version])


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.name)
def test_every_picture_page_and_file_that_is_named_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    links = re.findall(r"\]\(((?!https?://)[^)#]+)(?:#[^)]*)?\)", text) + re.findall(r'src="([^"]+)"', text)
    assert [name for name in links if not (page.parent / name).exists()] == []
    files = [name for name in re.findall(r"`((?:core|bots|tests|workers)/[\w/.]+)`", text) if "NAME" not in name]
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_the_plot_of_two_years_is_drawn_from_two_years() -> None:
    measured = json.loads((ROOT / "tests" / "chaos" / "years.json").read_text("utf-8"))
    week, last = 7, measured["samples"][-1]
    assert measured["days"] == 730 <= last["day"] + week
    assert "from here on half as many papers a day" in (ROOT / "docs" / "years.svg").read_text("utf-8")


def test_the_picture_of_the_layers_is_the_contracts_own_and_stays_in_its_frame() -> None:
    from docs.make.pictures import GAP, WIDTH, layers  # what draws takes half a second to import

    picture = (ROOT / "docs" / "layers.svg").read_text("utf-8")
    assert picture == layers(), "run: python -m docs.make.pictures"
    texts = re.findall(r'<text x="(\d+)" y="(\d+)" [^>]*?(?:font-size="(\d+)")?>([^<]+)</text>', picture)
    height = int(re.search(r'viewBox="0 0 \d+ (\d+)"', picture)[1])  # type: ignore[index]
    widest = 0.65  # of its size is a letter of a sans-serif font at most, on average
    assert all(int(x) + len(text) * int(size or 14) * widest <= WIDTH - GAP for x, _, size, text in texts)
    assert all(int(y) < height - GAP for _, y, _, _ in texts)
