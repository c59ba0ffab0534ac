"""The sources that a setting names: `hf, arxiv:cs.CL+cs.LG, biorxiv, medrxiv, rss:https://example.org/papers.xml`."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from core.feeds.source import Source

_CATEGORIES = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?(?:\+[a-z-]+(?:\.[A-Za-z-]+)?)*")


ARXIV = "arxiv:"


class Bases(msgspec.Struct, frozen=True):
    """The addresses the sources are served from; a setting puts a mirror in their place."""

    hf: str = "https://huggingface.co"
    arxiv: str = "https://export.arxiv.org"
    arxiv_feeds: str = "https://rss.arxiv.org"
    biorxiv: str = "https://api.biorxiv.org"
    openreview: str = "https://api2.openreview.net"


def read(text: str, bases: Bases) -> tuple[Source, ...]:
    """The sources of a comma list, each once; raises ValueError with the part that names none."""
    parts = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
    return tuple(_source(part, bases) for part in parts)


def joined(text: str) -> str:
    """The same list with all categories of arXiv as one source, so that it is asked once for all of them."""
    parts = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    named = [part.removeprefix(ARXIV) for part in parts if part.startswith(ARXIV)]
    categories = "+".join(dict.fromkeys(one for some in named for one in some.split("+")))
    return ", ".join(dict.fromkeys(ARXIV + categories if part.startswith(ARXIV) else part for part in parts))


def hosts(sources: Iterable[Source], bases: Bases) -> frozenset[str]:
    """The hosts that the operator has named, which may be private; members' links never reach them by this right."""
    usual = Bases()
    mirrors = [base for field in Bases.__struct_fields__ if (base := getattr(bases, field)) != getattr(usual, field)]
    named = (*mirrors, *(source.name.removeprefix("rss:") for source in sources if source.name.startswith("rss:")))
    return frozenset(urlsplit(url).netloc.rpartition("@")[2] for url in named)


def _source(part: str, bases: Bases) -> Source:
    """One source; its file is imported only where it is named, since parsers take time to load."""
    kind, _, rest = part.partition(":")
    if part == "hf":
        from core.feeds.hf import HuggingFace

        return HuggingFace(bases.hf)
    if part in ("biorxiv", "medrxiv"):
        from core.feeds.biorxiv import Biorxiv

        return Biorxiv(part, bases.biorxiv)
    if kind == "arxiv" and _CATEGORIES.fullmatch(rest):
        from core.feeds.arxiv import Arxiv

        return Arxiv(rest, bases.arxiv_feeds, bases.arxiv)
    if kind == "rss" and urlsplit(rest).scheme in ("http", "https") and urlsplit(rest).hostname:
        from core.feeds.rss import Rss

        return Rss(rest)
    raise ValueError(part)
