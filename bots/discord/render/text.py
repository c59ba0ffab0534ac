"""The one writer that text leaves through. A backslash disarms what a stranger's text holds of Discord's markdown.

Not in a masked link's label: there backslashes show (discord/discord-api-docs#6185) and an emoji or an address breaks the
link (#7673, #7721), so lookalikes stand in (∗ ∼ ˋ ［ ］ ‹ ∶) and emoji stand beside the link. `@everyone`, `@here` and
invites are parted by a word joiner (U+2060), invisible. Bare hosts are left alone: Discord links only what has a scheme (#542).
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time

import regex

from bots.discord.render.limits import TEXT
from bots.shared.render.texts import SealedText
from core.model import Marked
from core.text import clipping, urls
from core.text.clipping import NOTHING, by_line, fitted, visible
from core.text.urls import host_of, misleads

LONGEST_LINK = 512
"""Characters of an address in a text; a longer one is left out and its label stands alone."""

SHORTEST_LABEL = 24
"""UTF-16 units that a label gets beside its address, or else it stands alone."""

_HERE = object()
_JOINER = "\u2060"
_SIGNS = regex.compile(r"[\\*_~`|<\[\]]|:(?=//)|:(?=[^\s:]+:)")
_UNPINGED = regex.compile(r"@(?=everyone|here)|(?<=\bdiscord(?:app)?|\bdis)(?=\.\w)", regex.IGNORECASE)
_LINE_START = regex.compile(r"^([^\S\n]*)(?=[#>]|[+-](?:[\s#]|$))|^([^\S\n]*\d+)(?=[.)](?:\s|$))", regex.MULTILINE)

_EMOJI = regex.compile(
    r"(?:(?:(?![0-9#*])[\p{Emoji}\p{Extended_Pictographic}]|[0-9#*]\ufe0f?\u20e3)"
    r"[\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*)+"
)
_LOOKALIKES = str.maketrans("*~`[]\\", "∗∼ˋ［］＼")
_OPEN_UNDERLINE = regex.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_STAND_INS = (
    (_OPEN_UNDERLINE, "ˍ"),
    (regex.compile(r"\|(?=\|)|(?<=\|)\|"), "∣"),
    (regex.compile(r"<(?=\S)"), "‹"),
    (regex.compile(r":(?=//)|:(?=[^\s:]+:)"), "∶"),
    (regex.compile(r"@(?=everyone|here)", regex.IGNORECASE), "＠"),
    (regex.compile(r"(?<=\bdiscord(?:app)?|\bdis)\.(?=\w)", regex.IGNORECASE), "․"),
    (regex.compile(r"^(?=[#>+-]|\d+[.)](?:\s|$))"), _JOINER),
)

KEPT = "%/:@!$&+,;=?"
"""Signs that stay in a path as they are: not `()`, which end a masked link, nor `*~|`, which a careless client might read."""


class DiscordText(SealedText, key=_HERE):
    """Markdown that is safe to send."""


class PlainText(SealedText, key=_HERE):
    """Text for a label or a placeholder, where Discord reads no markdown; made by `plain` only."""


def escape(text: str, most: int = TEXT) -> DiscordText:
    """A text that shows as it reads and does nothing, at most `most` UTF-16 units with all that escaping adds."""
    return marked_up(Marked(text), most, bold=False)


def marked_up(marked: Marked, most: int = TEXT, *, bold: bool = True) -> DiscordText:
    """A marked text, its highlights bold; clipped between graphemes, never behind a lone backslash or inside a highlight's signs."""
    return _fitted(marked, most, _with_bold if bold else lambda part: _neutral(part.text))


def plain(text: str, most: int) -> PlainText:
    """One line for a label or a placeholder, `…` where nothing is left of it."""
    line = Marked(clipping.one_line(text, most))
    return PlainText(_fitted(line, most, lambda part: part.text) or NOTHING, _HERE)


def one_line(text: str, most: int = TEXT) -> DiscordText:
    """`escape`, with every run of spaces and line ends as one space."""
    return escape(clipping.one_line(text, most), most)


def strong(written: DiscordText) -> DiscordText:
    """A written line in bold; it holds no bold of its own."""
    return _make(f"**{written}**") if written.strip() else written


def heading(written: DiscordText) -> DiscordText:
    """A written line as a heading of the third rank, the smallest."""
    return _make(f"### {written}")


def subtext(written: DiscordText) -> DiscordText:
    """A written line in small grey type; empty where it is."""
    return _make(f"-# {written}") if written.strip() else _make("")


def link(url: str, label: str, most: int = TEXT) -> DiscordText:
    """A label that opens an address, at most `most` UTF-16 units with the address; the label alone where that is none or too long.

    A label that reads like another host than the address has gets the true host after it. See `addresses.address`.
    """
    target = address(url)
    host = host_of(target)
    after = _neutral(f" ({host})") if misleads(visible(label[:TEXT]), host) else ""
    if not 0 < len(target) <= min(LONGEST_LINK, most - SHORTEST_LABEL - len(after)):
        return one_line(label, most)

    def write(part: Marked) -> str:
        before, shown, behind = masked(part.text)
        return f"{_neutral(before)}[{shown or NOTHING}]({target}){_neutral(behind, lines=False)}{after}"

    return _fitted(Marked(clipping.one_line(label, most) or NOTHING), most, write)


def bare_link(url: str) -> DiscordText:
    """An address that opens and shows itself; empty where it is none or too long."""
    target = address(url)
    return _make(f"<{target}>" if 0 < len(target) <= LONGEST_LINK else "")


def day(when: date, shown: str) -> DiscordText:
    """A day as each reader's Discord writes it (noon UTC is that day in all but the farthest zones); before 1970 as `shown`."""
    instant = int(datetime.combine(when, time(12), UTC).timestamp())
    return _make(f"<t:{instant}:D>") if instant > 0 else one_line(shown)


def code(text: str) -> DiscordText:
    """A block of code, copied as it is: three backticks inside are parted. It is not clipped."""
    seen = visible(text)
    return _make(f"```\n{seen.replace('``', f'`{_JOINER}`') if '```' in seen else seen}\n```")


def quote(marked: Marked, most: int = TEXT) -> DiscordText:
    """A marked text, each line of it quoted; an empty line would end the quotation and is left out."""
    return _fitted(marked, most, _quoted)


def join(pieces: Iterable[DiscordText], between: str = "") -> DiscordText:
    """Written pieces one after the other, the empty ones left out; `between` is shown as it reads."""
    return _make(_neutral(between, lines=False).join(piece for piece in pieces if piece))


def again(written: str) -> DiscordText:
    """Lines that this writer made, as Discord sends them back with the message that holds them."""
    return _make(written)


def _make(written: str) -> DiscordText:
    return DiscordText(written, _HERE)


def _neutral(text: str, *, lines: bool = True) -> str:
    """The text with nothing live in it; `lines`: it may stand at the start of a line."""
    quiet = _UNPINGED.sub(rf"\g<0>{_JOINER}", _SIGNS.sub(r"\\\g<0>", text))
    return str(_LINE_START.sub(r"\1\2\\", quiet)) if lines else quiet


def _with_bold(marked: Marked) -> str:
    pieces = by_line(marked).pieces()
    return "".join(f"**{_neutral(text, lines=False)}**" if strong else _neutral(text) for text, strong in pieces)


def _quoted(marked: Marked) -> str:
    return "\n".join(f"> {line}" for line in _with_bold(marked).split("\n") if line.strip())


def _fitted(marked: Marked, most: int, write: Callable[[Marked], str]) -> DiscordText:
    return _make(fitted(marked, most, write))


def masked(text: str) -> tuple[str, str, str]:
    """A line in three: what stands before the link, the label with nothing live in it, and what stands after.

    The label is the longest piece without emoji; the other two are raw. It is empty where the line is all emoji.
    """
    pieces = [(match.start(), match.end()) for match in _EMOJI.finditer(text)]
    starts = [0, *(end for _, end in pieces)]
    ends = [*(start for start, _ in pieces), len(text)]
    start, end = max(zip(starts, ends, strict=True), key=lambda piece: len(text[piece[0] : piece[1]].strip()))
    inner = text[start:end]
    body = inner.strip()
    if not body:
        return text, "", ""
    at = start + inner.index(body)
    return text[:at], _quiet(body), text[at + len(body) :]


def _quiet(text: str) -> str:
    """The text with lookalikes for every sign that does something in a label."""
    quiet = text.translate(_LOOKALIKES)
    for pattern, stand_in in _STAND_INS:
        quiet = pattern.sub(stand_in, quiet)
    return quiet


def address(url: str) -> str:
    """An http(s) address with its host in punycode and nothing in it that Discord could read; '' if it is none."""
    return urls.address(url, KEPT)
