"""A record without any papers."""

import pytest

from core.app import Paperboy
from core.commands.dispatch import answer
from tests.factories import call


@pytest.mark.parametrize("line", ["today", "search kites", "search author:Levine", "kites", "search kites sort:votes"])
def test_where_there_are_no_papers_at_all_the_ways_to_the_first_are_named(app: Paperboy, line: str) -> None:
    (card,) = answer(app, line, call()).cards
    assert card.title.text == "No papers here yet." and "paperboy fetch hf" in str(card.body)
