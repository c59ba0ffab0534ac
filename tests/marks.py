"""A marked text as a test writes it down: with signs around what is highlighted."""

from core.model import Marked


def shown(marked: Marked, before: str = "*", after: str = "*") -> str:
    return "".join(f"{before}{text}{after}" if highlighted else text for text, highlighted in marked.pieces())
