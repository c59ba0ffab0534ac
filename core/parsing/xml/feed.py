"""Any RSS (0.9 to 2.0, RDF too) or Atom feed of papers, however odd: titles, abstracts, authors, days and identifiers.

A paper is known by the arXiv id or DOI in its links, never by the feed's guid, which many feeds change from day to day.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import islice

from msgspec.structs import replace

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing.arxiv.arxiv_text import old_title
from core.parsing.broken import Broken, read_each
from core.parsing.dates import written_day
from core.parsing.json_in import address, joined
from core.parsing.xml import publishers
from core.parsing.xml.markup import title_without_markup, without_markup
from core.parsing.xml.publishers import undoubled
from core.parsing.xml.xml_in import Element, read_feed
from core.text.cleaning import clean, plain, squash
from core.text.identifiers import first_of, reference
from core.text.names import known_names, split_names, turned

SOURCE = "rss"

_XML = re.compile(r"<(?:\?xml\s|!--|(?:[a-z][\w.-]{0,20}:)?(?:rss|feed|rdf|opml)[\s>])", re.IGNORECASE)
_ROOTS = ("rss", "feed", "rdf:rdf")
_SHORT = 200  # characters of a description that may be a teaser, where the content says more
_MOST = 10  # links, identifiers and categories read of one item
_LONGEST_CATEGORY = 80
_HOST = re.compile(r"https?://(?:[^/@?#]*@)?(?:www\.)?([a-z0-9.-]+)", re.IGNORECASE)
_SLUG = re.compile(r"[^a-z0-9.-]+")
_MAILBOX = re.compile(r"\s*\S{1,200}@\S{1,200}\s*(?:\(([^()]{1,300})\)\s*)?")
_SUMMARY = ("description", "summary", "dc:description")
_CONTENT = ("content:encoded", "content", "atom:content", "atom:summary")
_DAYS = ("pubdate", "published", "dc:date", "updated", "issued", "modified", "dcterms:issued", "prism:publicationdate")
_FIRST_DAYS = ("prism:publicationdate", "dcterms:issued", "dc:date", "published", "issued", "pubdate", "updated")


def looks_like(opening: str) -> bool:
    """Whether a text begins as XML does, other than a web page."""
    return bool(_XML.match(opening))


def parse(data: bytes, where: str) -> Listing:
    """The papers of a feed in its order, an item given twice once; without items it is an empty listing.

    The source is `rss-` and the host that the feed links to. `day` of each entry is the day the feed gives it, since a feed
    shows the items of many days: it may lie in the future, where the feed does. Raises `NotAListing` where the bytes are no feed.
    """
    feed = read_feed(data, where)
    spaces = " ".join(feed.root.attributes.values())
    if feed.root.name == "rdf:rdf" and not feed.items and "zotero.org" in spaces:
        raise NotAListing(
            f"{where} is Zotero RDF, which Paperboy does not read: export BibTeX, RIS or CSL JSON instead."
        )
    if feed.root.name == "opml":
        raise NotAListing(f"{where} is a list of feeds, not of papers: add each feed with `sources add`.")
    if feed.root.name not in _ROOTS:
        raise NotAListing(f"{where} is XML, but not an RSS or Atom feed.")
    home = _home(feed.root, where)
    journal = next(feed.root.all("channel"), feed.root).first("title")
    entries, skipped = read_each(feed.items, partial(_entry, home, journal), where)
    if skipped and not entries:
        raise NotAListing(f"{where} holds no paper: in line {skipped[0].line}, {skipped[0].why}.")
    return Listing(_source(home, feed.root), None, _once_each(entries), tuple(skipped))


def _once_each(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, an item given twice once; another paper under the same DOI, as journals slip, loses it."""
    kept: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        key = (entry.arxiv or entry.doi,) if entry.arxiv or entry.doi else (entry.title, entry.url)
        first = kept.setdefault(key, entry)
        if first is not entry and not entry.arxiv and entry.doi and not _are_alike(first.title, entry.title):
            url = "" if reference(entry.url) == f"doi:{entry.doi}" else entry.url
            kept.setdefault((entry.title, entry.url), replace(entry, doi="", url=url))
    return tuple(replace(entry, rank=rank) for rank, entry in enumerate(kept.values(), start=1))


def _are_alike(title: str, other: str) -> bool:
    """Whether one of two titles holds the other, but for its signs."""
    short, long = sorted((squash(title), squash(other)), key=len)
    return short in long


def _entry(home: str, journal: str, item: Element, line: int, rank: int) -> Entry | Broken:
    links = [joined(item.attributes.get("xml:base", home), link) for link in islice(dict.fromkeys(_links(item)), _MOST)]
    url = next(filter(None, map(address, links)), "")
    shown = undoubled(_title(item))
    title, titled = publishers.title_of(plain(clean(shown)), url)
    if not title:
        return Broken("an item has no title")
    names = (*islice(dict.fromkeys(_identifiers(item)), _MOST), *links)
    known = list(filter(None, map(reference, names)))
    abstract, named = _prose(item, title, journal)
    return Entry(
        title=title,
        abstract=abstract,
        line=line,
        arxiv=first_of("arxiv", known),
        doi=first_of("doi", known),
        url=url,
        authors=_authors(item) or titled or named,
        categories=_categories(item),
        published=_day(item, _FIRST_DAYS),
        rank=rank,
        day=_day(item, _DAYS),
    )


def _title(item: Element) -> str:
    """The title without markup, also where it is escaped once more than its feed says; but Atom's `type="text"` says what it shows."""
    title = title_without_markup(old_title(_marked(item, "title")).title)
    is_text = any(element.attributes.get("type") == "text" for element in item.all("title"))
    return title if is_text else title_without_markup(title)


def _marked(item: Element, *names: str) -> str:
    """What the first of these elements that says anything says, as HTML; Atom's `type="text"` is none."""
    for element in item.all(*names):
        if text := element.marked().strip():
            is_text = element.attributes.get("type") == "text"
            return text.replace("&", "&amp;").replace("<", "&lt;") if is_text else text
    return ""


def _prose(item: Element, title: str, journal: str) -> publishers.Prose:
    """What the description says, or the content where that is more than a teaser's worth and no whole article."""
    venues = frozenset(
        filter(None, map(squash, (journal, item.first("prism:publicationname"), item.first("dc:source"))))
    )
    summary, content = (publishers.read(_marked(item, *names), title, venues) for names in (_SUMMARY, _CONTENT))
    longer = content.abstract if len(summary.abstract) < min(_SHORT, len(content.abstract)) else summary.abstract
    return publishers.Prose(longer, summary.authors or content.authors)


def _links(item: Element) -> Iterator[str]:
    """The addresses an item gives for its paper, the likeliest first."""
    elements = [*item.all("link"), *item.all("atom:link")]
    yield item.first("feedburner:origlink")
    for rel in ("alternate", "related"):
        yield from (link.attributes["href"] for link in elements if "href" in link.attributes and _rel(link) == rel)
        yield from (text for link in elements if rel == "alternate" and (text := link.text().strip()))
    yield from (
        guid.text().strip()
        for guid in item.all("guid")
        if guid.attributes.get("ispermalink", "true").lower() != "false"
    )
    yield item.attributes.get("rdf:about", "")


def _rel(link: Element) -> str:
    return link.attributes.get("rel", "alternate").lower()


def _identifiers(item: Element) -> Iterator[str]:
    """What an item says to be its paper's DOI or id."""
    for name in ("prism:doi", "arxiv:doi", "doi", "dc:identifier", "dcterms:identifier", "guid", "id", "dc:source"):
        yield from (element.text() for element in item.all(name))


def _authors(item: Element) -> tuple[str, ...]:
    """The authors: Atom's persons, else RSS's lists, mailboxes with the name in brackets too."""
    names = [name for author in item.all("author", "atom:author") if (name := author.first("name"))]
    for elements in (item.all("dc:creator"), item.all("author", "authors")):
        names = names or [element.text() for element in elements]
    shown = [undoubled(_without_mailbox(without_markup(name))) for name in names]
    if len(shown) == 1:
        return split_names(publishers.names_apart(shown[0]))
    return known_names(turned(name) for name in shown)


def _without_mailbox(author: str) -> str:
    """The name in RSS's `mail@example.org (Name)`; any other text as it is."""
    match = _MAILBOX.fullmatch(author) if len(author) < 1_000 else None
    return match[1] or "" if match else author


def _categories(item: Element) -> tuple[str, ...]:
    elements = islice(item.all("category", "dc:subject", "prism:section"), _MOST)
    texts = (clean(element.attributes.get("term", "") or element.text()) for element in elements)
    short = (category for category in texts if 0 < len(category) <= _LONGEST_CATEGORY)
    return tuple(dict.fromkeys(short))


def _day(item: Element, names: tuple[str, ...]) -> date | None:
    return next(filter(None, (written_day(item.first(name)) for name in names)), None)


def _home(root: Element, where: str) -> str:
    """The address that a feed's relative links are meant from: the site it links to, itself, or where it was found."""
    channel = next(root.all("channel"), root)
    elements = [*channel.all("link"), *channel.all("atom:link")]
    sites = [link.text().strip() or link.attributes.get("href", "") for link in elements if _rel(link) != "self"]
    selves = [link.attributes.get("href", "") for link in elements if _rel(link) == "self"]
    base = address(root.attributes.get("xml:base", "")) or address(where)
    resolved = (address(joined(base, link)) for link in (*sites, *selves))
    return next(filter(None, resolved), base)


def _source(home: str, root: Element) -> str:
    """`rss-` with the host of a feed, or what is left of its title; without space or colon."""
    host = _HOST.match(home)
    name = host[1] if host else next(root.all("channel"), root).first("title")
    slug = _SLUG.sub("-", name.lower()[:60]).strip("-.")
    return f"{SOURCE}-{slug}" if slug else SOURCE
