"""Reads Discord's markdown as its clients do, or more greedily: what in a text is live, and what a person sees of it."""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from bots.discord.render.limits import BUTTON, DISPLAY, SELECT, walk

_SCAN = regex.compile(
    r"```(?P<block>.*?)```|`(?P<span>[^`\n]+)`|\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|\[(?P<label>[^\[\]\n]*)\]\((?P<target>[^()\s]*)\)|<(?P<token>[^<>\n]*)>",
    regex.DOTALL,
)
_RUNS = {
    "bold": regex.compile(r"\*\*(.+?)\*\*(?!\*)"),
    "italic": regex.compile(r"\*(?=\S)(.+?)\*|(?<![A-Za-z0-9])_(.+?)_(?![A-Za-z0-9])"),
    "strike": regex.compile(r"~~(.+?)~~"),
    "spoiler": regex.compile(r"\|\|(.+?)\|\|"),
    "code": regex.compile(r"`+(.+?)`+"),
}
_SIGNS = {
    "emoji": regex.compile(r":[\w\p{M}+'-]+:"),
    "address": regex.compile(r"\b[a-z][a-z0-9+.-]*://\S", regex.IGNORECASE),
    "everyone": regex.compile(r"@(?:everyone|here)", regex.IGNORECASE),
    "invite": regex.compile(r"\b(?:discord(?:app)?|dis)\.\w", regex.IGNORECASE),
    "stray": regex.compile(r"<(?=\S)|[\[\]]|\\"),
}
_LINES = {
    "heading": regex.compile(r"^\s*#{1,6}\s"),
    "subtext": regex.compile(r"^\s*-#"),
    "quote": regex.compile(r"^\s*>"),
    "list": regex.compile(r"^\s*(?:[-*+]|\d+[.)])(?:\s|$)"),
}
_BREAKS_A_LINK = regex.compile(r"(?![0-9#*©®™])\p{Emoji}|\u20e3|^\s*$")
_OURS = regex.compile(r"^(?:### |> |-# )", regex.MULTILINE)


class Live(NamedTuple):
    """One thing that does something: a link, a mention, a run of type, an emoji."""

    kind: str
    text: str


def live(text: str) -> list[Live]:
    """All that is live in a text, our own marks too. Code hides everything."""
    marks: list[Live] = []

    def take(match: regex.Match[str]) -> str:
        if match["escaped"] is not None:
            return "\ue000"
        if match["target"] is not None:
            marks.append(Live("link", match["target"]))
            marks.extend(_in_label(match["label"]))
        elif match["token"] is not None:
            marks.append(_token(match["token"]))
        else:
            marks.append(Live("code", match["block"] or match["span"]))
        return "\ue001"

    rest = _SCAN.sub(take, text)
    for line in rest.split("\n"):
        marks += _at_start(line)
    return marks + _inline(rest)


def shown(text: str) -> str:
    """What a person reads: labels, signs without their backslashes, no marks, nothing invisible; lookalikes turned back."""

    def take(match: regex.Match[str]) -> str:
        if match["token"] is not None:
            return "" if match["token"].startswith("t:") else match["token"]
        if match["label"] is not None:
            return str(match["label"]).translate(str.maketrans("∗∼ˋˍ［］＼‹∶＠∣", "*~`_[]\\<:@|"))
        return next(str(group) for group in match.groups() if group is not None)

    return regex.sub("[\u2060]", "", _SCAN.sub(take, _OURS.sub("", text).replace("**", "")))


def texts(components: object) -> Iterator[str]:
    """Every text in a tree of components."""
    return (str(part["content"]) for part in walk(components) if part["type"] == DISPLAY)


def lines(components: object) -> Iterator[str]:
    """Every line or id that a press in a tree of components sends."""
    for part in walk(components):
        if part["type"] == BUTTON and part.get("custom_id"):
            yield str(part["custom_id"])
        if part["type"] == SELECT:
            yield from (option["value"] for option in part["options"])  # type: ignore[attr-defined]


def _inline(text: str) -> list[Live]:
    bare = _RUNS["bold"].sub(r"\1", text)
    marks = [Live("bold", hit[1]) for hit in _RUNS["bold"].finditer(text)]
    marks += [Live(kind, hit[0]) for kind, pattern in _RUNS.items() for hit in pattern.finditer(bare)]
    return marks + [Live(kind, hit[0]) for kind, pattern in _SIGNS.items() for hit in pattern.finditer(text)]


def _at_start(line: str) -> list[Live]:
    for kind, pattern in _LINES.items():
        if hit := pattern.match(line):
            return [Live(kind, hit[0]), *_at_start(line[hit.end() :])]
    return []


def _in_label(label: str) -> list[Live]:
    """What is live in a label, where nothing is escaped, and what would keep Discord from drawing the link."""
    broken = [Live("broken", label)] if _BREAKS_A_LINK.search(label) else []
    return [*broken, *_at_start(label), *_inline(label)]


def _token(inside: str) -> Live:
    if regex.fullmatch(r"t:\d+:D", inside):
        return Live("date", inside)
    return Live("link" if regex.match(r"https?://", inside) else "mention", inside)
