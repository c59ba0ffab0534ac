"""The headers of every answer: nothing runs, nothing is fetched from elsewhere, and no other site learns the address."""

from collections.abc import Mapping

from bots.web.site import Address
from core.settings import Settings

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, no-cache",
    "Server": "Paperboy",
}


def headers_of(address: Address, settings: Settings, token: str) -> dict[str, str]:
    """The headers of an answer; only what everybody may see is for search engines and caches."""
    headers = dict(ALWAYS)
    if address.guarded and not address.rss and settings.pages == "public" and not token:
        del headers["X-Robots-Tag"]
        headers["Cache-Control"] = "public, no-cache"
    return headers
