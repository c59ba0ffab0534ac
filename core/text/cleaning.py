"""Text made fit: for show (`clean`, `plain`, `clip`), for comparing (`fold`, `words`, `squash`) and cut into sentences.

Everything is linear in the length of its input and never raises, whatever the text (bad-input catalogue, unicode rows).
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from pylatexenc.macrospec import LatexContextDb

LONGEST = 20_000
"""Characters a title or abstract is cut to before any normalisation, because NFKC may make a text 18 times as long."""

_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters to Unicode, and empty to the eye
_HARMFUL = regex.compile(
    r"(?:(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u115f\u1160\u2028\u2029\u3164\uffa0]"
    r"|(?<!\p{Extended_Pictographic}[\ufe0f\U0001f3fb-\U0001f3ff]?)\u200d|\u200d(?!\p{Extended_Pictographic}))+"
)
PILED_MARKS = regex.compile(r"(\p{M}{4})\p{M}+")
"""Accents above the fourth on one letter."""
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "ο": "omicron", "π": "pi", "ρ": "rho", "ς": "sigma", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
    "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_FOLDED = _GREEK | {"ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"}
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W_]+")
_ASCII_SIGNS = bytes(c for c in range(128) if not chr(c).isalnum())
_SIGNS_TO_SPACE = bytes.maketrans(_ASCII_SIGNS, b" " * len(_ASCII_SIGNS))
_TIMES_AFTER_DIGIT = re.compile(r"(?<=\d)times")
_MATH = re.compile(r"(?<!\\)(\$\$?)(?=[^\s$])([^$]{1,300}?)(?<=[^\s\\])\1")
_MATH_SIGN = re.compile(r"[\\^_=+*/<>{}|]|[^\x00-\x7f]")
_FORMULA_SIGN = re.compile(r"[\\^_={}]")
_PROSE = re.compile(r"[A-Za-z]{3,}\s|\s[A-Za-z]{3,}")
_ACCENT = re.compile(r"\\(?:([`'^\"~=.])\{?(\\?[A-Za-z])\}?|([cvuHkr])\{(\\?[A-Za-z])\})")
_ACCENTS = dict(
    zip("`'^\"~=.cvuHkr", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0327\u030c\u0306\u030b\u0328\u030a", strict=True)
)
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]{0,60})\}\{([^{}]{0,60})\}")
_SPACING = re.compile(r"\\(?:[\s,;:!>\\]|n(?![a-z]))")
_COMMAND = re.compile(r"\\([A-Za-z]{1,40})(\s?)")
_BRACE = re.compile(r"(?<!\\)[{}]")
_ESCAPE = re.compile(r"\\(?=[^\sA-Za-z]|$)")
_FORMATTING = re.compile(
    r"\\(?:[bB]igg?[lr]?|bf|bm|boldsymbol|displaystyle|em|emph|ensuremath|[dt]?frac|[hm]box|it|langle|left|limits|lfloor"
    r"|math(?:bb|bf|cal|frak|it|op|rm|scr|sf|tt)|operatorname|overline|pmb|protect|q?quad|rangle|rfloor|right|rm|sc|sf"
    r"|sim|sl|text(?:bf|it|normal|rm|sc|sf|sl|style|subscript|superscript|tt|up)?|tt|underline|url|xspace"
    r"|(?:wide)?(?:hat|tilde)|bar|d?dot|vec)(?![A-Za-z])\s?"
)
_SPELT = {
    "aa": "a", "AA": "A", "ell": "l", "ge": "geq", "le": "leq", "ne": "neq", "rightarrow": "to", "longrightarrow": "to",
    "varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varsigma": "sigma", "varrho": "rho", "varpi": "pi",
}  # fmt: skip
_SIGNS = str.maketrans(
    {
        "×": "times", "∇": "nabla", "∞": "infty", "∂": "partial", "∑": "sum", "∏": "prod", "∫": "int", "√": "sqrt",
        "∈": "in", "∀": "forall", "∃": "exists", "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "≡": "equiv",
        "±": "pm", "→": "to", "⟶": "to", "←": "leftarrow", "↔": "leftrightarrow", "⇒": "Rightarrow", "∘": "circ",
        "⊗": "otimes", "⊕": "oplus", "⊙": "odot", "∅": "emptyset", "∪": "cup", "∩": "cap", "⊂": "subset", "⋆": "star",
        "★": "star", "†": "dagger", "♯": "sharp", "♭": "flat", "∝": "propto", "⊥": "perp", "∥": "parallel",
    }
)  # fmt: skip
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|cf|vs|resp|Fig|Figs|Eq|Eqs|Sec|Tab|No|Dr|St|approx|w\.r\.t|a\.k\.a)|\b[A-Z])\.$"
)


def clean(text: str) -> str:
    """The text fit to show: NFC, one line, no controls, bidi marks, invisible fillers or lone surrogates."""
    text = text[:LONGEST]
    if not text.isascii():
        text = PILED_MARKS.sub(r"\1", _HARMFUL.sub(gap, text))
        text = PILED_MARKS.sub(r"\1", unicodedata.normalize("NFC", text))
    elif not text.isprintable():
        text = _HARMFUL.sub(gap, text)
    return " ".join(text.split())


def gap(run: regex.Match[str]) -> str:
    """What stands in place of signs that nobody sees: a space where one of them was a space or a line end, else nothing."""
    return " " if any(map(str.isspace, run.group())) else ""


def sentence(text: str) -> str:
    """The text with a capital first letter; the others stay as they are."""
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """A title without LaTeX: `$\\text{Transformer}^2$` reads `Transformer^2`, `$τ$-bench` reads `τ-bench`."""
    if "$" not in text and "\\" not in text:
        return text
    read = _ACCENT.sub(_accented, _MATH.sub(_unfence, text[:LONGEST]))
    read = _SPACING.sub(" ", _FRACTION.sub(r"\1/\2", read))
    read = _COMMAND.sub(lambda c: _symbol(c[1]) + c[2], _FORMATTING.sub("", read))
    read = _ESCAPE.sub("", _BRACE.sub("", read))
    return clean(read) or text


def fold(text: str) -> str:
    """The text for comparing: NFKD, case and accents dropped, Greek spelt; word borders stay as they are."""
    text = text[:LONGEST]
    if text.isascii():
        return text.lower()
    broken = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", PILED_MARKS.sub(r"\1", text)).casefold())
    return _FOREIGN.sub(lambda run: _fold_foreign(run.group()), broken)


def words(text: str) -> list[str]:
    """The folded words of a text, in order; hyphens and every other sign part them."""
    folded = fold(text)
    if folded.isascii():
        return folded.encode("ascii").translate(_SIGNS_TO_SPACE).decode("ascii").split()
    return _WORD.findall(folded)


def squash(title: str) -> str:
    """A title as one key: LaTeX and symbols spelt, folded, and everything but letters and digits dropped.

    `$L_2$` and `L_2`, `$τ$`, `$\\tau$` and `tau`, `4$\\times$4`, `4×4` and `4x4` give the same key; so does a title
    whose LaTeX lost its signs (`LLM$\\times$MapReduce`, `LLMtimesMapReduce`), as some sources print it.
    """
    folded = fold(_spell(title[:LONGEST]))
    key = "".join(_WORD.findall(folded))
    return _TIMES_AFTER_DIGIT.sub("x", key) if "times" in key else key


def sentences(text: str) -> list[str]:
    """The sentences of a clean text, in order; joined by spaces they give the text back."""
    pieces: list[str] = []
    at = 0
    for end in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[max(at, end.start() - 12) : end.start()]):
            pieces.append(text[at : end.end()].rstrip())
            at = end.end()
    pieces.append(text[at:])
    return [piece for piece in pieces if piece]


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, cut between graphemes and ended by an ellipsis where anything was cut."""
    if len(text) <= limit:
        return text
    kept, size = [], 0
    for grapheme in regex.findall(r"\X", text[: limit + 64]):
        if size + len(grapheme) > limit - 1:
            break
        kept.append(grapheme)
        size += len(grapheme)
    return "".join(kept).rstrip() + "…"


def clip_words(text: str, limit: int) -> str:
    """`clip`, but the last word stays whole where one ends in the last fifth; for sentences."""
    clipped = clip(text, limit)
    if clipped == text:
        return text
    end = clipped.rfind(" ", len(clipped) * 4 // 5)
    return f"{clipped[:end].rstrip(' ,;:')}…" if end > 0 else clipped


def counted(count: int, noun: str) -> str:
    """How many of something: `1 paper`, `1,200 papers`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def joined(parts: Sequence[str], word: str = "and") -> str:
    """Parts as a sentence names them: `one, two and three`, or with another word before the last."""
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def entries_in_words(count: int) -> str:
    """How many entries."""
    return f"{count:,} entry" if count == 1 else f"{count:,} entries"


def _spell(text: str) -> str:
    """The text with every LaTeX command and mathematical sign as its name, for keys."""
    if "\\" in text:
        text = _SPACING.sub(" ", _ACCENT.sub(_accented, text))
        text = _COMMAND.sub(lambda c: _SPELT.get(c[1], c[1]), _FORMATTING.sub("", text))
    return text if text.isascii() else text.translate(_SIGNS)


def _unfence(math: re.Match[str]) -> str:
    """The inside of `$…$`; two prices in one sentence are no formula and stay as they are."""
    inside, after = math[2], math.string[math.end() : math.end() + 1]
    formula = _FORMULA_SIGN if after.isdigit() else _MATH_SIGN
    if formula.search(inside) or not (after.isdigit() or _PROSE.search(inside)):
        return inside + "{}"  # an empty group ends a command: `$\\times$Map` is not `\\timesMap`
    return math[0]


def _accented(match: re.Match[str]) -> str:
    letter = (match[2] or match[4]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[match[1] or match[3]])


@lru_cache(maxsize=1024)
def _symbol(name: str) -> str:
    """The one sign that a LaTeX command draws, or the command's own name where that is unknown or no sign."""
    drawn = getattr(_commands().get_macro_spec(name), "simplify_repl", None)
    return drawn if isinstance(drawn, str) and len(drawn) == 1 and not unicodedata.combining(drawn) else name


@lru_cache(maxsize=1)
def _commands() -> "LatexContextDb":
    from pylatexenc.latex2text import get_default_latex_context_db  # 60 ms, and most titles hold no LaTeX

    return get_default_latex_context_db()


@lru_cache(maxsize=8192)
def _fold_foreign(run: str) -> str:
    """A run of non-ASCII characters, folded: few differ in a whole catalog, hence the cache."""
    return "".join(
        _FOLDED.get(c, c) for c in run if c not in _FILLERS and unicodedata.category(c) not in ("Mn", "Me", "Mc", "Cf")
    )
