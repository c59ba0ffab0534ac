"""The sources that a setting names: `hf, arxiv:cs.CL+cs.LG, biorxiv, medrxiv, rss:https://example.org/papers.xml`, and those that
are proposed to a lab by what it reads.
"""

from collections.abc import Iterable, Mapping
from importlib import import_module
from urllib.parse import urlsplit

from core.feeds.source import Bases, Source

FILES: Mapping[str, str] = {"hf": "hf", "arxiv": "arxiv", "biorxiv": "biorxiv", "medrxiv": "biorxiv", "rss": "rss",
    "openreview": "venue", "semanticscholar": "semantic_scholar", "opml": "opml",
}  # fmt: skip
"""The feeds, a row each: how the setting names it, and the file here whose `open_source` opens it. A file is imported only where
its feed is named, since parsers take time to load.
"""

ARXIV = "arxiv:"

FIELDS: Mapping[str, tuple[str, ...]] = {
    "machine learning": ("hf", "arxiv:cs.LG+cs.CL+cs.CV+cs.AI+stat.ML"),
    "biology": ("biorxiv", "arxiv:q-bio.BM+q-bio.GN+q-bio.NC+q-bio.PE+q-bio.QM"),
    "physics": (
        "arxiv:astro-ph.CO+astro-ph.GA+astro-ph.HE+cond-mat.mes-hall+cond-mat.mtrl-sci+cond-mat.stat-mech+gr-qc+hep-ph+hep-th+quant-ph",
    ),
    "mathematics": ("arxiv:math.AG+math.AP+math.CO+math.NT+math.OC+math.PR+math.ST",),
    "journals": (
        "rss:https://www.nature.com/nature.rss",
        "rss:https://www.science.org/action/showFeed?type=etoc&feed=rss&jc=science",
        "rss:https://www.pnas.org/action/showFeed?type=etoc&feed=rss&jc=pnas",
    ),
}
"""The feeds proposed for what a lab reads. Whole archives of arXiv are left out: its API knows only their parts."""

_SHORT = {"ml": "machine learning", "ai": "machine learning", "maths": "mathematics"}


def read(text: str, bases: Bases) -> tuple[Source, ...]:
    """The sources of a comma list, each once; raises ValueError with the part that names none."""
    parts = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
    return tuple(opened(part, bases) for part in parts)


def joined(text: str) -> str:
    """The same list with all categories of arXiv as one source, so that it is asked once for all of them."""
    parts = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    named = [part.removeprefix(ARXIV) for part in parts if part.startswith(ARXIV)]
    categories = "+".join(dict.fromkeys(category for some in named for category in some.split("+")))
    return ", ".join(dict.fromkeys(ARXIV + categories if part.startswith(ARXIV) else part for part in parts))


def proposed(answer: str) -> tuple[str, ...]:
    """The feeds for what somebody says that a lab reads: fields, shortened or not, and feeds, parted by commas.

    Raises ValueError with the part that is neither.
    """
    feeds: list[str] = []
    for part in filter(None, map(str.strip, answer.split(","))):
        word = _SHORT.get(part.casefold(), part.casefold())
        field = next((name for name in FIELDS if len(word) > 2 and name.startswith(word)), "")
        feeds += FIELDS.get(field, (part,))
    names = [part.strip() for part in joined(", ".join(feeds)).split(",")] if feeds else []
    return tuple(opened(name, Bases()).name for name in names)


def hosts(sources: Iterable[Source], bases: Bases) -> frozenset[str]:
    """The hosts that the operator has named, which may be private; members' links never reach them by this right."""
    usual = Bases()
    mirrors = [base for field in Bases.__struct_fields__ if (base := getattr(bases, field)) != getattr(usual, field)]
    names = (source.name.partition(":") for source in sources)
    named = (*mirrors, *(url for kind, _, url in names if kind in ("rss", "opml")))
    return frozenset(urlsplit(url).netloc.rpartition("@")[2] for url in named)


def opened(part: str, bases: Bases) -> Source:
    """The source that one part of a setting names; raises ValueError where it names none."""
    kind = part.partition(":")[0]
    if kind not in FILES:
        raise ValueError(part)
    source: Source = import_module(f"core.feeds.{FILES[kind]}").open_source(part, bases)
    return source
