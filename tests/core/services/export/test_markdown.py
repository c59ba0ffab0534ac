"""Markdown lists: read as CommonMark and GitHub read them, no title, name or address is markup."""

import pytest

from core.model import Paper
from core.services.export import export
from tests.core.services.export.readers import read


@pytest.mark.parametrize(
    "title",
    ["# Kites", "- Kites", "+ Kites", "1. Kites", "2026) Kites", "~~~ Kites", "~~old~~ Kites", "R&amp;D", "A &#35; B",
     "a|b|c", "*a* _b_ `c` <d>"],
)  # fmt: skip
@pytest.mark.parametrize("url", ["", "https://kites.example/a_(1)?b=<c>"])
def test_a_title_is_shown_as_it_is(title: str, url: str) -> None:
    (reference,) = read(export([Paper("x", title, url=url)], "md"), "md")
    assert reference.title == title


def test_names_are_no_markup_either() -> None:
    assert (
        export([Paper("x", "Kites", authors=("A_b *c*", "D", "E", "F"))], "md")
        == "- Kites (A\\_b \\*c\\*, D, E et al.)\n"
    )
