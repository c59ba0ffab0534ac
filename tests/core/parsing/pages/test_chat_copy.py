"""Copied chats: a line that no person wrote is looked at quickly."""

import time

import pytest

from core.parsing.pages.chat_copy import looks_like


@pytest.mark.parametrize("gap", [" ", "\t", "\u2028", "[ ", "a  "], ids=repr)
def test_a_line_of_gaps_is_no_chat_and_costs_no_time(gap: str) -> None:
    began = time.process_time()
    assert not looks_like(f'"{gap * 40_000}9\n10.1000/kites')
    assert time.process_time() - began < 1
