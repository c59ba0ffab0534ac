"""JSON by other names: what each service calls the fields that `core.parsing.records` knows. A service is one row of `SERVICES`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from core.parsing.bibliography.own_notes import own_notes
from core.parsing.dates import first_day
from core.parsing.xml.markup import without_markup
from core.text.cleaning import squash
from core.text.identifiers import reference
from core.text.names import turned

_Paths = tuple[str, ...]


class Service(NamedTuple):
    """What a service calls things. A path goes down by its dots, and into every element of a list; the first that says anything counts.

    A record is the service's where it has all that one of `known_by` names; `ids` are all taken, the likeliest first.
    """

    kind: str
    known_by: tuple[_Paths, ...]
    title: _Paths
    abstract: _Paths
    authors: _Paths
    published: _Paths
    ids: _Paths
    url: _Paths = ("url",)
    categories: _Paths = ()
    keywords: _Paths = ()
    citations: _Paths = ("citationCount", "is-referenced-by-count", "cited_by_count", "citedByCount", "citation_count")
    summary: _Paths = ("tldr.text",)
    notes: _Paths = ()


SERVICES = (
    Service(
        "Crossref JSON",
        (("reference-count",), ("is-referenced-by-count",), ("member", "prefix")),
        ("title",), ("abstract",), ("author",), ("published", "issued", "published-online", "published-print", "created"),
        ("DOI", "URL", "relation.has-preprint.id"), ("URL",), ("subject",),
    ),
    Service(
        "CSL JSON",
        (("issued.date-parts",), ("author.family", "DOI"), ("author.family", "type"), ("container-title", "type"), ("type", "issued")),
        ("title",), ("abstract",), ("author",), ("issued",),
        ("DOI", "URL", "arxiv", "number", "note", "id", "archive_location"), ("URL",), ("subject", "categories"), ("keyword",),
        notes=("annote", "note"),
    ),
    Service(
        "Semantic Scholar JSON",
        (("paperId",), ("externalIds",), ("corpusid",), ("corpusId",)),
        ("title",), ("abstract",), ("authors",), ("publicationDate", "publicationdate", "year"),
        ("externalIds.ArXiv", "externalids.ArXiv", "externalIds.DOI", "externalids.DOI", "arxivId", "doi", "openAccessPdf.url", "url"),
        ("url",),
    ),
    Service(
        "OpenAlex JSON",
        (("authorships",), ("abstract_inverted_index",), ("display_name", "publication_year")),
        ("title", "display_name"), ("abstract_inverted_index", "abstract"), ("authorships.author", "authorships.raw_author_name"),
        ("publication_date", "publication_year"),
        ("ids.arxiv", "doi", "ids.doi", "locations.landing_page_url", "locations.pdf_url", "primary_location.landing_page_url",
         "open_access.oa_url"),
        ("primary_location.landing_page_url", "doi", "id"), (), ("keywords.display_name", "keywords.keyword"),
    ),
    Service(
        "Papers with Code JSON",
        (("url_abs",), ("paper_url", "arxiv_id")),
        ("title",), ("abstract",), ("authors",), ("published", "date"),
        ("arxiv_id", "url_abs", "url_pdf"), ("url_abs", "paper_url"),
    ),
    Service(
        "arxiv.py JSON",
        (("entry_id",), ("primary_category", "summary")),
        ("title",), ("summary",), ("authors",), ("published",),
        ("entry_id", "pdf_url", "doi"), ("entry_id", "pdf_url"), ("categories.term", "categories"),
    ),
    Service(
        "DBLP JSON",
        (("info.title",), ("ee", "venue"), ("ee", "key")),
        ("info.title", "title"), (), ("info.authors.author", "authors.author"), ("info.year", "year"),
        ("info.doi", "doi", "info.ee", "ee", "info.volume", "volume"), ("info.ee", "ee", "info.url", "url"),
    ),
    Service(
        "Europe PMC JSON",
        (("authorString",), ("abstractText",), ("firstPublicationDate",)),
        ("title",), ("abstractText",), ("authorList.author", "authorString"), ("firstPublicationDate", "pubYear"),
        ("doi", "fullTextUrlList.fullTextUrl.url"), ("fullTextUrlList.fullTextUrl.url",), (), ("keywordList.keyword",),
    ),
    Service(
        "Zotero JSON",
        (("itemType",), ("data.itemType",), ("creators.creatorType",)),
        ("data.title", "title"), ("data.abstractNote", "abstractNote"), ("data.creators", "creators"), ("data.date", "date"),
        ("data.archiveID", "archiveID", "data.DOI", "DOI", "data.url", "url", "data.extra", "extra"), ("data.url", "url"), (),
        ("data.tags.tag", "tags.tag"),
        notes=("notes.note", "data.extra", "extra"),
    ),
    Service(
        "INSPIRE JSON",
        (("metadata.titles",), ("titles.title", "arxiv_eprints")),
        ("metadata.titles.title", "titles.title"), ("metadata.abstracts.value", "abstracts.value"),
        ("metadata.authors.full_name", "authors.full_name"),
        ("metadata.earliest_date", "earliest_date", "metadata.preprint_date", "preprint_date"),
        ("metadata.arxiv_eprints.value", "arxiv_eprints.value", "metadata.dois.value", "dois.value"), ("links.html",),
    ),
    Service(
        "ADS JSON",
        (("bibcode",), ("identifier", "pubdate")),
        ("title",), ("abstract",), ("author", "authors"), ("pubdate", "date", "year"),
        ("identifier", "doi", "eprint", "arxiv"), (), ("arxiv_class",), ("keyword",),
    ),
    Service(
        "DataCite JSON",
        (("attributes.titles",), ("titles.title", "creators")),
        ("attributes.titles.title", "titles.title"), ("attributes.descriptions.description", "descriptions.description"),
        ("attributes.creators", "creators"), ("attributes.publicationYear", "publicationYear"),
        ("attributes.doi", "doi", "id", "attributes.url", "url"), ("attributes.url", "url"), (),
        ("attributes.subjects.subject", "subjects.subject"),
    ),
    Service(
        "PubMed JSON",
        (("articleids",),),
        ("title",), (), ("authors.name",), ("epubdate", "pubdate"), ("articleids.value",),
    ),
    Service(
        "IEEE JSON",
        (("article_number",), ("articleNumber",)),
        ("title", "articleTitle"), ("abstract",), ("authors.authors.full_name", "authors.preferredName"),
        ("publication_date", "publicationDate", "publication_year", "publicationYear"),
        ("doi", "html_url"), ("html_url", "abstract_url", "pdf_url"), (), ("index_terms.author_terms.terms",),
    ),
    Service(
        "Springer JSON",
        (("creators.creator",),),
        ("title",), ("abstract",), ("creators.creator",), ("publicationDate", "onlineDate"),
        ("doi", "identifier", "url.value"), ("url.value",), (), ("keyword",),
    ),
    Service(
        "OpenReview JSON",
        (("forum", "content"),),
        ("content.title.value", "content.title"), ("content.abstract.value", "content.abstract"),
        ("content.authors.value", "content.authors"), ("pdate", "cdate"), ("forum",), ("forum",), (),
        ("content.keywords.value", "content.keywords"),
    ),
    Service(
        "scholarly JSON",
        (("bib.title",),),
        ("bib.title",), ("bib.abstract",), ("bib.author",), ("bib.pub_year",), ("eprint_url", "pub_url"), ("pub_url", "eprint_url"),
    ),
    Service(
        "JSON Feed",
        (("content_html",), ("content_text",), ("date_published",), ("date_modified",), ("external_url",)),
        ("title",), ("summary", "content_text", "content_html"), ("authors", "author"), ("date_published", "date_modified"),
        ("external_url", "url", "id"), ("url", "external_url"), (), ("tags",),
    ),
)  # fmt: skip

_NUMBERS: dict[str, set[int]] = {}
"""The services by a name that some records of theirs must have, as their places in `SERVICES`: most records are of none."""
for _number, _service in enumerate(SERVICES):
    for _paths in _service.known_by:
        _NUMBERS.setdefault(_paths[0].partition(".")[0], set()).add(_number)

GENERAL = Service(
    "JSON",
    (),
    ("title", "Title", "paper_title", "name"),
    ("abstract", "Abstract", "summary", "description", "summary.content"),
    ("authors", "author", "Authors", "creators"),
    ("published", "date", "publication_date", "published_date", "publishedAt", "publishedDate", "date_published", "year", "Year",
     "yearPublished", "year_published"),
    ("arxiv", "arxiv_id", "arxivId", "arxivid", "arXiv", "eprint", "doi", "DOI", "id", "url", "URL", "link", "links", "arxiv_url",
     "paper_url",
     "pdf_url", "pdf", "abs_url", "url_abs", "html_url"),
    ("url", "URL", "link", "arxiv_url", "paper_url", "abs_url", "pdf_url"),
    ("categories",),
    ("keywords", "tags"),
)  # fmt: skip
"""What records of no service that is known call things."""

WRAPPERS = ("items", "results", "result", "hits", "hit", "data", "papers", "works", "recommendedPapers", "articles", "notes", "entries",
            "publications", "records", "documents", "docs", "references", "citations")  # fmt: skip
"""The names under which answers hold their records."""

AROUND = ("message", "resultList", "response", "search_results", "feed", "collection")
"""The names of what stands around such a list."""

_INNER = ("citingPaper", "citedPaper", "message", "paper", "work")
"""The names under which a record stands inside what says how it was found."""
_HOMONYM = re.compile(r" \d{4}$")  # DBLP's number of one of several people of a name
_DEEPEST = 6
_NAMES_AN_ID = re.compile(
    r"doi|arxiv|ur[li]|links?|href|identifiers?|ids?\b|_id|eprint|pdf|alternate|canonical|website|source", re.IGNORECASE
)
_OF_OTHERS = re.compile(
    r"referenc|citation|cited|citing|related|abstract|comment|author|license|journal", re.IGNORECASE
)
_LONGEST_ID = 500
_PARTS = {"attachment": "an attachment", "note": "a note", "annotation": "an annotation"}
"""Items of Zotero that are parts of another."""
_LONGEST_INDEX = 20_000


def service_of(record: dict[str, Any]) -> Service:
    """The service whose record this is by its fields' names; `GENERAL` where it is none's."""
    numbers = {number for name in record for number in _NUMBERS.get(name, ())}
    for service in (SERVICES[number] for number in sorted(numbers)):
        if any(all(_has(record, path) for path in paths) for paths in service.known_by):
            return service
    return GENERAL


def unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    """The record itself, taken out of an object that tells how it was found."""
    inner = next((record[key] for key in _INNER if isinstance(record.get(key), dict)), None)
    return inner if inner is not None and not isinstance(record.get("title"), str) else record


def is_paper(record: dict[str, Any]) -> bool:
    """Whether an object is itself a record, and not what stands around some."""
    is_titled = bool(_text(record, ("title",))) or isinstance(record.get("abstract"), str)
    return is_titled or service_of(record) is not GENERAL


def keyed_records(around: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The records of an object that holds each under its key, an id or a name, or only a title under each id; [] of any other."""
    records = [(key, unwrapped(value)) for key, value in around.items() if isinstance(value, dict)]
    titled = sum(bool(_title(record, service_of(record))) for _, record in records)
    if titled * 2 > len(records):
        return records
    titles = [(key, {"title": value}) for key, value in around.items() if isinstance(value, str) and reference(key)]
    return titles if len(titles) * 2 > len(around) else []


def row_of(record: dict[str, Any], service: Service) -> dict[str, Any]:
    """The record's fields by the names that `records` has for them; ids under other names too, where it has none under those."""
    words = [word for word in _first(record, service.keywords) if isinstance(word, str)]
    ids = [value for path in service.ids for value in _all(record, path) if isinstance(value, str)]
    if not any(map(reference, ids)):
        ids += _ids_elsewhere(record)
    row: dict[str, Any] = {
        "title": _title(record, service),
        "abstract": without_markup(_abstract(record, service.abstract)),
        "authors": list(_names(_first(record, service.authors))),
        "published": _day(_first(record, service.published)),
        "ids": [line for value in ids for line in (value.split("\n") if service.kind == "Zotero JSON" else [value])],
        "url": _text(record, service.url),
        "categories": [value for value in _first(record, service.categories) if isinstance(value, str)],
        "keywords": words[0] if len(words) == 1 else words,
        "citations": next((value for value in _first(record, service.citations) if type(value) is int), None),
        "summary_by_machine": _text(record, service.summary),
        "own_notes": own_notes(
            value for path in service.notes for value in _all(record, path) if isinstance(value, str)
        ),
    }
    if service.kind == "OpenReview JSON":
        row["url"] = f"https://openreview.net/forum?id={row['url']}"
    return row


def _ids_elsewhere(value: Any, name: str = "", depth: int = 0) -> list[str]:
    """The ids and addresses of papers that stand anywhere in a record under a name that says so, but not what it cites."""
    if isinstance(value, str):
        return [value] if _NAMES_AN_ID.search(name) and len(value) < _LONGEST_ID and reference(value) else []
    if depth >= _DEEPEST or _OF_OTHERS.search(name):
        return []
    parts: list[tuple[str, Any]] = []
    if isinstance(value, list):
        parts = [(name, part) for part in value[:100]]
    elif isinstance(value, dict):
        below = name if _NAMES_AN_ID.search(name) else ""
        parts = [(f"{below} {key}", part) for key, part in value.items()]
    return [identifier for inner, part in parts for identifier in _ids_elsewhere(part, inner, depth + 1)]


def _title(record: dict[str, Any], service: Service) -> str:
    """The title with the subtitle that Crossref has apart, and without the full stop that two services put after each."""
    title = without_markup(_text(record, service.title)).strip()
    subtitle = without_markup(_text(record, ("subtitle",))).strip() if service.kind == "Crossref JSON" else ""
    if title and subtitle and squash(subtitle) not in squash(title):
        return f"{title}: {subtitle}"
    return title.removesuffix(".") if service.kind in ("DBLP JSON", "Europe PMC JSON") else title


def no_item(record: dict[str, Any]) -> str:
    """Why an item of Zotero is no paper; '' of any other record."""
    kind = _text(record, ("data.itemType", "itemType"))
    return f"it is {_PARTS[kind]} in Zotero, not a paper" if kind in _PARTS else ""


def notes_of_items(records: Iterable[Any]) -> dict[str, list[str]]:
    """The notes that Zotero keeps as items of their own, by the key of the item that they are on."""
    notes: dict[str, list[str]] = {}
    for record in records:
        if isinstance(record, dict) and _text(record, ("data.itemType", "itemType")) == "note":
            own = own_notes([_text(record, ("data.note", "note"))])
            notes.setdefault(_text(record, ("data.parentItem", "parentItem")), []).extend(own)
    return notes


def _all(node: Any, path: str, depth: int = 0) -> list[Any]:
    if isinstance(node, list):
        return [value for part in node[:10_000] for value in _all(part, path, depth + 1)] if depth < _DEEPEST else []
    if not path:
        return [node] if node not in (None, "", {}) else []
    name, _, rest = path.partition(".")
    return _all(node[name], rest, depth + 1) if isinstance(node, dict) and name in node else []


def _has(record: dict[str, Any], path: str) -> bool:
    name, _, rest = path.partition(".")
    return name in record and (not rest or bool(_all(record[name], rest)))


def _first(record: dict[str, Any], paths: _Paths) -> list[Any]:
    near = (path for path in paths if path in record or "." in path)  # most records have few of the names
    return next((values for path in near if (values := _all(record, path))), [])


def _text(record: dict[str, Any], paths: _Paths) -> str:
    return next((value for value in _first(record, paths) if isinstance(value, str)), "")


def _abstract(record: dict[str, Any], paths: _Paths) -> str:
    """The abstract, put together again where it is an index of its words, as OpenAlex has it."""
    values = _first(record, paths)
    if not values or not isinstance(values[0], dict):
        return _text(record, paths)
    placed = [
        (at, word)
        for word, places in values[0].items()
        if isinstance(places, list)
        for at in places[:_LONGEST_INDEX]
        if isinstance(at, int)
    ]
    return " ".join(word for _, word in sorted(placed)[:_LONGEST_INDEX])


def _names(authors: Sequence[Any]) -> Iterator[str]:
    """The names of authors, given as texts, or as objects by any of the services' names."""
    for author in authors:
        if isinstance(author, str):
            yield from _parted(author) if len(authors) == 1 else [turned(author)]
        elif isinstance(author, dict) and author.get("creatorType", "author") == "author":
            yield _person(author)


def _parted(names: str) -> list[str]:
    """The names of one text, parted by semicolons, by "and", or by commas where each part is a full name or ends in initials."""
    parts = [part.strip(" .") for part in names.replace(" and ", ", ").split(",")]
    if ";" in names or len(parts) < 2 or not all(" " in part for part in parts if part):
        return [turned(part.strip()) for part in names.split(";")]
    return parts


def _person(person: dict[str, Any]) -> str:
    def part(*names: str) -> str:
        return next((text for name in names if isinstance(text := person.get(name), str) and text), "")

    named = person.get("name")
    if isinstance(named, dict):
        return _person(named)
    whole = part(
        "literal", "name", "display_name", "full_name", "fullName", "text", "collectiveName", "raw_author_name"
    )
    family = part("family", "lastName", "last", "last_name", "family_name")
    given = " ".join(
        filter(None, (part("given", "firstName", "first", "first_name", "given_name"), part("dropping-particle")))
    )
    if not family:
        return turned(_HOMONYM.sub("", whole))
    return " ".join(filter(None, (given, part("non-dropping-particle"), family, part("suffix"))))


def _day(dates: Sequence[Any]) -> str:
    """The first day that is named: a text, a year, milliseconds since 1970, or the numbers of `date-parts`."""
    for value in dates:
        if isinstance(value, dict):
            parts = value.get("date-parts")
            numbers = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
            day = first_day("-".join(str(number) for number in numbers[:3] if number is not None))
            day = day or first_day(str(value.get("raw") or value.get("literal") or ""))
            day = day or first_day("-".join(str(value[name]) for name in ("year", "month", "day") if value.get(name)))
        elif isinstance(value, int) and value > 10**10:
            day = _of_instant(value)
        else:
            day = first_day(str(value))
        if day:
            return day
    return ""


def _of_instant(milliseconds: int) -> str:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return ""
