"""Texts spelt one way before they are compared: no markup, no LaTeX, symbols by their LaTeX names, folded.

So `LLM$\\times$MapReduce`, `LLM×MapReduce` and `LLMtimesMapReduce` are one title by rule. Linear, and never raises.
"""

import html
import re
from string import ascii_lowercase, ascii_uppercase

from core.text.cleaning import LONGEST, fold

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_REFERENCE = re.compile(r"\\(?:cite\w*|ref|eqref|label|url|footnote)\s?\{[^{}]{0,500}\}")
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)[ ]?|([^A-Za-z]|$))")
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]{0,60})\}\{([^{}]{0,60})\}")
_STYLE = re.compile(
    r"(?:text|math|font)(?:it|bf|rm|sc|tt|sf|cal|bb|frak|scr|normal|up|sl|md)?|emph|rm|bf|it|sc|tt|sf|em|cal"
    r"|boldsymbol|bm|pmb|operatorname|ensuremath|[mh]box|displaystyle|left|right|[bB]igg?[lr]?|underline|overline"
    r"|(?:wide)?(?:hat|tilde)|bar|vec|d?dot|[cvHukrbdt]|[lr]?[vV]ert|[lr](?:angle|brace|brack|ceil|floor)"
)
_SAME_COMMAND = {
    "rightarrow": "to", "longrightarrow": "to", "leq": "le", "geq": "ge", "neq": "ne", "varepsilon": "epsilon",
    "varphi": "phi", "vartheta": "theta", "aa": "a", "ss": "ss", "ell": "l",
}  # fmt: skip
_SYMBOLS = {
    "×": "times", "∇": "nabla", "∞": "infty", "∂": "partial", "√": "sqrt", "±": "pm", "≤": "le", "≥": "ge", "≠": "ne",
    "≈": "approx", "∼": "sim", "→": "to", "←": "leftarrow", "∈": "in", "∀": "forall", "∃": "exists", "∑": "sum",
    "∏": "prod", "∫": "int", "⊕": "oplus", "⊗": "otimes", "∪": "cup", "∩": "cap", "⊂": "subset", "⊆": "subseteq",
    "∅": "emptyset", "⇒": "Rightarrow", "↔": "leftrightarrow", "⊥": "perp", "♯": "sharp", "★": "star", "∘": "circ",
}  # fmt: skip
_INVISIBLE = [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
_SEEN = str.maketrans(_SYMBOLS | {chr(code): "" for code in _INVISIBLE})
_CYRILLIC_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһӏԛԝѵ",
    "ABESIJKMHOPCTYXaesijopcyxdhlqwv",
)
_GREEK_ALIKE = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo")
_GREEK_IN_LATIN = re.compile(r"(?<=[A-Za-z])[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]+|[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]+(?=[A-Za-z])")
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
_SCRIPT_MARKS = str.maketrans("~", " ", "{}$^_")
_SCRIPT_MARK_BYTES = b"{}$^_"
_LOWER_BYTES = bytes.maketrans(ascii_uppercase.encode() + b"~", ascii_lowercase.encode() + b" ")
_WORD = re.compile(r"[^\W_]+")
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_BY = re.compile(r"(?<=\d) ?times ?(?=\d)")


def spell(text: str, alike: bool = True) -> str:
    """The text in lower case, without markup; `alike` reads Cyrillic and Greek lookalikes of Latin letters as these.

    A Greek capital by itself stays Greek: it is what an upper-cased `μ` or `τ` looks like.
    """
    text = text[:LONGEST]
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = _COMMAND.sub(_read_command, _FRACTION.sub(r"\1/\2", _REFERENCE.sub(" ", text)))
    if text.isascii():
        text = text.encode().translate(_LOWER_BYTES, _SCRIPT_MARK_BYTES).decode()[:LONGEST]
    else:
        text = text.translate(_SCRIPT_MARKS)
        if alike:
            text = _GREEK_IN_LATIN.sub(lambda run: run.group().translate(_GREEK_ALIKE), text)
        text = _NON_ASCII.sub(lambda run: _fold_run(run.group(), alike), text).lower()[:LONGEST]
    return _BY.sub("x", text) if "times" in text else text


def letters(spelt: str) -> str:
    """The letters and digits of a text that is spelt, without all between them."""
    if spelt.isascii():
        return spelt.encode().translate(None, _SIGNS).decode()
    return "".join(_WORD.findall(spelt))


def _fold_run(run: str, alike: bool) -> str:
    run = run.translate(_SEEN)
    return fold(run.translate(_CYRILLIC_ALIKE) if alike else run)


def _read_command(match: re.Match[str]) -> str:
    name, sign = match.group(1), match.group(2)
    if name:
        return "" if _STYLE.fullmatch(name) else _SAME_COMMAND.get(name, name)
    return {"\\": " ", " ": " ", "&": "&", "%": "%", "#": "#", "_": "_"}.get(sign, "")
