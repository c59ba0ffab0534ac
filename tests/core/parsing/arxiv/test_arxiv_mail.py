"""arXiv's mail: folded fields, cross-listings, replacements, lost lines, and the recorded mail."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import NotAListing
from core.model import Listing
from core.parsing import parse
from core.parsing.arxiv import arxiv_mail
from core.parsing.bytes_in import opening
from core.text.cleaning import clean, plain
from tests.core.parsing.answers import CATEGORIES, authors_of, mail
from tests.core.parsing.renderings import deal

CARDS = deal()
NEW, CROSS, REPLACED = CARDS[:7], CARDS[7:14], CARDS[14:]


def read(data: bytes) -> Listing:
    return arxiv_mail.parse(data, "mail.txt")


def test_new_cross_listed_and_replaced_papers_are_all_read() -> None:
    digest = parse(mail(CARDS), "mail.txt")
    assert (digest.source, digest.day, digest.skipped) == ("arxiv", date(2024, 11, 21), ())
    assert [entry.arxiv for entry in digest.entries] == [card.arxiv for card in CARDS]
    assert [entry.title for entry in digest.entries] == [plain(card.title) for card in CARDS]
    assert [entry.authors for entry in digest.entries] == [authors_of(card) for card in CARDS]
    assert {entry.categories for entry in digest.entries} == {CATEGORIES}
    assert [entry.doi for entry in digest.entries] == [f"10.1000/{card.arxiv}" for card in CARDS]


def test_replacements_have_neither_abstract_nor_day() -> None:
    entries = read(mail(CARDS)).entries
    assert [entry.abstract for entry in entries] == [clean(card.text) for card in (*NEW, *CROSS)] + [""] * len(REPLACED)
    assert [entry.published for entry in entries] == [card.published for card in (*NEW, *CROSS)] + [None] * len(
        REPLACED
    )


def test_each_entry_knows_its_line() -> None:
    lines = mail(CARDS).decode().split("\n")
    for entry in read(mail(CARDS)).entries:
        assert lines[entry.line - 1].startswith(f"arXiv:{entry.arxiv}")


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("", date(2024, 11, 21)),
        ("From: no-reply@arxiv.org\nDate: Fri, 22 Nov 2024 01:20:03 GMT\nSubject: cs daily", date(2024, 11, 21)),
    ],
)
def test_the_day_is_the_last_on_which_papers_were_received(head: str, day: date) -> None:
    assert read(mail(CARDS, head)).day == day


def test_without_that_line_the_day_is_that_of_the_mail_or_unknown() -> None:
    sent = mail(CARDS, "Date: Fri, 22 Nov 2024 01:20:03 GMT\n")
    assert read(sent.replace(b"received from", b"taken from")).day == date(2024, 11, 22)
    assert read(mail(CARDS).replace(b"received from", b"taken from")).day is None


def test_a_block_by_itself_and_old_forms_are_read() -> None:
    head = "\\\\\nPaper (*cross-listing*): hep-th/9901001\nFrom: a@b.c\nDate: Mon, 4 Jan 1999 10:00:00 GMT   (7kb)\n\n"
    block = head + "Title: Strings\nAuthor: E. Noether\n\\\\\n  We pull strings.\n\\\\ ( hep-th/9901001 , 7kb)\n"
    assert arxiv_mail.looks_like(block)
    (entry,) = parse(block.encode(), "x").entries
    assert (entry.arxiv, entry.title, entry.authors, entry.abstract) == (
        "hep-th/9901001",
        "Strings",
        ("E. Noether",),
        "We pull strings.",
    )
    assert entry.published == date(1999, 1, 4)


def test_a_mail_whose_backslashes_were_halved_is_read() -> None:
    halved = mail(CARDS).replace(b"\\\\", b"\\")
    assert [(entry.arxiv, entry.abstract) for entry in read(halved).entries] == [
        (entry.arxiv, entry.abstract) for entry in read(mail(CARDS)).entries
    ]


@pytest.mark.long
def test_a_lost_line_costs_at_most_its_own_paper() -> None:
    lines = mail(CARDS).decode().split("\n")
    whole = {entry.arxiv: (entry.title, entry.abstract) for entry in read(mail(CARDS)).entries}
    for at in range(len(lines)):
        digest = read("\n".join(lines[:at] + lines[at + 1 :]).encode())
        texts = {entry.arxiv: (entry.title, entry.abstract) for entry in digest.entries}
        assert sum(texts.get(arxiv) != kept for arxiv, kept in whole.items()) <= 1, lines[at]
        assert len(digest.entries) + len(digest.skipped) >= len(CARDS) - 1


def test_a_paper_in_two_sections_is_one() -> None:
    entries = read(mail([*CARDS[:3], CARDS[0]])).entries
    assert [entry.arxiv for entry in entries] == [card.arxiv for card in CARDS[:3]]
    assert entries[0].abstract


def test_a_block_without_a_title_is_reported() -> None:
    digest = read(mail(CARDS).replace(b"Title: Tidal Networks", b"Tidal Networks", 1))
    assert [(skip.why, len(digest.entries)) for skip in digest.skipped] == [
        (f"arXiv:{CARDS[0].arxiv} has no title", len(CARDS) - 1)
    ]


@pytest.mark.parametrize("text", ["", "\\\\\n" * 99, "arXiv:2401.01234", "arXiv:2401.01234\nDate: x\n\\\\\n", "-" * 78])
def test_what_holds_no_block_with_a_title_is_refused(text: str) -> None:
    with pytest.raises(NotAListing, match=r"^mail\.txt .*\.$"):
        read(text.encode())


def test_a_text_that_mentions_arxiv_is_no_mail() -> None:
    assert not arxiv_mail.looks_like("We follow arXiv:2401.01234\nDate: yesterday\n")
    assert not arxiv_mail.looks_like("Title: x\n\\\\ a line of TeX \\\\\narXiv: a history\n")


def test_the_recorded_mail_is_read_whole(shared: Path) -> None:
    data = (shared / "data" / "feeds" / "arxiv" / "mail_cs_2024-11-21.txt").read_bytes()
    assert arxiv_mail.looks_like(opening(data))
    digest = parse(data, "mail.txt")
    assert (digest.source, digest.day, digest.skipped) == ("arxiv", date(2024, 11, 21), ())
    assert [entry.arxiv for entry in digest.entries] == ["2411.13560", "2411.13566"]
    assert [len(entry.authors) for entry in digest.entries] == [12, 6]
    assert [len(entry.categories) for entry in digest.entries] == [3, 1]
    assert [bool(entry.doi) for entry in digest.entries] == [False, True]
    assert [entry.published for entry in digest.entries] == [date(2024, 11, 7), date(2024, 11, 11)]
    assert all(len(entry.abstract) > 1_000 for entry in digest.entries)
