"""arXiv's query API (`export.arxiv.org/api/query`): Atom, one entry a paper, errors told as an entry titled "Error"."""

import re

from core.errors import NoneToRead, NotAListing
from core.model import Entry, Listing
from core.parsing.arxiv.arxiv_text import SOURCE, abstract_of, categories_of, doi_of, once_each, title_of
from core.parsing.broken import Broken, read_each
from core.parsing.dates import utc_day
from core.parsing.xml.xml_in import Element, head_of, read_feed
from core.text import identifiers
from core.text.cleaning import clean, clip
from core.text.names import known_names

_API = re.compile(r"https?://(?:export\.)?arxiv\.org/api/")


def looks_like(opening: str) -> bool:
    """Whether a text begins as an answer of arXiv's API does."""
    return opening.startswith("<") and "<feed" in opening and bool(_API.search(head_of(opening)))


def parse(data: bytes, where: str) -> Listing:
    """The papers of an answer; a search that finds nothing is an empty listing, and none names a day of listing.

    Raises `NotAListing` where the bytes are no such feed, or the feed is an error: then with arXiv's own words.
    """
    feed = read_feed(data, where)
    if feed.root.name != "feed":
        raise NotAListing(f"{where} is not an answer of arXiv's API: that is an Atom feed.")
    entries, skipped = read_each(feed.items, _entry, where)
    if skipped and not entries:
        raise NoneToRead(f"{where} holds no paper: {skipped[0].why}.")
    return Listing(SOURCE, None, once_each(entries), tuple(skipped))


def _entry(item: Element, line: int, rank: int) -> Entry | Broken:
    arxiv, title = identifiers.arxiv_id(item.first("id")), title_of(item.first("title"))
    if not arxiv and title.lower() == "error":
        return Broken(f"arXiv answered with an error: “{clip(clean(item.first('summary')), 200)}”")
    if not arxiv or not title:
        return Broken("an entry has no title" if arxiv else "an entry names no arXiv paper")
    primary_first = (*item.all("arxiv:primary_category"), *item.all("category"))
    return Entry(
        title=title,
        abstract=abstract_of(item.first("summary"), title),
        line=line,
        arxiv=arxiv,
        doi=doi_of(item.first("arxiv:doi")),
        authors=known_names(author.first("name") for author in item.all("author")),
        categories=categories_of(element.attributes.get("term", "") for element in primary_first),
        published=utc_day(item.first("published")),
        rank=rank,
    )
