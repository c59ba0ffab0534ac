"""Slack's mrkdwn and Discord's markdown as HTML, read as each reads it. All that is no mark is escaped, so nothing else gets live."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from html import escape
from itertools import groupby

_BLOCK = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)


class ChatMarkup(ABC):
    """A platform's marks: what begins a line, what stands in one."""

    starts: Mapping[str, re.Pattern[str]]
    inline: re.Pattern[str]

    @abstractmethod
    def mark(self, match: re.Match[str]) -> str:
        """The HTML of a mark that `inline` matched."""

    def plain(self, part: str) -> str:
        """The HTML of a stretch without marks."""
        return escape(part)

    def html(self, text: str) -> str:
        """The HTML of a text."""
        pieces = enumerate(_BLOCK.split(text))
        return "".join(
            f"<pre><code>{self.plain(piece)}</code></pre>" if place % 2 else self._lines(piece.strip("\n"))
            for place, piece in pieces
        )

    def _lines(self, piece: str) -> str:
        """Lines, each run of the same kind as one: headings, small print, quotations, paragraphs."""
        runs = groupby(map(self._kind, piece.split("\n")), lambda item: item[0]) if piece else ()
        return "".join(_run(kind, [self.read(line) for _, line in run]) for kind, run in runs)

    def _kind(self, line: str) -> tuple[str, str]:
        for kind, start in self.starts.items():
            if match := start.match(line):
                return kind, line[match.end() :]
        return "p", line

    def read(self, line: str) -> str:
        """The HTML of a line, or of a part of one."""
        html, at = "", 0
        for match in self.inline.finditer(line):
            html += self.plain(line[at : match.start()]) + self.mark(match)
            at = match.end()
        return html + self.plain(line[at:])


class Mrkdwn(ChatMarkup):
    """Slack's; days are written as a reader's Slack does on `today`, in UTC."""

    starts = {"blockquote": re.compile(r"(?:>|&gt;) ?")}  # noqa: RUF012 (nobody writes into it)
    inline = re.compile(
        r"<(?P<token>[^<>\n]+)>"
        r"|`(?P<code>[^`\n]+)`"
        r"|(?<![\w*])\*(?P<strong>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
        r"|(?<![\w_])_(?P<em>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
        r"|(?<![\w~])~(?P<s>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
    )
    _dated = re.compile(r"!date\^(\d+)\^([^|^]*)(?:\^[^|]*)?\|(.*)", re.DOTALL)

    def __init__(self, today: date) -> None:
        self._today = today

    def plain(self, part: str) -> str:
        """Slack's three entities are read."""
        return escape(part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))

    def mark(self, match: re.Match[str]) -> str:
        kind = str(match.lastgroup)
        inside = str(match[kind])
        if kind == "token":
            return self._token(inside)
        return f"<{kind}>{self.plain(inside) if kind == 'code' else self.read(inside)}</{kind}>"

    def _token(self, inside: str) -> str:
        """A link, a date, or a mention, which stands out as Slack makes it: one that should not be there is seen."""
        if dated := self._dated.fullmatch(inside):
            return f"<time>{escape(self._day(int(dated[1]), dated[2]))}</time>"
        target, _, label = inside.partition("|")
        if target[:1] in "@#!":
            return f"<mark>{target[:1].replace('!', '@')}{self.plain(label or target[1:].partition('^')[0])}</mark>"
        if not target.lower().startswith(("http://", "https://", "mailto:")):
            return self.plain(f"<{inside}>")
        return _link(self.plain(target), self.plain(label or target))

    def _day(self, instant: int, form: str) -> str:
        when, day = datetime.fromtimestamp(instant, UTC).date(), timedelta(days=1)
        near = {self._today: "today", self._today - day: "yesterday", self._today + day: "tomorrow"}
        return re.sub(r"\{date[a-z_]*\}", near.get(when, f"{when:%b} {when.day}, {when.year}"), form)


class Markdown(ChatMarkup):
    """Discord's; days are written as a British reader's Discord does, in UTC."""

    starts = {"h4": re.compile("### "), "small": re.compile("-# "), "blockquote": re.compile("> ")}  # noqa: RUF012
    inline = re.compile(
        r"\\(?P<escaped>[^0-9A-Za-z\s])"
        r"|`(?P<code>[^`\n]+)`"
        r"|\[(?P<label>[^\[\]\n]+)\]\((?P<target>https?://[^()\s<>]+)\)"
        r"|<(?P<token>(?:@[!&]?|#)\w+|/[^<>\n:]+:\d+|a?:\w+:\d+|id:\w+|t:[^<>\n]+|https?://[^<>\s]+)>"
        r"|(?P<everyone>@(?:everyone|here))"
        r"|(?P<address>https?://[^\s<>]+)"
        r"|\*\*(?P<strong>(?:\\.|[^\\\n])+?)\*\*"
        r"|__(?P<u>(?:\\.|[^\\\n])+?)__"
        r"|\*(?P<em>(?=\S)(?:\\.|[^\\\n*])+)\*"
        r"|(?<!\w)_(?P<slanted>(?:\\.|[^\\\n_])+)_(?!\w)"
        r"|~~(?P<s>(?:\\.|[^\\\n])+?)~~"
        r"|\|\|(?P<spoiler>(?:\\.|[^\\\n])+?)\|\|"
    )

    def mark(self, match: re.Match[str]) -> str:
        kind = str(match.lastgroup)
        inside = str(match[kind])
        match kind:
            case "escaped":
                return escape(inside)
            case "code":
                return f"<code>{escape(inside)}</code>"
            case "target":  # nothing is escaped in a label, so nothing in ours is a mark
                return _link(escape(inside), escape(str(match["label"])))
            case "address":
                return _link(escape(inside), escape(inside))
            case "token":
                return _token(inside)
            case "everyone":
                return f"<mark>{inside}</mark>"
        tag = {"slanted": "em", "spoiler": "mark"}.get(kind, kind)
        return f"<{tag}>{self.read(inside)}</{tag}>"


def _token(inside: str) -> str:
    """A link, a day, or a mention, which stands out as Discord makes it: one that should not be there is seen."""
    if dated := re.fullmatch(r"t:(\d{1,11}):D", inside):
        when = datetime.fromtimestamp(int(dated[1]), UTC)
        return f"<time>{when.day} {when:%B %Y}</time>"
    seen = escape(inside)
    return _link(seen, seen) if inside.startswith(("http://", "https://")) else f"<mark>{seen}</mark>"


def _run(kind: str, lines: list[str]) -> str:
    if kind == "h4":
        return "".join(f"<h4>{line}</h4>" for line in lines)
    inside = "<br>".join(lines)
    return f"<p><small>{inside}</small></p>" if kind == "small" else f"<{kind}>{inside}</{kind}>"


def _link(target: str, label: str) -> str:
    return f'<a href="{target}" rel="noreferrer">{label}</a>'
