"""BibTeX: signs of TeX spelt, braces balanced, and names as BibTeX parts them."""

import re
from collections.abc import Sequence

from core.model import Paper
from core.services.export.citation import date_parts, keyed, unknown, year
from core.text.cleaning import clean
from core.text.names import NameParts, name_parts

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\lbrace{}",  # BibTeX counts the brace of \{ too, and a lone one ends the entry
        "}": r"\rbrace{}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_LIGATURE = re.compile(r"-(?=-)|`(?=`)|'(?=')|[!?](?=`)")  # two signs that TeX draws as one
_ADDRESS = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})
_LINK = re.compile(r"\band\b", re.IGNORECASE)


def bibtex(papers: Sequence[Paper]) -> str:
    """One entry a paper; abstracts only where there are several, because one alone is copied into a message."""
    return "\n\n".join(_entry(paper, key, whole=len(papers) > 1) for key, paper in keyed(papers)) + "\n"


def _entry(paper: Paper, key: str, *, whole: bool) -> str:
    _, month, day, *_ = (*map(str, date_parts(paper)), "", "", "")
    fields = {
        "title": "{" + _tex(paper.title) + "}",
        "author": " and ".join(_name(name_parts(name)) for name in paper.authors),
        "year": str(year(paper) or ""),
        "month": month,
        "day": day,
        "eprint": paper.arxiv,
        "archivePrefix": "arXiv" if paper.arxiv else "",
        "primaryClass": paper.categories[0] if paper.arxiv and paper.categories else "",
        "doi": paper.doi.translate(_ADDRESS),
        "url": paper.url.translate(_ADDRESS),
        "keywords": _tex(", ".join(paper.categories)) if whole else "",
        "abstract": _tex(paper.abstract) if whole else "",
        "note": _tex(unknown(paper)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@misc{{{key},", *lines, "}"))


def _name(name: NameParts) -> str:
    """A name that BibTeX parts as it is meant: a group in braces, what follows a comma where two words are one surname."""
    if name.group:
        return "{" + _tex(name.group) + "}"
    family = f"{name.particle} {name.family}".strip()
    parts = [_held(_tex(part)) for part in (family, name.suffix, name.given) if part]
    is_parted = not name.particle or name.particle.islower()
    if name.suffix or not is_parted or any(word[0].islower() for word in name.given.split()):
        return ", ".join(parts)
    return " ".join(reversed(parts))


def _held(part: str) -> str:
    """A part of a name, in braces where BibTeX would part it once more."""
    return "{" + part + "}" if "," in part or _LINK.search(part) else part


def _tex(text: str) -> str:
    return _LIGATURE.sub(r"\g<0>{}", clean(text).translate(_TEX))
