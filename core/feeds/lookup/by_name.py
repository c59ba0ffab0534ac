"""One paper by its name: an arXiv id, a DOI of bioRxiv or medRxiv, or a forum of OpenReview."""

from collections.abc import Callable
from urllib.parse import quote

from core.errors import NotAListing
from core.feeds import arxiv
from core.feeds.source import Fetched
from core.parsing import biorxiv


class ByName:
    """Asks the source that knows a name; `call` fetches an address and raises FetchFailed."""

    def __init__(self, call: Callable[[str], bytes], arxiv_base: str, biorxiv_base: str, openreview_base: str) -> None:
        self._call, self._arxiv = call, arxiv_base
        self._biorxiv, self._openreview = biorxiv_base.rstrip("/"), openreview_base.rstrip("/")

    def __call__(self, named: str) -> Fetched:
        """What the source says of `arxiv:…`, `openreview:…` or `doi:…`; raises FetchFailed."""
        kind, _, name = named.partition(":")
        if kind == "arxiv":
            return Fetched(self._call(arxiv.by_id(self._arxiv, name)), "arXiv")
        if kind == "openreview":
            return Fetched(self._call(f"{self._openreview}/notes?forum={quote(name, safe='')}"), "OpenReview")
        told = self._told_by("biorxiv", name)
        return Fetched(told, "bioRxiv") if _tells(told) else Fetched(self._told_by("medrxiv", name), "medRxiv")

    def _told_by(self, server: str, name: str) -> bytes:
        """What the API that bioRxiv and medRxiv share says of a DOI on one of the two."""
        return self._call(f"{self._biorxiv}/details/{server}/{quote(name, safe='/.')}")


def _tells(entry: bytes) -> bool:
    """Whether an answer tells of a paper, or is none that says it knows none."""
    try:
        return bool(biorxiv.parse(entry, "bioRxiv").entries)
    except NotAListing:
        return True
