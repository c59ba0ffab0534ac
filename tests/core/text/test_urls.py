"""Addresses: which are fit to be opened, and which labels mislead about them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.urls import address, host_of, misleads
from tests import hostile

KEPT = "%/:@!$&+,;=?"


@pytest.mark.parametrize(
    "url",
    [
        *(
            "javascript:alert(1)",
            "ftp://x.org",
            "//x.org",
            "https://",
            "",
            "https://x.org/\x00",
            "https://x.org/\ud800",
        ),
        *("https://arxiv.org@evil.org/", "https://evil.org\\@arxiv.org", "https://x.org:99999/", "https://a..b/"),
    ],
)
def test_what_is_no_fit_address_is_none(url: str) -> None:
    assert address(url, KEPT) == ""


def test_a_host_is_shown_in_punycode_and_signs_that_are_not_kept_as_percent_signs() -> None:
    assert (
        address("https://bücher.example:8/ä(1)?a=|~#*", KEPT)
        == "https://xn--bcher-kva.example:8/%C3%A4%281%29?a=%7C%7E#%2A"
    )
    assert address("https://x.org/~a/(b)", f"{KEPT}~()") == "https://x.org/~a/(b)"
    assert address(" https://x.org", KEPT) == "https://x.org/"


@given(st.integers(0, 2**32))
def test_an_address_that_was_made_fit_stays_as_it_is(seed: int) -> None:
    target = address(hostile.link(random.Random(seed)), KEPT)
    assert target.isascii() and not set(target) & set("<>|*`~()[]' \n\\")
    assert address(target, KEPT) == target


@pytest.mark.parametrize(
    ("label", "host", "does"),
    [
        *(("https://bank.example/login", "evil.org", True), ("bank.example", "evil.org", True)),
        *(("www.bank.example now", "evil.org", True), ("me@bank.example", "evil.org", True)),
        *(("arxiv.org", "arxiv.org", False), ("https://arxiv.org/abs/2401.01234", "www.arxiv.org", False)),
        ("Node.js: A Study of Socket.IO", "arxiv.org", False),
    ],
)
def test_a_label_that_reads_like_another_host_misleads(label: str, host: str, does: bool) -> None:
    assert misleads(label, host) is does


def test_the_host_of_no_address_is_none() -> None:
    assert host_of("") == "" and host_of("https://arxiv.org/abs/1") == "arxiv.org"
