"""How the service is, for who watches it: `/healthz` (the process answers), `/readyz` (record, index, a worker), `/metrics`."""

from bots.shared.start import has
from bots.web.site import Address, Addresses, Page, Site, Visit, unknown
from core.errors import PaperboyError

PLAIN = "text/plain; charset=utf-8"

LONGEST_LAG = 60.0
"""Seconds that the index may lack what the record holds (our choice)."""


def alive(site: Site, visit: Visit) -> Page:
    """That this process answers, whatever the record does."""
    return Page(b"ok\n", PLAIN)


def ready(site: Site, visit: Visit) -> Page:
    """Whether all that papers come through is there: a line each, and 503 where one is not."""
    lines, fine = [], True
    try:
        lag, workers = site.lag.seconds(), site.app.workers()
    except PaperboyError:
        lines, fine = ["database: does not answer"], False
    else:
        fine = lag <= LONGEST_LAG and workers > 0
        lines = [
            "database: ok",
            "index: ok" if lag <= LONGEST_LAG else f"index: {lag:.0f} s behind",
            f"workers: {workers or 'none'}",
        ]
    return Page("".join(f"{line}\n" for line in lines).encode(), PLAIN, 200 if fine else 503)


def metrics(site: Site, visit: Visit) -> Page:
    """The figures for Prometheus. They are for the operator's own network: what a proxy passes on is not answered."""
    if visit.forwarded or not has("metrics"):
        return unknown(site, visit)
    from bots.web.metrics import KIND, text

    return Page(text(site.app, site.lag, site.times), KIND)


ADDRESSES: Addresses = (
    Address("/healthz", alive, guarded=False),
    Address("/readyz", ready, guarded=False),
    Address("/metrics", metrics, guarded=False),
)
