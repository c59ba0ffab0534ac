"""Hostile papers leave nothing live on a page or in an rss; `python -m tests.chaos pages` draws a hundred thousand."""

from tests.chaos.pages import Live, faults


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
