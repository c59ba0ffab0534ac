"""Mail addresses as people type them: one spelling for each box, and how one is shown where it must not be read whole."""

import re

import idna

from core.errors import BadInput
from core.text.cleaning import clean, clip

LONGEST, LONGEST_LOCAL = 254, 64
"""Characters of an address, and of what stands before its @ (RFC 5321)."""

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_NUMBER = re.compile(r"[0-9.]+", re.ASCII)


def read_address(text: str) -> str:
    """An address in one spelling: what stands before the @ as it is typed, the domain in small letters. Raises BadInput."""
    typed = text.strip().removeprefix("mailto:")
    local, _, name = typed.rpartition("@")
    try:
        domain = name.lower() if name.isascii() else idna.encode(name, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        domain = ""
    fits = len(local) <= LONGEST_LOCAL and len(local) + len(domain) < LONGEST and not _NUMBER.fullmatch(domain)
    if not (fits and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        shown = clip(clean(typed), 60)
        raise BadInput(f"“{shown}” is no mail address. Write one such as ada@example.org, without a name or brackets.")
    return f"{local}@{domain}"


def masked(address: str) -> str:
    """An address as others may read it: `a…@example.org`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
