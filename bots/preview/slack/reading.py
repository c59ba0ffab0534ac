"""Slack's mrkdwn as HTML, read as Slack reads it. All that is not a mark of Slack's is escaped, so nothing else gets live."""

import re
from datetime import UTC, date, datetime, timedelta
from html import escape
from itertools import groupby

_BLOCK = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_QUOTED = re.compile(r"(?:>|&gt;) ?")
_INLINE = re.compile(
    r"<(?P<token>[^<>\n]+)>"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<strong>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<em>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<s>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
)
_DATE = re.compile(r"!date\^(\d+)\^([^|^]*)(?:\^[^|]*)?\|(.*)", re.DOTALL)
_OPENS = ("http://", "https://", "mailto:")


def written(mrkdwn: str, today: date) -> str:
    """The HTML of a mrkdwn text; days are written as a reader's Slack does on `today`, in UTC."""
    pieces = _BLOCK.split(mrkdwn)
    html = [_code(piece) if place % 2 else _lines(piece.strip("\n"), today) for place, piece in enumerate(pieces)]
    return "".join(html)


def shown(plain: str) -> str:
    """The HTML of a plain text, in which Slack reads nothing."""
    return escape(plain)


def _code(piece: str) -> str:
    return f"<pre><code>{_text(piece)}</code></pre>"


def _lines(piece: str, today: date) -> str:
    """Lines, those that begin with `>` as one quotation for each run of them."""
    if not piece:
        return ""
    html = []
    for quoted, run in groupby(piece.split("\n"), lambda line: bool(_QUOTED.match(line))):
        lines = [_inline(_QUOTED.sub("", line, count=1) if quoted else line, today) for line in run]
        html.append(f"<blockquote>{'<br>'.join(lines)}</blockquote>" if quoted else f"<p>{'<br>'.join(lines)}</p>")
    return "".join(html)


def _inline(line: str, today: date) -> str:
    html, at = [], 0
    for found in _INLINE.finditer(line):
        html.append(_text(line[at : found.start()]))
        kind = str(found.lastgroup)
        inside = str(found[kind])
        if kind == "token":
            html.append(_token(inside, today))
        else:
            html.append(f"<{kind}>{_text(inside) if kind == 'code' else _inline(inside, today)}</{kind}>")
        at = found.end()
    return "".join([*html, _text(line[at:])])


def _token(inside: str, today: date) -> str:
    """A link, a date, or a mention, which stands out as Slack makes it: one that should not be there is seen."""
    if dated := _DATE.fullmatch(inside):
        return f"<time>{escape(_day(int(dated[1]), dated[2], today))}</time>"
    target, _, label = inside.partition("|")
    if target[:1] in "@#!":
        return f"<mark>{target[:1].replace('!', '@')}{_text(label or target[1:].partition('^')[0])}</mark>"
    if not target.lower().startswith(_OPENS):
        return _text(f"<{inside}>")
    return f'<a href="{_text(target)}" rel="noreferrer">{_text(label or target)}</a>'


def _day(instant: int, form: str, today: date) -> str:
    when = datetime.fromtimestamp(instant, UTC).date()
    near = {today: "today", today - timedelta(days=1): "yesterday", today + timedelta(days=1): "tomorrow"}
    short = near.get(when, f"{when:%b} {when.day}, {when.year}")
    return re.sub(r"\{date[a-z_]*\}", short, form)


def _text(part: str) -> str:
    """A stretch of mrkdwn without marks: Slack's three entities read, then all of it written as HTML."""
    return escape(part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
