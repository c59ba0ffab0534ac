"""Daily Papers page text: both layouts, every lost, added and broken line, and what is no page at all."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing import listed_day, parse
from core.text.cleaning import clean
from tests.core.parsing.invented import WRITTEN, Pair, as_bytes, dense, invent, spaced
from tests.spread import spread

PAPERS = WRITTEN + invent(10)
LAYOUTS = pytest.mark.parametrize("layout", [dense, spaced])
Layout = Callable[[list[Pair]], list[str]]

STRAY_LINES = [
    "12",
    "·",
    "3 authors",
    "11.3k",
    "May 30",
    "Upvote",
    "https://huggingface.co/papers/2401.01234",
    "Log in to comment",
    "Advertisement",
    "Sponsored by the makers of very comfortable chairs",
]


def read(lines: list[str]) -> Listing:
    return parse(as_bytes(lines), "page.txt")


def texts(digest: Listing) -> set[Pair]:
    return {(entry.title, entry.abstract) for entry in digest.entries}


def assert_lines_are_right(digest: Listing, lines: list[str]) -> None:
    for entry in digest.entries:
        assert clean(lines[entry.line - 1]).endswith(entry.title[-4:])


def test_a_text_without_the_pages_header_is_not_said_to_be_from_there() -> None:
    pairs = [line for title, abstract in PAPERS for line in (title, abstract)]
    digest = parse("\n".join(pairs).encode(), "mine.txt")
    assert digest.source == "text" and len(digest.entries) == len(PAPERS)


@LAYOUTS
def test_every_paper_of_a_page_is_read_with_its_line(layout: Layout) -> None:
    lines = layout(PAPERS)
    digest = read(lines)
    assert [entry.abstract for entry in digest.entries] == [abstract for _, abstract in PAPERS]
    assert [entry.title for entry in digest.entries if "$" not in lines[entry.line - 1]] == [
        title for title, _ in PAPERS if "$" not in title
    ]
    assert [entry.rank for entry in digest.entries] == list(range(1, len(PAPERS) + 1))
    assert (digest.source, digest.skipped) == ("hf-page", ())
    assert_lines_are_right(digest, lines)


def test_latex_in_a_title_reads_plain() -> None:
    titles = [entry.title for entry in read(dense(PAPERS)).entries]
    assert "K^2-Means: Clustering Clusters with O(n log n) Distances" in titles


@LAYOUTS
def test_a_lost_line_costs_one_entry_and_is_reported(layout: Layout) -> None:
    lines = layout(PAPERS)
    whole = texts(read(lines))
    head = len(layout([])) if layout is spaced else 2
    for at in spread([at for at in range(head, len(lines)) if lines[at]]):
        cut = lines[:at] + lines[at + 1 :]
        digest = read(cut)
        assert len(whole - texts(digest)) == 1, lines[at]
        assert texts(digest) < whole
        assert len(digest.skipped) == 1
        assert_lines_are_right(digest, cut)


@LAYOUTS
def test_a_stray_line_costs_no_entry_and_is_reported(layout: Layout) -> None:
    lines = layout(PAPERS)
    whole = texts(read(lines))
    for at in spread(range(len(layout([])) if layout is spaced else 3, len(lines))):
        stray = STRAY_LINES[at % len(STRAY_LINES)]
        longer = [*lines[:at], stray, *lines[at:]]
        digest = read(longer)
        assert texts(digest) == whole, (stray, lines[at])
        assert [skip.line for skip in digest.skipped] == [at + 1]
        assert_lines_are_right(digest, longer)


@LAYOUTS
def test_a_line_said_twice_costs_no_entry(layout: Layout) -> None:
    lines = layout(PAPERS)
    whole = texts(read(lines))
    for at in spread(range(len(layout([])) if layout is spaced else 3, len(lines))):
        if lines[at]:
            digest = read([*lines[: at + 1], lines[at], *lines[at + 1 :]])
            assert texts(digest) == whole, lines[at]
            assert len(digest.skipped) == 1


@LAYOUTS
def test_an_abstract_broken_in_mid_sentence_costs_nothing(layout: Layout) -> None:
    lines = layout(PAPERS)
    whole = texts(read(lines))
    abstracts = {abstract for _, abstract in PAPERS}
    for at, line in spread([(at, line) for at, line in enumerate(lines) if line in abstracts]):
        words = line.split()
        breaks = [n for n in range(12, len(words) - 2) if words[n].isalpha() and words[n].islower()]
        for n in breaks[:: max(1, len(breaks) // 3)]:
            broken = [*lines[:at], " ".join(words[:n]), " ".join(words[n:]), *lines[at + 1 :]]
            assert texts(read(broken)) == whole, words[n - 1 : n + 1]


@LAYOUTS
def test_blank_lines_mean_nothing(layout: Layout) -> None:
    lines = layout(PAPERS)
    whole = texts(read(lines))
    assert texts(read([line for line in lines if line])) == whole
    assert texts(read([line for text in lines for line in (text, "", "  ", "")])) == whole


@LAYOUTS
def test_a_title_glued_to_its_abstract_costs_one_entry(layout: Layout) -> None:
    whole = texts(read(layout(PAPERS)))
    for at in spread(range(1, len(PAPERS))):
        lines = layout(PAPERS[:at]) + [f"{PAPERS[at][0]} {PAPERS[at][1]}"] + [t for p in PAPERS[at + 1 :] for t in p]
        digest = read(lines)
        assert len(whole - texts(digest)) == 1
        assert texts(digest) < whole


def test_a_title_broken_after_a_little_word_is_one_title() -> None:
    lines = dense([*invent(2), ("A Study of the", "Sound of Wet Paper"), *invent(2, seed=9)])
    lines.insert(8, "We study the sound that wet paper makes in this first study of its kind. It is a soft sound.")
    digest = read(lines)
    assert "A Study of the Sound of Wet Paper" in [entry.title for entry in digest.entries]
    assert not digest.skipped


def test_two_lost_lines_apart_cost_two_entries() -> None:
    lines = dense(PAPERS)
    del lines[22], lines[11]
    digest = read(lines)
    assert len(digest.entries) == len(PAPERS) - 2
    assert texts(digest) < texts(read(dense(PAPERS)))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("AbstractWe propose a net.", "We propose a net."),
        ("Abstract We propose a net.", "We propose a net."),
        ("Abstract: We propose a net.", "We propose a net."),
        ("ABSTRACT. We propose a net.", "We propose a net."),
        ("Abstract — nets are proposed.", "nets are proposed."),
        ("Abstract Neural nets (NNs) are proposed.", "Neural nets (NNs) are proposed."),
        ("Abstraction helps nets.", "Abstraction helps nets."),
        ("Abstractive summaries help nets.", "Abstractive summaries help nets."),
        ("Abstract reasoning is hard for nets.", "Abstract reasoning is hard for nets."),
        (
            "Abstract Reasoning is hard, and abstract nets reason.",
            "Abstract Reasoning is hard, and abstract nets reason.",
        ),
        (
            "Abstract Meaning Representation (AMR) helps nets.",
            "Abstract Meaning Representation (AMR) helps nets.",
        ),
        ("AbstractNet is a net. AbstractNet nets.", "AbstractNet is a net. AbstractNet nets."),
        ("Abstract-level nets are proposed.", "Abstract-level nets are proposed."),
    ],
)
def test_a_heading_before_an_abstract_goes_and_a_word_stays(written: str, read_as: str) -> None:
    more = " They are deep, they are wide, and they are better than other nets in nine of ten tasks that were tried."
    digest = read(dense([*invent(3), ("Nets for Everything", written + more)]))
    assert digest.entries[-1].abstract == read_as + more


@pytest.mark.parametrize(
    "head",
    [
        [],
        ["Subscribe"],
        ["Mar 11", "byAK and the research community", "new"],
        ["by AK and the research community", "Subscribe", "Get trending papers in your email inbox once a day!"],
        ["Daily Papers", "by", "AK", "and the research community", "Daily", "Weekly", "Monthly", "Mar 11"],
    ],
)
def test_header_lines_come_in_any_order_or_not_at_all(head: list[str]) -> None:
    digest = read(head + [line for pair in PAPERS for line in pair])
    assert texts(digest) == texts(read(dense(PAPERS)))
    assert not digest.skipped


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("SubscribeTidal Nets", "Tidal Nets"),
        ("SubscribeiLantern: Lights", "iLantern: Lights"),
        ("Subscribe$\\tau$-Nets", "τ-Nets"),
        ("Subscribe4D Nets", "4D Nets"),
        ("Subscribers Who Leave", "Subscribers Who Leave"),
        ("Subscribe to Nothing", "Subscribe to Nothing"),
        ("Subscribe-Only Journals", "Subscribe-Only Journals"),
    ],
)
def test_subscribe_comes_off_only_where_it_is_glued_on(line: str, title: str) -> None:
    digest = read([line, PAPERS[0][1], *(text for pair in invent(3) for text in pair)])
    assert digest.entries[0].title == title


def test_two_pages_pasted_together_are_read_as_one() -> None:
    digest = read(dense(PAPERS[:11]) + dense(PAPERS[11:]))
    assert texts(digest) == texts(read(dense(PAPERS)))
    assert not digest.skipped


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Mar 11", date(2026, 3, 11)),
        ("March 11", date(2026, 3, 11)),
        ("11 Mar", date(2026, 3, 11)),
        ("Dec 24", date(2025, 12, 24)),
        ("Mar 11, 2024", date(2024, 3, 11)),
        ("2024-03-11", date(2024, 3, 11)),
    ],
)
def test_a_page_is_listed_on_its_date_line(line: str, day: date) -> None:
    data = as_bytes(spaced(PAPERS, line))
    assert parse(data, "page.txt").day == (day if "2024" in line else None)
    assert listed_day(parse(data, "page.txt"), date(2026, 11, 20)) == day


def test_a_page_without_a_date_line_names_no_day() -> None:
    data = as_bytes(dense(PAPERS))
    assert (parse(data, "page.txt").day, listed_day(parse(data, "page.txt"), date(2026, 11, 20))) == (None, None)


def test_small_pages_are_read_too() -> None:
    first = read(
        ["Deep Nets for Frogs", "", "We show that deep nets can croak. Frogs agree with us in nine of ten cases."]
    )
    assert [(entry.title, entry.line) for entry in first.entries] == [("Deep Nets for Frogs", 1)]
    few = read([line for n in range(4) for line in (f"Title {n}", f"This is the abstract of paper {n}.")])
    assert len(few.entries) == 4


ESSAY = [
    "My Summer in the Hills",
    *["We went up the hill. The cows were there, and we ate cheese with the farmer."] * 6,
]
LETTER = [
    "From: anna@example.org",
    "Subject: The budget",
    "Hello all,",
    "please find the minutes attached. We should talk about the budget next week, because the deadline is near.",
    "Best regards,",
    "Anna",
]
MANUAL = [
    "# Sorter",
    "Sorter sorts things. It is small and fast, and it does what other sorters do not.",
    "## Installation",
    "pip install sorter",
    "## Usage",
    "Run it with the name of a thing.",
    "- `--fast` sorts fast",
    "- `--slow` sorts slowly",
    "## License",
    "MIT",
]
PROGRAM = ["import sorter", "", "def main():", "    things = sorter.sort(THINGS)", "    print(things)", "main()"]


@pytest.mark.parametrize(
    "lines",
    [
        ESSAY,
        LETTER,
        MANUAL,
        PROGRAM,
        ["hello"],
        ["Tidal Nets", "Frogs", "Toads"],
        ["<!DOCTYPE html>", "<p>Hi</p>"],
        ["word " * 9999],
    ],
    ids=["essay", "letter", "manual", "program", "word", "titles", "html", "one line"],
)
def test_what_is_no_digest_is_refused_in_one_sentence(lines: list[str]) -> None:
    with pytest.raises(NotAListing, match=r"^page\.txt [^\n]+\.$"):
        read(lines)


@pytest.mark.long
def test_a_page_of_more_lines_than_any_page_has_is_refused() -> None:
    with pytest.raises(NotAListing, match="lines of text"):
        parse(b"word\n" * 40_000, "words.txt")
    with pytest.raises(NotAListing, match="no list of papers"):
        parse(b"word\n" * 20_000, "words.txt")


def test_a_thousand_papers_are_one_page() -> None:
    assert len(read(dense(invent(1000))).entries) == 1000


@given(st.lists(st.sampled_from([line for pair in PAPERS[:8] for line in pair] + STRAY_LINES + [""]), max_size=30))
def test_any_order_of_lines_gives_pairs_of_these_lines_or_one_error(lines: list[str]) -> None:
    try:
        digest = read(lines)
    except NotAListing:
        return
    for entry in digest.entries:
        assert 1 <= entry.line <= len(lines)
        assert entry.abstract.split(" ", 1)[0] in " ".join(lines)
    numbers = [entry.line for entry in digest.entries]
    assert numbers == sorted(set(numbers))
    assert all(lines[skip.line - 1] for skip in digest.skipped)


@given(st.text(), st.integers(0, 2000))
def test_any_text_inside_a_page_raises_nothing_but_not_a_digest(noise: str, at: int) -> None:
    text = "\n".join(dense(PAPERS[:6]))
    try:
        digest = parse((text[:at] + noise + text[at:]).encode("utf-8", "replace"), "page.txt")
    except NotAListing as error:
        assert "\n" not in str(error)
    else:
        assert all(isinstance(entry, Entry) and entry.title for entry in digest.entries)


# The recordings

SIZES = {"000_15340e71763ae6c8.txt": 98, "002_abb1866e4312a0a9.txt": 278, "004_1e0222a8a98868a9.txt": 65}


@pytest.fixture(scope="module", params=SIZES)
def recording(request: pytest.FixtureRequest, shared: Path) -> tuple[bytes, int]:
    return (shared / "data" / "digests" / request.param).read_bytes(), SIZES[request.param]


def test_the_recordings_give_all_their_papers(recording: tuple[bytes, int]) -> None:
    data, size = recording
    digest = parse(data, "recorded")
    assert (len(digest.entries), digest.skipped) == (size, ())
    assert all(len(entry.title) < 182 and len(entry.abstract) > 490 for entry in digest.entries)


def test_a_recording_stands_a_lost_or_added_line_anywhere(recording: tuple[bytes, int]) -> None:
    text = recording[0].decode()
    lines = text.split("\n")[-80:]
    lines = lines[next(at for at, line in enumerate(lines) if 0 < len(line) < 190) :]
    whole = texts(read(lines))
    for at, line in spread(list(enumerate(lines))):
        if line:
            lost = read(lines[:at] + lines[at + 1 :])
            assert len(whole - texts(lost)) == 1
            assert texts(lost) < whole
            assert lost.skipped
            added = read([*lines[:at], STRAY_LINES[at % 10], *lines[at:]])
            assert len(whole - texts(added)) <= at % 2
            assert added.skipped


RIVER_TITLES = ("缓慢河流的计量方法研究", "川の流れを測る方法に関する研究")
RIVER_ABSTRACTS = (
    "我们涉水而行，测量每条河流的流速，并比较三种计量方法。结果表明，最慢的河流几乎静止不动，而误差随季节变化。本文还讨论了冰层对传感器的影响，"
    "并给出一种简单的校正方法。数据和代码均已公开，供其他研究者使用。",
    "本研究では、川を歩いて渡りながら流れの速さを測り、三つの方法を比べる。最も遅い川はほとんど動かず、誤差は季節によって変わることが分かった。"
    "また、氷がセンサーに与える影響についても議論し、簡単な補正方法を示す。データは公開されている。",
)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_chinese_and_japanese_pages_are_read(gap: str) -> None:
    lines = [line for card in zip(RIVER_TITLES, RIVER_ABSTRACTS, strict=True) for line in card]
    entries = parse(gap.join(lines).encode(), "page.txt").entries
    assert [(entry.title, entry.abstract) for entry in entries] == list(zip(RIVER_TITLES, RIVER_ABSTRACTS, strict=True))


def test_chinese_prose_is_no_page() -> None:
    part = "今天我们在会议室里讨论了下个季度的安排，大家提出了很多意见，最后决定先完成现有的任务，再考虑新的方向。"
    for text in (
        f"大家好，\n\n{part * 3}\n\n{part}\n\n谢谢！\n",
        f"会议纪要\n\n{part}\n\n{part * 2}\n\n下一步\n\n{part}\n",
    ):
        with pytest.raises(NotAListing):
            parse(text.encode(), "page.txt")
