"""Lists as tools, services and people write them: both papers with their ids, nothing else, and what is no paper is told."""

import pytest

from core.errors import NotAListing
from core.parsing import parse
from tests.core.parsing.written_by_tools import BOTH, KITES, KITES_ID, RIVERS, RIVERS_ID


@pytest.mark.parametrize("form", BOTH)
def test_both_papers_are_read_with_their_ids_and_nothing_else(form: str) -> None:
    listing = parse(BOTH[form].encode(), "list")
    assert [(entry.title.rstrip("."), entry.arxiv) for entry in listing.entries] == [
        (KITES, KITES_ID),
        (RIVERS, RIVERS_ID),
    ]
    assert listing.skipped == ()


@pytest.mark.parametrize(
    "text",
    [
        "https://arxiv.org/abs/2403.04567\nhttps://arxiv.org/abs/2303.04567\n10.5555/kites.12\n",
        "arxiv_id\n2403.04567\n2303.04567\n",
        "doi,year\n10.5555/kites.12,2024\n10.5555/rivers.3,2023\n",
        "Ida\n9:15 AM\nhttps://arxiv.org/abs/2403.04567\nJo\n9:20 AM\nhttps://huggingface.co/papers/2303.04567\n",
        "https://huggingface.co/papers/2403.04567\nhttps://huggingface.co/papers/2303.04567\n",
    ],
)
def test_links_alone_become_no_papers(text: str) -> None:
    with pytest.raises(NotAListing, match="give them to `add`, which fetches each"):
        parse(text.encode(), "links")


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        (
            "Reading list\n\n[Kites that Count Waves](https://arxiv.org/abs/2403.04567)\n\n[Ropes](https://arxiv.org/abs/2403.04568)\n",
            1,
        ),
        (
            "title,url\nhttps://arxiv.org/abs/2303.04567,https://arxiv.org/abs/2303.04567\nKites that Count Waves,2403.04567\n",
            1,
        ),
        (
            "Ida\n9:15 AM\nKites that Count Waves https://arxiv.org/abs/2403.04567\nJo\n9:20 AM\nand https://arxiv.org/abs/2303.04567\n",
            1,
        ),
        (
            '[{"itemType": "book", "title": "Kites", "key": "A"}, {"itemType": "attachment", "title": "PDF", "parentItem": "A"}]',
            1,
        ),
    ],
)
def test_what_is_no_paper_is_told_and_makes_none(text: str, skipped: int) -> None:
    listing = parse(text.encode(), "list")
    assert len(listing.skipped) == skipped
    assert all("Kites" in entry.title or entry.title == "Ropes" for entry in listing.entries)


def test_a_note_that_zotero_keeps_as_an_item_is_one_on_its_paper() -> None:
    text = '[{"data": {"itemType": "book", "title": "Kites", "key": "A"}, "key": "A"},'
    text += '{"data": {"itemType": "note", "note": "<p>Mine.</p>", "parentItem": "A"}}]'
    (entry,) = parse(text.encode(), "zotero.json").entries
    assert entry.kept and entry.kept.notes == ("Mine.",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            '<opml version="2.0"><body><outline xmlUrl="https://rss.arxiv.org/rss/cs.LG"/></body></opml>',
            "is a list of feeds, not of papers",
        ),
        ('<rdf:RDF xmlns:rdf="r" xmlns:z="http://www.zotero.org/namespaces/export#"><z:x/></rdf:RDF>', "is Zotero RDF"),
    ],
)
def test_a_file_that_holds_something_else_is_called_what_it_is(text: str, why: str) -> None:
    with pytest.raises(NotAListing, match=why):
        parse(text.encode(), "file")
