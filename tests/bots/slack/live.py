"""Reads mrkdwn as Slack does, or more greedily: what in a text is live, and what a person sees of it."""

import html
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import regex

_CODE = regex.compile(r"```(.*?)```|`([^`\n]+)`", regex.DOTALL)
_TOKEN = regex.compile(r"<([^<>]*)>")
_RUNS = {
    "bold": regex.compile(r"(?<![A-Za-z0-9])[*＊](?=\S)([^*＊\n]+?)(?<=\S)[*＊](?![A-Za-z0-9])"),
    "italic": regex.compile(r"(?<![A-Za-z0-9])[_＿](?=\S)([^_＿\n]+?)(?<=\S)[_＿](?![A-Za-z0-9])"),
    "strike": regex.compile(r"(?<![A-Za-z0-9])~(?=\S)([^~\n]+?)(?<=\S)~(?![A-Za-z0-9])"),
}
_SIGNS = {
    "emoji": regex.compile(r":([\p{L}\p{N}\p{M}_+'-]+):"),
    "at": regex.compile(r"@(\w[\w.-]*)"),
    "channel": regex.compile(r"#(\w[\w-]*)"),
    "address": regex.compile(
        r"\b(?:[a-z][a-z0-9+.-]*://\S+|(?:mailto|tel|sms|slack|skype):[^\s\u2060\u200b]+)", regex.IGNORECASE
    ),
    "host": regex.compile(r"[\p{L}\p{N}_-]\.\p{L}[\p{L}\p{N}-]+|\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    "quote": regex.compile(r"^\s*[>＞]", regex.MULTILINE),
    "list": regex.compile(r"^\s*(?:[-•*]|\d+[.)])\s", regex.MULTILINE),
}
_SPECIAL = {"@": "mention", "#": "mention", "!": "mention"}


class Live(NamedTuple):
    """One thing that does something: a link, a mention, a run of type, an emoji."""

    kind: str
    text: str


def live(text: str) -> list[Live]:
    """All that is live in a text, our own marks too. Code hides everything but tokens."""
    marks: list[Live] = []

    def take_code(match: regex.Match[str]) -> str:
        inside = match[1] if match[1] is not None else match[2]
        marks.append(Live("code", inside))
        marks.extend(_token(token[1]) for token in _TOKEN.finditer(inside))
        return "\x00"

    def take_token(match: regex.Match[str]) -> str:
        marks.append(_token(match[1]))
        _, _, label = match[1].partition("|")
        marks.extend(Live(kind, hit[0]) for kind in ("emoji", *_RUNS) for hit in (_RUNS | _SIGNS)[kind].finditer(label))
        return "\x01"

    rest = _TOKEN.sub(take_token, _CODE.sub(take_code, text))
    marks += [Live("stray", sign) for sign in regex.findall(r"[<>]", regex.sub(r"(?m)^>", "", rest))]
    marks += [Live("quote", ">") for _ in regex.findall(r"(?m)^>", rest)]
    rest = regex.sub(r"(?m)^>", "", rest)
    for kind, pattern in _RUNS.items():
        marks += [Live(kind, hit[1]) for hit in pattern.finditer(rest)]
    bare = html.unescape(rest.replace("*", ""))
    for kind, pattern in _SIGNS.items():
        at_line_start = kind in ("quote", "list")  # where a star of ours stands before a sign, it begins no line
        marks += [Live(kind, hit[0]) for hit in pattern.finditer(html.unescape(rest) if at_line_start else bare)]
    return marks


def shown(text: str) -> str:
    """What a person reads: tokens as their labels, entities as signs, no marks, nothing invisible; lookalikes turned back."""
    labels = _TOKEN.sub(lambda token: token[1].rpartition("|")[2], text)
    plain = regex.sub(r"[*`\u2060\u200b]|(?m:^>)", "", labels)
    return html.unescape(plain).translate(str.maketrans("∗∼ˋˍ", "*~`_"))


def texts(node: object) -> Iterator[str]:
    """Every mrkdwn text in a tree of blocks."""
    if isinstance(node, Mapping):
        if node.get("type") == "mrkdwn":
            yield str(node["text"])
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, (list, tuple)):
        for item in node:
            yield from texts(item)


def _token(inside: str) -> Live:
    if inside.startswith("!date^"):
        return Live("date", inside)
    return Live(_SPECIAL.get(inside[:1], "link"), html.unescape(inside.partition("|")[0]))
