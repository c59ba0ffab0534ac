"""The one writer that text leaves through. `& < >` are escaped; other signs of a stranger's text have no escape in Slack.

Zero-width signs beside `* ~ `` turn them on, not off: lookalikes stand in (∗ ∼ ˋ, and ˍ for `_` but inside a word). `:names:`, `@here`,
`#channel`, hosts, and `>`, `-`, `1.` at a line's start get a word joiner (U+2060), invisible. Blocks say `verbatim` besides.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time

import regex

from bots.shared.render.texts import SealedText
from bots.slack.render.limits import SECTION_TEXT
from core.model import Marked
from core.text import urls
from core.text.clipping import NOTHING, by_line, fitted, one_line, visible
from core.text.urls import host_of, misleads

LONGEST_LINK = 2_000
"""Characters of an address in a text; a longer one is left out and its label stands alone."""

_HERE = object()
_JOINER = "\u2060"
_EDGE = "\u200b"  # a zero-width space: makes a word's edge for Slack, so that a sign inside a word formats
_LOOKALIKES = str.maketrans("*＊~`｀＿", "∗∗∼ˋˋˍ")
_OPEN_UNDERLINE = regex.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_EMOJI = regex.compile(r":(?=[\w\p{M}+'-]+:)")
_AUTOMATIC = regex.compile(
    r":(?=//)|(?<=\b(?:mailto|tel|sms|slack|skype)):(?=\S)|[@＠](?=\w)|[#＃](?=[\w-])"
    r"|(?<=[\p{L}\p{N}\p{M}_-])\.(?=\p{L}[\p{L}\p{N}\p{M}-])|(?<=\b\d{1,3})\.(?=\d{1,3}\.\d{1,3}\.\d{1,3}\b)",
    regex.IGNORECASE,
)
_LINE_START = regex.compile(r"^([^\S\n]*)(?=[>＞]|(?:[-•◦▪‣]|\d{1,9}[.)])(?:\s|$))", regex.MULTILINE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

KEPT = "%/:@!$&'()+,;=~?"
"""Signs that stay in a path as they are: nothing in `<address|label>` that Slack could read."""


class SlackText(SealedText, key=_HERE):
    """mrkdwn that is safe to send."""


class PlainText(SealedText, key=_HERE):
    """Text for a `plain_text` object, where Slack reads no markup; made by `plain` only."""


def escape(text: str, most: int = SECTION_TEXT) -> SlackText:
    """A text that shows as it reads and does nothing, at most `most` UTF-16 units with all that escaping adds."""
    return marked_up(Marked(text), most, bold=False)


def marked_up(marked: Marked, most: int = SECTION_TEXT, *, bold: bool = True) -> SlackText:
    """A marked text, its highlights bold; clipped between graphemes, never inside an entity or a highlight's signs."""
    return _fitted(marked, most, _with_bold if bold else lambda part: _neutral(part.text))


def plain(text: str, most: int) -> PlainText:
    """One line for a `plain_text` object (a button, an option, a header), `…` where nothing is left of it."""
    line = Marked(one_line(text, most))
    return PlainText(_fitted(line, most, lambda part: str(_EMOJI.sub(rf":{_JOINER}", part.text))) or NOTHING, _HERE)


def strong(written: SlackText) -> SlackText:
    """A written line in bold; it holds no bold of its own."""
    return _make(f"*{written}*") if written.strip() else written


def link(url: str, label: str, most: int = SECTION_TEXT - LONGEST_LINK) -> SlackText:
    """A label of at most `most` UTF-16 units that opens an address; the label alone where that is none or too long.

    A label that reads like another host than the address has gets the true host after it. See `addresses.address`.
    """
    target = address(url)
    opening = target.translate(_ENTITIES)
    if not target or len(opening) > LONGEST_LINK:
        return _one_line(label, most)
    host = host_of(target)
    after = f" ({host})" if misleads(visible(label), host) else ""
    shown = _one_line(label, max(1, most - len(after))) or NOTHING
    return _make(f"<{opening}|{shown}{after}>")


def bare_link(url: str) -> SlackText:
    """An address that opens and shows itself; empty where it is none or too long."""
    opening = address(url).translate(_ENTITIES)
    return _make(f"<{opening}>" if 0 < len(opening) <= LONGEST_LINK else "")


def day(when: date, shown: str) -> SlackText:
    """A day as each reader's Slack writes it (noon UTC is that day in all but the farthest zones), else as `shown`."""
    instant = int(datetime.combine(when, time(12), UTC).timestamp())
    fallback = "".join(sign for sign in visible(shown) if sign not in "<>|^&*_~`")
    return _make(f"<!date^{instant}^{{date_short_pretty}}|{fallback}>") if instant > 0 else escape(shown)


def code(text: str) -> SlackText:
    """A block of code, copied as it is: three backticks inside are parted. It is not clipped."""
    parted = regex.sub("`(?=`)", f"`{_JOINER}", visible(text)) if "```" in text else visible(text)
    return _make(f"```\n{parted.translate(_ENTITIES)}\n```")


def quote(marked: Marked, most: int = SECTION_TEXT) -> SlackText:
    """A marked text, each line of it quoted."""
    return _fitted(marked, most, _quoted)


def join(pieces: Iterable[SlackText], between: str = "") -> SlackText:
    """Written pieces one after the other, the empty ones left out; `between` is shown as it reads."""
    return _make(between.translate(_ENTITIES).join(piece for piece in pieces if piece))


def again(written: str) -> SlackText:
    """What this writer made, as Slack sends it back with the message that holds it."""
    return _make(written)


def _make(written: str) -> SlackText:
    return SlackText(written, _HERE)


def _one_line(text: str, most: int) -> SlackText:
    line = one_line(text, most)
    return _fitted(Marked(line), most, lambda part: _neutral(part.text, lines=False))


def _neutral(text: str, *, lines: bool = True) -> str:
    """The text with nothing live in it; `lines`: it may stand at the start of a line."""
    quiet = _OPEN_UNDERLINE.sub("ˍ", text.translate(_LOOKALIKES))
    quiet = _AUTOMATIC.sub(rf"\g<0>{_JOINER}", _EMOJI.sub(rf":{_JOINER}", quiet))
    return str(_LINE_START.sub(rf"\1{_JOINER}", quiet) if lines else quiet).translate(_ENTITIES)


def _with_bold(marked: Marked) -> str:
    """The text with stars around its highlights, and an edge wherever a star would touch a word."""
    pieces = list(by_line(marked).pieces())
    written, last = "", len(pieces) - 1
    for place, (text, strong) in enumerate(pieces):
        left = _EDGE if place and text and not text[0].isspace() else ""
        right = _EDGE if place < last and text and not text[-1].isspace() else ""
        written += f"*{_neutral(text, lines=False)}*" if strong else f"{left}{_neutral(text)}{right}"
    return written


def _quoted(marked: Marked) -> str:
    written = _with_bold(marked)
    return "\n".join(f">{line}" for line in written.split("\n")) if written else ""


def _fitted(marked: Marked, most: int, write: Callable[[Marked], str]) -> SlackText:
    return _make(fitted(marked, most, write))


def address(url: str) -> str:
    """An http(s) address with its host in punycode and nothing in it that Slack could read; '' if it is no such address."""
    return urls.address(url, KEPT)
