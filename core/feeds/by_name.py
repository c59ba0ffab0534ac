"""One paper by its name: an arXiv id, a DOI of bioRxiv or medRxiv, or a forum of OpenReview."""

from collections.abc import Callable
from urllib.parse import quote

from core.feeds import arxiv
from core.feeds.source import Fetched


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
        return Fetched(self._call(f"{self._biorxiv}/details/biorxiv/{quote(name, safe='/.')}"), "bioRxiv")
