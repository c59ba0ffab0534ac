"""Hostile papers leave nothing live on a page, in an rss or in a mail; `python -m tests.chaos pages` draws a hundred thousand."""

import pytest

from tests.chaos.pages import MAIL_ATTRIBUTES, MAIL_TAGS, Live, faults, mail_of, of_mail


@pytest.mark.long
def test_hostile_papers_leave_nothing_live() -> None:
    assert {seed: found for seed in range(150) if (found := faults(seed))} == {}


def test_what_is_live_is_found() -> None:
    for markup in (
        "<script>",
        "<img src=x onerror=y>",
        "<a href=javascript:x>",
        "<a href=//evil.example>",
        "<!--x-->",
        "<svg>",
    ):
        assert Live(f"<p>{markup}</p>").found


@pytest.mark.parametrize("markup", ["<script>", "<img src=x>", "<a onclick=x>", "<a href=javascript:x>", "<form>"])
def test_what_is_live_in_a_mail_is_found(markup: str) -> None:
    assert Live(f"<p>{markup}</p>", MAIL_TAGS, MAIL_ATTRIBUTES).found


def test_a_header_that_a_stranger_smuggled_into_a_mail_is_found() -> None:
    data = mail_of(0)
    assert of_mail(data) == []
    assert of_mail(data.replace(b"Subject: ", b"Bcc: all@evil.example\r\nSubject: ", 1))
