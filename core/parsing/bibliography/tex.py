"""LaTeX of a bibliography's fields to text: accents, braces and dashes; formulas as titles have them (`core.text.cleaning.plain`)."""

import re

from core.text.cleaning import plain

_LINK = re.compile(r"\\(?:url|path)\{([^{}]*)\}|\\href\{[^{}]*\}\{([^{}]*)\}")
_LETTER = re.compile(r"\{?\\(aa|AA|ae|AE|oe|OE|o|O|l|L|ss|i|j|dh|DH|dj|DJ|th|TH|ng|NG)(?![A-Za-z])(?:\{\}|\s+)?\}?")
_LETTERS = {
    "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß",
    "i": "i", "j": "j", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ",
}  # fmt: skip
_BRACED_ACCENT = re.compile(
    r"\{(\\(?:[`'^\"~=.]\s*(?:\{\\?[A-Za-z]\}|\\?[A-Za-z])|[cvuHkrdbt](?:\{\\?[A-Za-z]\}|\s+[A-Za-z])))\}"
)
_LOOSE_ACCENT = re.compile(r"(\\[`'^\"~=.])\s+(?=[A-Za-z\\{])|(\\[cvuHkr])\s+([A-Za-z])")
_NAMED_SIGNS = (
    (r"\textbackslash{}", "\0"), (r"\textasciitilde{}", "\1"), (r"\textasciicircum{}", "^"),
    (r"\{", "\2"), (r"\}", "\3"), (r"\$", "\4"), (r"\~{}", "\1"), (r"\^{}", "^"),
    (r"\lbrace{}", "\2"), (r"\rbrace{}", "\3"), ("-{}", "\5"), ("`{}", "\6"), ("'{}", "\7"),
)  # fmt: skip
_KEPT_SIGNS = str.maketrans("\0\1\2\3\4\5\6\7", "\\~{}$-`'")
_BRACE = re.compile(r"[{}]")
_DASHES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))


def without_tex(text: str) -> str:
    """The text that LaTeX draws; braces that only keep capitals go."""
    text = text.replace(r"\relax ", "")
    for written, sign in _NAMED_SIGNS:
        text = text.replace(written, sign)
    if "\\" in text:
        text = _LINK.sub(lambda match: match[1] or match[2], text)
        text = _LOOSE_ACCENT.sub(lambda match: match[1] or f"{match[2]}{{{match[3]}}}", _BRACED_ACCENT.sub(r"\1", text))
        text = _LETTER.sub(lambda match: _LETTERS[match[1]], text)
    text = _marked_as_text(text)
    for written, sign in _DASHES:
        text = text.replace(written, sign)
    return text.translate(_KEPT_SIGNS)


def _marked_as_text(text: str) -> str:
    """The text without commands, braces and ties; the signs that stand for themselves pass as controls, which `plain` drops."""
    return "".join(
        part if part in "\0\1\2\3\4\5\6\7" else _BRACE.sub("", _plain(part)).replace("~", " ")
        for part in re.split("([\0-\7])", text)
    )


def _plain(text: str) -> str:
    """`plain`, with the spaces at both ends, which it takes off."""
    if "\\" not in text and "$" not in text:
        return text
    inner = text.strip()
    return text.replace(inner, plain(inner)) if inner else text
