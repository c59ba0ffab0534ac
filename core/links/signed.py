"""Links that carry their own right: whose, for what, at which version, signed by a secret that the record keeps.

A token is `NAME.VERSION.MAC`: HMAC-SHA-256, cut to 128 bits, over its kind, NAME and VERSION. Nothing is kept of a link that was
made; raising its owner's version ends all that the owner has. A token is never logged.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from secrets import token_hex
from typing import Literal

import msgspec

from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Keeper
from core.store.engine.step import Step

LinkKind = Literal["pages", "rss", "confirm", "unsubscribe", "change", "vote", "save"]
"""What a link is good for; a token of one kind is none of another."""

MAC_BYTES = 16
LONGEST_TOKEN = 2000
"""Characters of a token that is looked at: longer addresses are cut by mail programs and proxies."""

TOKEN = re.compile(r"([A-Za-z0-9_-]+)\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{22})", re.ASCII)


class SignedLink(msgspec.Struct, frozen=True):
    """A link: what it is good for, whose it is (raising the owner's version ends it), and what it is about."""

    kind: LinkKind
    owner: str
    subject: str


class SignedLinks(Keeper):
    """The signed links of a record."""

    def token(self, link: SignedLink) -> str:
        """The token of a link at its owner's version of now."""
        return self.tokens([link])[0]

    def tokens(self, links: Sequence[SignedLink]) -> list[str]:
        """The tokens of links that have one owner, all at its version of now."""
        secret = self._secret(make=True)
        version = str(self._version(secret, links[0].owner)) if links else ""
        names = [_packed(link) for link in links]
        macs = (_mac(secret, link.kind, name, version) for link, name in zip(links, names, strict=True))
        return [f"{name}.{version}.{mac}" for name, mac in zip(names, macs, strict=True)]

    def alias(self, text: str) -> str:
        """A name for a text that only who has the record can tell it by: always the same, twenty letters and digits."""
        secret = self._secret(make=True)
        return hmac.digest(secret.encode(), b"alias " + text.encode(), "sha256")[:10].hex()

    def read(self, kind: LinkKind, token: str) -> SignedLink | None:
        """The link of a token; None where it is wrong, of another kind, or ended."""
        parts = TOKEN.fullmatch(token) if len(token) <= LONGEST_TOKEN else None
        secret = self._secret()
        if not parts or not secret:
            return None
        name, version, mac = parts.groups()
        if not hmac.compare_digest(mac, _mac(secret, kind, name, version)):
            return None
        link = SignedLink(kind, *_unpacked(name))
        return link if self._version(secret, link.owner) == int(version) else None

    def end(self, owner: str, delivery: str = "", act: Act | None = None) -> None:
        """End all links of an owner, at once; a delivery that did it before does nothing."""
        secret = self._secret(make=True)
        field, committed = _field(secret, owner), False
        while not committed:
            kept = str(self._text.hget(keys.LINK_VERSIONS, field) or "")
            step = Step("links").expect(keys.LINK_VERSIONS, field, kept)
            audited(step.write("HSET", keys.LINK_VERSIONS, field, int(kept or 1) + 1), act)
            committed = self._record.commit_once(step, delivery)

    def _version(self, secret: str, owner: str) -> int:
        return int(self._text.hget(keys.LINK_VERSIONS, _field(secret, owner)) or 1)

    def _secret(self, *, make: bool = False) -> str:
        """The secret, '' before the first link unless it is to be made. It is read each time: a restored record has another."""
        secret = str(self._text.get(keys.LINK_SECRET) or "")
        if secret or not make:
            return secret
        self._record.commit(Step("links").expect_free(keys.LINK_SECRET).write("SET", keys.LINK_SECRET, token_hex(32)))
        return self._secret()


def _packed(link: SignedLink) -> str:
    assert "\n" not in link.owner, "an owner is a name of one line"
    return urlsafe_b64encode(f"{link.owner}\n{link.subject}".encode()).decode().rstrip("=")


def _unpacked(name: str) -> tuple[str, str]:
    """The owner and the subject in a name that was signed by us."""
    owner, _, subject = urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode().partition("\n")
    return owner, subject


def _mac(secret: str, *parts: str) -> str:
    """The signature of parts, none of which holds a dot."""
    whole = hmac.digest(secret.encode(), ".".join(parts).encode(), "sha256")
    return urlsafe_b64encode(whole[:MAC_BYTES]).decode().rstrip("=")


def _field(secret: str, owner: str) -> str:
    """Under what an owner's version is kept: it does not say who they are, so that it may stay when they are forgotten."""
    return hmac.digest(secret.encode(), b"owner " + owner.encode(), "sha256")[:MAC_BYTES].hex()
