"""Alerts as they come, are forwarded and are copied: each title is a paper, and each link without one is told."""

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotAListing
from core.parsing import parse
from core.parsing.mail import alert

SCHOLAR = "https://scholar.google.com/scholar_url?url={}&hl=en&sa=X&scisig=A"
SAFE = "https://eur01.safelinks.protection.outlook.com/?url={}&data=05%7C02&reserved=0"
SAVE = "https://scholar.google.com/citations?hl=en&update_op=email_library_add&info=a"
BY, SAID = "A Sample, B van der Probe - arXiv preprint, 2026", "Napkins are folded with one clip …"
FOOT = "This message was sent by Google Scholar because you're following new results for [napkins]."

Paper = tuple[str, str]
"""A title and its address, '' for a link that shows no title."""


def tagged(papers: Sequence[Paper], wrap: Callable[[str], str] = str) -> str:
    cells = "".join(
        f'<h3><a href="{escape(wrap(SCHOLAR.format(url)))}" class="gse_alrt_title">{escape(title)}</a></h3><div>{BY}</div>'
        f'<div>Napkins are <b>folded</b><br> with one clip …</div><a href="{SAVE}"><img alt="Save"></a>\n'
        if title
        else f'<p><a href="{url}">PDF</a></p>'
        for title, url in papers
    )
    return (
        f"<html><head><style>{'a{color:red}' * 2_000}</style></head><body><div>{cells}<p>{FOOT}</p></div></body></html>"
    )


def outlook(papers: Sequence[Paper]) -> str:
    return tagged(papers, lambda url: SAFE.format(quote(url, safe=""))).replace(' class="gse_alrt_title"', "")


def gmail_plain(papers: Sequence[Paper]) -> str:
    return "---------- Forwarded message ---------\n\n" + "\n\n".join(
        f"[PDF] {title}\n<{SCHOLAR.format(url)}>\n{BY}\nNapkins are *folded*\nwith one clip …\n[image: Save]\n<{SAVE}>"
        if title
        else f"[image: PDF]\n<{url}>"
        for title, url in papers
    ) + f"\n\n{FOOT}\n"  # fmt: skip


def outlook_plain(papers: Sequence[Paper]) -> str:
    return "\n".join(
        f"{title}<{SAFE.format(quote(SCHOLAR.format(url), safe=''))}>\n{BY}\n{SAID}" if title else f"PDF<{url}>"
        for title, url in papers
    )


def apple_plain(papers: Sequence[Paper]) -> str:
    return "> Begin forwarded message:\n> \n> From: Scholar\n> \n" + "\n".join(
        f"> {title} <{SCHOLAR.format(url)}>\n> {BY}\n> {SAID}\n>  <{SAVE}>" if title else f"> PDF <{url}>"
        for title, url in papers
    )  # fmt: skip


FORMS = (tagged, outlook, gmail_plain, outlook_plain, apple_plain)
words = st.lists(
    st.sampled_from("Folding wet Napkins with One clip: Branes & steam in 3D".split()), min_size=3, max_size=9
)


@pytest.mark.parametrize("form", FORMS)
@given(lists=st.lists(st.tuples(words, st.booleans()), max_size=6))
def test_every_link_to_a_paper_is_an_entry_or_is_skipped(
    form: Callable[[Sequence[Paper]], str], lists: list[tuple[list[str], bool]]
) -> None:
    papers = [
        (" ".join(title) if titled else "", f"https://arxiv.org/pdf/2611.{n:05d}")
        for n, (title, titled) in enumerate(lists)
    ]
    papers.append(("Folding napkins with one clip", "https://arxiv.org/pdf/2611.99999"))
    listing = parse(form(papers).encode(), "alert")
    assert listing.kind == "Alert mail"
    assert [(e.title, f"https://arxiv.org/pdf/{e.arxiv}") for e in listing.entries] == [p for p in papers if p[0]]
    assert len(listing.entries) + len(listing.skipped) == len(papers)


@pytest.mark.parametrize("form", FORMS)
def test_authors_and_the_whole_snippet_are_read_and_nothing_of_the_foot(form: Callable[[Sequence[Paper]], str]) -> None:
    papers = [
        ("Folding napkins with one clip", "https://arxiv.org/pdf/2611.01234"),
        ("Steam and time", "https://example.org/1"),
    ]
    first, second = parse(form(papers).encode(), "alert").entries
    for entry in (first, second):
        assert entry.authors == ("A Sample", "B van der Probe")
        assert entry.abstract == SAID
    assert (first.arxiv, second.url) == ("2611.01234", "https://example.org/1")


def test_an_alert_copied_without_its_links_is_read_by_its_lines_of_authors() -> None:
    shown = "\n".join(
        f"{title}\n{BY}\n{SAID}\nSave\tTwitter\tLinkedIn\tFacebook" for title in ("Folding napkins", "Steam")
    )
    listing = parse(f"{shown}\n \n{FOOT}\n".encode(), "alert")
    assert [(e.title, len(e.authors), e.abstract) for e in listing.entries] == [
        ("Folding napkins", 2, SAID),
        ("Steam", 2, SAID),
    ]


SEMANTIC = """<table><tr><td><a href="https://www.semanticscholar.org/paper/Folding/{0}?utm=a"><h3>Folding</h3></a><div>Ann Sample,
Bo Probe</div><div>arXiv.org • 2026</div><p>TLDR: One clip is enough.</p><p>We fold napkins with one clip.</p>
<a href="https://www.semanticscholar.org/paper/{0}/save">Save to Library</a></td></tr></table>"""


def test_an_alert_of_semantic_scholar_gives_no_paper_for_its_buttons() -> None:
    (entry,) = parse(SEMANTIC.format("0123456789abcdef" * 2).encode(), "alert").entries
    assert (entry.title, entry.authors) == ("Folding", ("Ann Sample", "Bo Probe"))
    assert (entry.summary, entry.abstract) == ("One clip is enough.", "We fold napkins with one clip.")


def test_a_title_stands_alone_or_has_three_words() -> None:
    text = (
        '<p>In <a href="https://arxiv.org/abs/2611.01234">our work</a> we fold.</p>'
        '<p><a href="https://arxiv.org/abs/2611.01235">Clips</a></p>'
    )
    listing = parse(text.encode(), "alert")
    assert [entry.title for entry in listing.entries] == ["Clips"]
    assert [skip.why for skip in listing.skipped] == [
        "this mail names 2611.01234 without its title: add it by its link"
    ]


def test_an_alert_of_more_lines_than_any_mail_has_is_refused() -> None:
    with pytest.raises(NotAListing, match="has more than 200,000 lines"):
        alert.parse(
            b"<https://scholar.google.com/scholar_url?url=https://arxiv.org/abs/2611.01234>\n" + b"|\n" * 200_001, "it"
        )
