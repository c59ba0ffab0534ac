"""Looser queries to suggest where one found nothing, and queries written out as they would be typed."""

from collections.abc import Iterator

from msgspec.structs import replace

from core.model import Query


def looser(query: Query, nearest_name: str) -> Iterator[Query]:
    """The query with one demand dropped or mended, the likeliest slip first."""
    if query.author and nearest_name:
        yield replace(query, author=nearest_name)
    if query.phrases:
        yield replace(
            query, phrases=(), words=(*query.words, *(word for phrase in query.phrases for word in phrase.split()))
        )
    if query.excluded:
        yield replace(query, excluded=())
    if query.since or query.until:
        yield replace(query, since=None, until=None)
    for name in ("cat", "source", "author"):
        if getattr(query, name):
            yield replace(query, **{name: ""})


def as_typed(query: Query) -> str:
    """A query as a person would type it."""
    terms = [*query.words, *(f'"{phrase}"' for phrase in query.phrases)]
    terms += [f'-"{word}"' if " " in word else f"-{word}" for word in query.excluded]
    options = (("author", query.author), ("cat", query.cat), ("source", query.source))
    terms += [f"{name}:{_quoted(value)}" for name, value in options if value]
    terms += [f"{name}:{day}" for name, day in (("from", query.since), ("to", query.until)) if day]
    return " ".join(terms)


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
