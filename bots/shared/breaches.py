"""How a payload breaks a limit: what both platforms' tables of limits are checked with."""

from collections.abc import Mapping


def above(part: str, size: int, most: int) -> list[str]:
    """A sentence where a size is above its limit."""
    return [f"{part} is {size:,}; {most:,} is the most."] if size > most else []


def values(node: object, path: str) -> list[object]:
    """What stands at a path such as `options.*.text.text`; an absent part gives nothing."""
    found = [node]
    for step in path.split("."):
        if step == "*":
            found = [item for value in found if isinstance(value, (list, tuple)) for item in value]
        else:
            found = [value[step] for value in found if isinstance(value, Mapping) and step in value]
    return found
