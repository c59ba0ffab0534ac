"""Sources as people call them. What is stored of a listing is its source's own short name, which nobody need know."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from core.model import Sighting
from core.text.cleaning import counted

NAMES = {
    "hf": "Hugging Face",
    "hf-page": "Hugging Face",
    "arxiv": "arXiv",
    "biorxiv": "bioRxiv",
    "medrxiv": "medRxiv",
    "openreview": "OpenReview",
    "semanticscholar": "Semantic Scholar",
    "opml": "the feeds of a list",
    "rss": "a feed",
    "records": "imported",
    "text": "imported",
    "pasted": "pasted",
    "added": "added by hand",
}

CAME = {"records": "imported", "text": "imported", "pasted": "pasted", "added": "added"}
"""How papers came in that no list brought."""

LISTS_SHOWN = 20
"""Lists of a paper that are named."""


def source_name(source: str) -> str:
    """A source as people call it; a feed by its host, as it is."""
    return NAMES.get(source, source)


def unknown_at(named: str) -> str:
    """That the source of a paper `arxiv:…`, `doi:…` or `openreview:…` does not know it."""
    kind, _, name = named.partition(":")
    if kind == "doi":
        return f"Neither bioRxiv nor medRxiv knows {name}."
    if kind == "openreview":
        return f"OpenReview has no paper {name} that everybody may read."
    return f"{source_name(kind)} does not know {name}."


def feed_name(feed: str) -> str:
    """A feed of the settings as people call it: `Hugging Face`, `arXiv (cs.CL, cs.LG)`; an address without query, user, password."""
    kind, _, rest = feed.partition(":")
    if kind in ("rss", "opml") and rest:
        url = urlsplit(rest)
        return f"{url.hostname or ''}{url.path.rstrip('/')}" or source_name(kind)
    return f"{source_name(kind)} ({rest.replace('+', ', ')})" if rest else source_name(kind)


def came(sighting: Sighting, name: str = "", channel: str = "") -> str:
    """How a paper came in: `listed by Hugging Face`, `pasted by Ada in #nlp`, `imported`."""
    if sighting.source not in CAME:
        return f"listed by {source_name(sighting.source)}"
    where = (f"by {name}" if name else "", f"in #{channel}" if channel else "")
    return " ".join(filter(None, (CAME[sighting.source], *where)))


def _on_its_day(sighting: Sighting, came: str) -> str:
    """How a paper came in and the day: `listed by Hugging Face on 3 Mar 2026`; of a list without one, `…, read on 3 Mar 2026`, and of
    what somebody brought, `pasted on 4 Mar 2026` or `pasted, dated 3 Mar 2026`.
    """
    brought = sighting.source in CAME
    before = " on" if brought == sighting.read else ", dated" if brought else ", read on"
    return f"{came}{before} {short_day(sighting.day)}"


def new_on(sighting: Sighting) -> str:
    """Why a paper is new that nothing else speaks for: `new on arXiv`, `pasted`."""
    return came(sighting) if sighting.source in CAME else f"new on {source_name(sighting.source)}"


def _first(sightings: Sequence[Sighting]) -> Sighting:
    """How a paper came first; a list speaks before a person of the same day."""
    return min(sightings, key=lambda item: (item.day, item.source in CAME))


def met(sightings: Sequence[Sighting]) -> str:
    """The day of a paper that tells none of its own: `listed 3 Mar 2026`, `dated …` of what was brought, `seen …` where it was read."""
    if not sightings:
        return ""
    first = _first(sightings)
    how = "seen" if first.read else "dated" if first.source in CAME else "listed"
    return f"{how} {short_day(first.day)}"


def seen(sightings: Sequence[Sighting]) -> str:
    """Where a paper was first listed: `listed by Hugging Face on 3 Mar 2026 and in 2 more lists`."""
    if not sightings:
        return ""
    first = _first(sightings)
    more = len(sightings) - 1
    also = f" and in {counted(more, 'more list')}" if more else ""
    return f"{_on_its_day(first, came(first))}{also}"


def listed(sightings: Sequence[Sighting], adders: Mapping[tuple[str, str], tuple[str, str]]) -> str:
    """Every list a paper was in and who added it, by name and channel where these are known; what reads the same stands once."""
    parts = [
        *dict.fromkeys(
            _on_its_day(sighting, came(sighting, *adders.get((sighting.scope, sighting.added), ("", ""))))
            for sighting in sightings
        )
    ]
    more = len(parts) - LISTS_SHOWN
    return "; ".join((*parts[:LISTS_SHOWN], *([f"and {more} more"] if more > 0 else [])))


def known_parts(published: date) -> list[int]:
    """Year, month and day of a publication as far as they are known: a date read from a month or a year alone is its first day."""
    parts = [published.year, published.month, published.day]
    return parts[: 1 if parts[1:] == [1, 1] else 2 if parts[2] == 1 else 3]


def publication(published: date) -> str:
    """When a paper was published, as far as that is known: `3 Mar 2026`, `Mar 2026` or `2026`."""
    known = len(known_parts(published))
    return short_day(published) if known == 3 else f"{published:%b %Y}" if known == 2 else f"{published:%Y}"


def short_day(day: date) -> str:
    """A day in a line: `3 Mar 2026`."""
    return f"{day.day} {day:%b %Y}"
