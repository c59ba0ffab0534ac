"""A note about one paper, as Obsidian and its plugins keep it: properties in YAML between two lines of dashes, then text."""

import re
from typing import Any

import yaml

from core.errors import NotAListing
from core.model import Listing
from core.parsing.bibliography.own_notes import own_notes
from core.parsing.bytes_in import text_of
from core.parsing.records import Row, listing_of
from core.text.cleaning import clean
from core.text.names import turned

KIND = "Note"

_PROPERTIES = re.compile(r"---[ \t]*\n((?:(?!---|\.\.\.)[^\n]*\n){1,200})(?:---|\.\.\.)[ \t]*(?:\n|$)")
_NAMED = re.compile(r"^(?:title|doi|arxiv|arxiv[-_ ]?id|eprint|url|citekey)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_SECTION = re.compile(
    r"^#{1,6}[ \t]+(?:abstract|summary)[ \t]*\n+(.+?)(?=\n#|\Z)", re.IGNORECASE | re.MULTILINE | re.DOTALL
)
_NOTES = re.compile(r"^#{1,6}[ \t]+(?:my )?notes?[ \t]*\n+(.+?)(?=\n#|\Z)", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_LONGEST = 20_000
_LINKED = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_FIELDS = {
    "title": ("title",),
    "authors": ("authors", "author", "creators"),
    "published": ("published", "date", "issued", "year"),
    "doi": ("doi",),
    "arxiv": ("arxiv", "arxiv_id", "arxiv-id", "arxivid", "eprint"),
    "url": ("url", "link", "source"),
    "abstract": ("abstract", "summary"),
    "keywords": ("keywords", "tags"),
    "id": ("id",),
}
"""What notes call each field; a field is the first of its properties that says anything."""
_LISTS = ("authors", "keywords")


def looks_like(opening: str) -> bool:
    """Whether a text begins with properties, of which one is a title and another names a paper."""
    properties = _PROPERTIES.match(opening)
    return properties is not None and len(set(map(str.lower, _NAMED.findall(properties[1])))) > 1


def parse(data: bytes, where: str) -> Listing:
    """The paper that a note is about, with what stands under “Notes”; what else people wrote in it is not read. Raises `NotAListing`."""
    text = text_of(data, where).lstrip()
    head = _PROPERTIES.match(text)
    try:
        properties = yaml.load(head[1][:_LONGEST], yaml.BaseLoader) if head else None  # every value as it is written
    except (yaml.YAMLError, RecursionError, ValueError):
        properties = None
    if not isinstance(properties, dict):
        raise NotAListing(f"{where} is no note whose properties name a paper.")
    after = text[head.end() if head else 0 :]
    abstract, noted = _SECTION.search(after), _NOTES.search(after)
    row = _row(properties, abstract[1] if abstract else "")
    return listing_of([(1, {**row, "own_notes": own_notes([noted[1]] if noted else [])})], where, KIND)


def _row(properties: dict[Any, Any], abstract: str) -> Row:
    values = {str(name).lower(): value for name, value in properties.items()}
    row: Row = {
        field: next(
            (text for name in names if (text := _value(values.get(name), field))), [] if field in _LISTS else ""
        )
        for field, names in _FIELDS.items()
    }
    row["abstract"] = row["abstract"] or abstract
    return {**row, "ids": [row["arxiv"], row["doi"], row["url"]]}


def _value(value: object, field: str) -> Any:
    """A property's value as text, or a list of texts where the field is one; nothing of what is neither."""
    if field not in _LISTS:
        return clean(value) if isinstance(value, str) else ""
    parts = value if isinstance(value, list) else re.split(r";| and ", value) if isinstance(value, str) else []
    texts = [_LINKED.sub(r"\1", part).strip().lstrip("#@") for part in parts[:1_000] if isinstance(part, str)]
    return [turned(text) if field == "authors" else text for text in texts if text]
