"""HTML and JATS to plain text: known tags go, what merely looks like one (`a <b and c> d`) stays. Linear, never an error."""

import re
from html import unescape
from html.entities import html5

from core.text.cleaning import LONGEST

_LONGEST = 4 * LONGEST  # characters read of one text: tags may make three quarters of it
_TAG = re.compile(
    r"<(?:(/?)(?:(?:jats|mml|m|xhtml|html):)?([a-zA-Z][a-zA-Z0-9-]{0,19})"
    r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+)|\s+(?:async|controls|defer|disabled|hidden|open))*"
    r"\s*/?>|!--)"
)
_COMMENT_END = re.compile(r"-->|\Z")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INLINE = frozenset(
    "a abbr acronym alternatives b bdi bdo big bold cite code del dfn em ext-link font i inline-formula ins italic kbd label mark math"
    " mfrac mi mn mo monospace mover mroot mrow mspace msqrt mstyle msub msubsup msup mtext munder named-content q s samp"
    " sc semantics small span strike strong sub sup time tt u underline uri var wbr xref".split()
)
_BLOCK = frozenset(
    "article aside blockquote body br caption center dd disp-formula div dl dt fig figcaption figure footer h1 h2 h3 h4 h5"
    " h6 header hr html img li list list-item main nav ol p pre section sec table tbody td tfoot th thead title tr ul"
    " svg iframe video audio source picture input button form".split()
)
_HIDDEN = frozenset(["annotation", "head", "object", "script", "style", "template", "tex-math"])
_TEX_MATH = re.compile(r"</?(?:jats:)?tex-math(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_EXPONENTS = tuple("0123456789+-−")
_NAMED_TAG = re.compile(r"(?:(?<=[\s(\[\"'“‘/,])|^)<(/?)([a-zA-Z][a-zA-Z0-9-]{0,19})>(?=[\s)\]\"'”’/,.:;?!-]|$)")
_BREAKS = frozenset(["br", "hr", "wbr"])


def without_markup(marked: str) -> str:
    """The text that markup shows, with entities resolved; scripts, styles and comments are left out."""
    marked = marked[:_LONGEST]
    if "tex-math" in marked and "math>" not in _TEX_MATH.sub("", marked):
        marked = _TEX_MATH.sub("", marked)  # as IEEE writes it, beside no MathML that would show the formula
    if "<" not in marked:
        return _ENTITY.sub(_resolved, marked) if "&" in marked else marked
    marked = _NAMED_TAG.sub(_as_word_if_hiding, marked)
    pieces, at, hidden = [], 0, ""
    for tag in _TAG.finditer(marked):
        if tag.start() < at:
            continue
        name = (tag[2] or "!--").lower()
        if not hidden:
            pieces += [marked[at : tag.start()], _shown(tag, name, marked)]
        at = tag.end()
        if name == "!--":
            at = _COMMENT_END.search(marked, at).end()  # type: ignore[union-attr]
        elif name in _HIDDEN and not hidden and not tag[1]:
            hidden = name
        elif name == hidden and tag[1]:
            hidden = ""
    if not hidden:
        pieces.append(marked[at:])
    return _ENTITY.sub(_resolved, "".join(pieces))


def title_without_markup(marked: str) -> str:
    """`without_markup` of a title, in which a tag that stands like a word and is not closed is one: `the <b> tag`."""
    marked = marked[:_LONGEST]
    named = {match[0] for match in _NAMED_TAG.finditer(marked) if match[2].lower() not in _BREAKS}
    lone = {tag for tag in named if f"</{tag.strip('</>')}>" not in marked or f"<{tag.strip('</>')}" not in marked}
    return without_markup(_NAMED_TAG.sub(lambda tag: _as_word(tag[0]) if tag[0] in lone else tag[0], marked))


def _as_word_if_hiding(tag: re.Match[str]) -> str:
    """A tag that stands like a word and would hide what follows it, as the text it is."""
    return _as_word(tag[0]) if tag[2].lower() in _HIDDEN else tag[0]


def _as_word(tag: str) -> str:
    return tag.replace("<", "&lt;")


def _shown(tag: re.Match[str], name: str, marked: str) -> str:
    """What stands in place of a tag: nothing, a space for a block, `^` for an exponent, itself where it is none."""
    if name == "sup" and not tag[1]:
        before = marked[tag.start() - 1 : tag.start()]
        return "^" if before.isalnum() and marked.startswith(_EXPONENTS, tag.end()) else ""
    if name in _BLOCK:
        return " "
    return "" if name in _INLINE or name in _HIDDEN or name == "!--" else tag[0]


def _resolved(entity: re.Match[str]) -> str:
    drawn = entity[0]
    return unescape(drawn) if drawn[1] == "#" else html5.get(drawn[1:], drawn)
