"""Discord's markdown as HTML, read as Discord reads it. All that is not a mark of Discord's is escaped, so nothing else gets live."""

import re
from datetime import UTC, datetime
from html import escape
from itertools import groupby

_BLOCK = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_INLINE = re.compile(
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
_DAY = re.compile(r"t:(\d{1,11}):D")
_TAGS = {"slanted": "em", "spoiler": "mark"}


def written(markdown: str) -> str:
    """The HTML of a markdown text; days are written as a British reader's Discord does, in UTC."""
    pieces = _BLOCK.split(markdown)
    html = [_code(piece) if place % 2 else _lines(piece.strip("\n")) for place, piece in enumerate(pieces)]
    return "".join(html)


def shown(plain: str) -> str:
    """The HTML of a plain text, in which Discord reads nothing."""
    return escape(plain)


def _code(piece: str) -> str:
    return f"<pre><code>{escape(piece)}</code></pre>"


def _lines(piece: str) -> str:
    """Lines, each run of the same kind as one: headings, small print, quotations, paragraphs."""
    if not piece:
        return ""
    runs = groupby(map(_kind, piece.split("\n")), lambda item: item[0])
    return "".join(_run(kind, [_inline(line) for _, line in run]) for kind, run in runs)


def _kind(line: str) -> tuple[str, str]:
    for mark, kind in (("### ", "h4"), ("-# ", "small"), ("> ", "blockquote")):
        if line.startswith(mark):
            return kind, line.removeprefix(mark)
    return "p", line


def _run(kind: str, lines: list[str]) -> str:
    if kind == "h4":
        return "".join(f"<h4>{line}</h4>" for line in lines)
    said = "<br>".join(lines)
    return f"<p><small>{said}</small></p>" if kind == "small" else f"<{kind}>{said}</{kind}>"


def _inline(line: str) -> str:
    html, at = [], 0
    for found in _INLINE.finditer(line):
        html += [escape(line[at : found.start()]), _read(found)]
        at = found.end()
    return "".join([*html, escape(line[at:])])


def _read(match: re.Match[str]) -> str:
    kind = str(match.lastgroup)
    inside = str(match[kind])
    match kind:
        case "escaped":
            return escape(inside)
        case "code":
            return f"<code>{escape(inside)}</code>"
        case "target":  # nothing is escaped in a label, so nothing in ours is a mark
            return _link(inside, str(match["label"]))
        case "address":
            return _link(inside, inside)
        case "token":
            return _token(inside)
        case "everyone":
            return f"<mark>{inside}</mark>"
    tag = _TAGS.get(kind, kind)
    return f"<{tag}>{_inline(inside)}</{tag}>"


def _token(inside: str) -> str:
    """A link, a day, or a mention, which stands out as Discord makes it: one that should not be there is seen."""
    if dated := _DAY.fullmatch(inside):
        when = datetime.fromtimestamp(int(dated[1]), UTC)
        return f"<time>{when.day} {when:%B %Y}</time>"
    if inside.startswith(("http://", "https://")):
        return _link(inside, inside)
    return f"<mark>{escape(inside)}</mark>"


def _link(target: str, label: str) -> str:
    return f'<a href="{escape(target)}" rel="noreferrer">{escape(label)}</a>'
