"""Daily and Trending Papers pages in every rendering: what a card shows is read, whatever stands around it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotAListing
from core.model import Listing
from core.parsing import listed_day, parse
from core.parsing.bytes_in import opening
from core.parsing.pages import cards_page, page
from core.text.cleaning import clean, plain
from tests.core.parsing import renderings
from tests.core.parsing.invented import WRITTEN, as_bytes, dense, invent, spaced
from tests.core.parsing.renderings import Card, deal

CARDS = deal()
Render = Callable[[list[Card]], str]


def numbered_and_cut(cards: list[Card]) -> str:
    return renderings.numbered_links(cards, listed=False)


DATED: list[Render] = [renderings.linked_headings, renderings.numbered_links, numbered_and_cut, renderings.plain_export]
RENDERINGS: list[Render] = [*DATED, renderings.trending, renderings.extracted]
every_rendering = pytest.mark.parametrize("render", RENDERINGS, ids=lambda render: render.__name__)


def read(text: str) -> Listing:
    return parse(text.encode(), "page.md")


@every_rendering
def test_every_card_is_read_once_with_title_and_abstract_in_order(render: Render) -> None:
    digest = read(render(CARDS))
    assert (digest.source, digest.skipped) == ("hf-page", ())
    assert [entry.title for entry in digest.entries] == [plain(clean(card.title)) for card in CARDS]
    assert [entry.abstract or entry.summary for entry in digest.entries] == [clean(card.text) for card in CARDS]
    assert [entry.rank for entry in digest.entries] == list(range(1, len(CARDS) + 1))


@every_rendering
def test_each_card_knows_the_line_of_its_title(render: Render) -> None:
    lines = render(CARDS).split("\n")
    for entry, card in zip(read(render(CARDS)).entries, CARDS, strict=True):
        assert card.title.split()[0] in lines[entry.line - 1]


@pytest.mark.parametrize(
    "render", [renderings.linked_headings, renderings.numbered_links, renderings.plain_export, renderings.extracted]
)
def test_links_tell_the_arxiv_id(render: Render) -> None:
    assert [entry.arxiv for entry in read(render(CARDS)).entries] == [card.arxiv for card in CARDS]


@pytest.mark.parametrize("render", [*DATED, renderings.extracted])
def test_upvotes_are_those_of_their_own_card(render: Render) -> None:
    assert [entry.score for entry in read(render(CARDS)).entries] == [card.upvotes for card in CARDS]


@pytest.mark.parametrize("render", DATED)
def test_comments_are_those_of_their_own_card(render: Render) -> None:
    assert [entry.comments for entry in read(render(CARDS)).entries] == [card.comments or None for card in CARDS]


@pytest.mark.parametrize("render", [renderings.trending, renderings.extracted])
def test_code_and_stars_are_read(render: Render) -> None:
    read_as = [(entry.code, entry.stars) for entry in read(render(CARDS)).entries]
    assert read_as == [(card.code, card.stars or None) for card in CARDS]


@pytest.mark.parametrize(
    "render", [renderings.linked_headings, renderings.numbered_links, renderings.plain_export, renderings.extracted]
)
def test_a_date_without_a_year_takes_it_from_the_arxiv_id(render: Render) -> None:
    assert [entry.published for entry in read(render(CARDS)).entries] == [card.published for card in CARDS]


def test_without_an_id_a_date_without_a_year_is_no_date() -> None:
    expected = [card.published if card.published.year == 2025 else None for card in CARDS]
    assert [entry.published for entry in read(numbered_and_cut(CARDS)).entries] == expected


def test_a_day_at_the_turn_of_the_year_belongs_to_the_year_before() -> None:
    card = CARDS[1]._replace(arxiv="2601.00003", published=date(2025, 12, 31))
    shown = renderings.linked_headings([card]).replace("Dec 31, 2025", "Dec 31")
    assert read(shown).entries[0].published == date(2025, 12, 31)


@pytest.mark.parametrize(("render", "day"), list(zip(DATED, [(10, 2), (6, 29), (6, 29), (3, 25)], strict=True)))
def test_the_header_names_the_day_without_its_year(render: Render, day: tuple[int, int]) -> None:
    text = render(CARDS)
    assert read(text).day is None
    assert listed_day(parse(text.encode(), "page.md"), date(2026, 12, 24)) == date(2026, *day)
    assert listed_day(parse(text.encode(), "page.md"), date(2026, 1, 1)) == date(2025, *day)


def test_a_trending_page_is_of_no_day() -> None:
    assert listed_day(parse(renderings.trending(CARDS).encode(), "page.md"), date(2026, 12, 24)) is None


def test_one_short_sentence_is_a_machines_summary_except_on_the_daily_page() -> None:
    summary = (
        "TideNets is a family of recurrent networks with a learned period that needs a third of the weights of others."
    )
    cards = [CARDS[0]._replace(text=summary), CARDS[1]]
    for render in (renderings.trending, renderings.extracted):
        first, second = read(render(cards)).entries
        assert (first.summary, first.abstract) == (summary, "")
        assert (second.summary, bool(second.abstract)) == ("", True)
    for render in DATED:
        assert read(render(cards)).entries[0].abstract == summary


def test_what_the_second_copy_of_a_card_has_more_is_kept() -> None:
    text = renderings.extracted(CARDS[2:3])
    poorer = text.replace("[GitHub 11.3k](" + CARDS[2].code + ") ", "", 1).replace("65](", "](", 1)
    (entry,) = read(poorer).entries
    assert (entry.stars, entry.score) == (11300, 65)


def test_a_card_without_text_is_kept_by_its_id_and_else_reported() -> None:
    text = renderings.linked_headings(CARDS[:3])
    shown = text[text.index(f"[{CARDS[1].text[:10]}") : text.index(f"]({CARDS[1].link})\n\n[![x]")]
    bare = read(text.replace(shown, ""))
    assert [(entry.arxiv, bool(entry.abstract)) for entry in bare.entries] == [
        (card.arxiv, card is not CARDS[1]) for card in CARDS[:3]
    ]
    unlinked = renderings.trending(CARDS[:3]).replace(CARDS[1].text, "")
    digest = read(unlinked)
    assert [entry.title for entry in digest.entries] == [CARDS[0].title, plain(CARDS[2].title)]
    assert [(skip.line, skip.why[:33]) for skip in digest.skipped] == [
        (unlinked[: unlinked.rindex(f"### {CARDS[1].title}")].count("\n") + 1, "a title without an abstract: “Doe")
    ]


def test_fields_in_another_order_are_read_too() -> None:
    text = "Get trending papers in your email inbox!\n\n" + "\n".join(
        f"### {card.title}\n{card.upvotes} upvotes\n{card.authors} authors\nPublished on {card.published:%b %d, %Y}\n"
        f"{card.comments} comments\n[Project page](https://example.org/{card.arxiv})\n\n{card.text}\n"
        for card in CARDS
    )
    entries = read(text).entries
    assert [entry.abstract for entry in entries] == [clean(card.text) for card in CARDS]
    assert [entry.score for entry in entries] == [card.upvotes for card in CARDS]
    assert [entry.comments for entry in entries] == [card.comments for card in CARDS]
    assert [entry.published for entry in entries] == [card.published for card in CARDS]
    assert [entry.project for entry in entries] == [f"https://example.org/{card.arxiv}" for card in CARDS]


def test_titles_and_addresses_in_turn_are_read_without_any_blank_line() -> None:
    lines = [line for card in CARDS for line in (card.title, card.link, card.text)]
    entries = read("\n".join(lines)).entries
    assert [(entry.arxiv, entry.abstract) for entry in entries] == [(card.arxiv, clean(card.text)) for card in CARDS]


def test_a_title_may_begin_like_a_heading_of_the_page() -> None:
    titles = ["Top-K Nets", "Daily Bread for Nets", "Trending Nets of the Year", "By the Way: Nets"]
    cards = [card._replace(title=title) for card, title in zip(CARDS, titles, strict=False)]
    for render in RENDERINGS:
        assert [entry.title for entry in read(render(cards)).entries] == titles


def test_a_number_alone_on_the_last_line_of_a_linked_abstract_is_part_of_it() -> None:
    text = renderings.linked_headings(CARDS[:2]).replace(CARDS[0].text[-9:], CARDS[0].text[-9:] + "\\\\\n2024.", 1)
    assert read(text).entries[0].abstract == clean(CARDS[0].text) + " 2024."


def test_an_address_inside_an_abstract_stays_there() -> None:
    text = renderings.trending([CARDS[0]._replace(text=CARDS[0].text.replace("available at ", "available at\n"))])
    assert read(text).entries[0].abstract == clean(CARDS[0].text)


@every_rendering
def test_a_cut_page_gives_what_is_whole(render: Render) -> None:
    text = render(CARDS)
    for at in range(len(text) // 3, len(text), len(text) // 7):
        entries = read(text[:at]).entries
        assert [entry.title for entry in entries][:-1] == [plain(clean(card.title)) for card in CARDS][
            : len(entries) - 1
        ]


def test_plain_pages_and_card_pages_are_told_apart() -> None:
    for lines in (
        dense(WRITTEN),
        spaced(WRITTEN),
        dense(invent(50)),
        ["https://huggingface.co/papers/2401.01234", *dense(WRITTEN)],
    ):
        assert not cards_page.looks_like(opening(as_bytes(lines)))
    for render in RENDERINGS:
        assert cards_page.looks_like(render(CARDS)[:16_000])
        assert cards_page.looks_like(render(CARDS[:1])[:16_000])


@pytest.mark.parametrize(
    "text",
    [
        "# Changelog\n\n## [1.2.0][3]\n\nWe fixed what was broken in the parts that nobody had looked at for years.\n\n[3]: https://x.example",
        "# A Model\n\n## Usage\n\nSee [our paper](https://huggingface.co/papers/2401.01234) for all that this model can do in the end.\n",
        "## Notes\n\n### Monday\n\nWe met, and we talked about https://huggingface.co/papers/2401.01234 for an hour or two.\n",
    ],
)
def test_other_markdown_is_no_card_page(text: str) -> None:
    assert not cards_page.looks_like(text)
    with pytest.raises(NotAListing):
        read(text)


@pytest.mark.parametrize(
    "text",
    ["### \n", "Get trending papers in your email inbox!\n\n### T", "### T\n\n3 authors", "\n".join(renderings.HEADER)],
)
def test_a_page_without_a_paper_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(NotAListing, match=r"^page\.md [^\n]+\.$"):
        cards_page.parse(text.encode(), "page.md")


PIECES = [line for render in RENDERINGS for line in render(CARDS[:2]).split("\n")]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("\n".join))
def test_any_lines_give_cards_or_one_error(text: str) -> None:
    try:
        digest = cards_page.parse(text.encode("utf-8", "replace"), "page.md")
    except NotAListing as error:
        assert str(error).startswith("page.md ")
    else:
        assert all(entry.title and (entry.abstract or entry.summary or entry.arxiv) for entry in digest.entries)


def test_the_recorded_plain_export_is_read(shared: Path) -> None:
    data = (shared / "data" / "feeds" / "pages" / "daily_papers_plain_export_2026-07-28.txt").read_bytes()
    digest = parse(data, "page.txt")
    assert (digest.source, digest.day, digest.skipped) == ("hf-page", None, ())
    assert listed_day(parse(data, "page.txt"), date(2026, 7, 28)) == date(2026, 3, 25)
    assert [entry.arxiv for entry in digest.entries] == ["2410.05434", "1802.08979", "2409.02326"]
    assert [entry.score for entry in digest.entries] == [1, 0, 19]
    assert [entry.comments for entry in digest.entries] == [None, None, 2]
    assert [entry.published for entry in digest.entries] == [date(2024, 10, 7), date(2018, 2, 24), date(2024, 9, 3)]
    assert all(
        len(entry.abstract) > 500 and "http" not in entry.title and not entry.summary for entry in digest.entries
    )


def test_the_recorded_trending_page_is_read(shared: Path) -> None:
    data = (shared / "data" / "feeds" / "pages" / "trending_page_doubled_cards.md").read_bytes()
    digest = parse(data, "page.md")
    assert (digest.source, digest.day, digest.skipped, len(digest.entries)) == ("hf-page", None, (), 9)
    assert [entry.stars for entry in digest.entries] == [11300, 1320, 4510, 476, 3160, 2140, 7020, 50800, 1880]
    assert all(entry.code.startswith("https://github.com/") for entry in digest.entries)
    assert [bool(entry.abstract) for entry in digest.entries].count(True) == 1
    assert all(bool(entry.abstract) != bool(entry.summary) for entry in digest.entries)
    assert not any("authors" in entry.abstract + entry.summary for entry in digest.entries)


def test_the_seed_digests_stay_plain_pages(shared: Path) -> None:
    files = sorted((shared / "data" / "digests").glob("*.txt"))
    assert not any(cards_page.looks_like(opening(file.read_bytes())) for file in files)
    assert [len(parse(file.read_bytes(), file.name).entries) for file in files] == [98, 278, 65]
    assert [len(page.parse(file.read_bytes(), file.name).skipped) for file in files] == [0, 0, 0]
