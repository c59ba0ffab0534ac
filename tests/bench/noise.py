"""Noisy copies of papers as sources and scanners make them, and near-twins that are other papers. Seeded.

Every noise changes the title, and the abstract too where it would in life; a near-twin has an abstract of its own.
"""

import random
import re
from collections.abc import Callable, Sequence

import msgspec

from core.text.cleaning import sentences
from tests.bench.corpus import Record

Noise = Callable[[Record, random.Random], Record]

OCR = [
    ("rn", "m"), ("m", "rn"), ("l", "1"), ("I", "l"), ("0", "O"), ("o", "0"), ("cl", "d"), ("d", "cl"), ("e", "c"),
    ("c", "e"), ("h", "b"), ("vv", "w"), ("w", "vv"), ("i", "l"), ("s", "5"), ("t", "f"), ("fi", "ﬁ"), ("u", "n"),
    ("a", "o"), ("g", "q"), (" ", ""), (" ", "  "), (",", "."), ("n", "ri"),
]  # fmt: skip
OCR_RATE = 0.02
"""Characters misread: about what scans of good print give."""

DASHES = ["-", "–", "—", "‐", "‑", " ", " - ", "−"]
TWINS = [
    ("image", "video"),
    ("2D", "3D"),
    ("model", "agent"),
    ("language", "speech"),
    ("fast", "robust"),
    ("train", "prune"),
]
SPELT = {
    "α": "\\alpha",
    "β": "\\beta",
    "γ": "\\gamma",
    "λ": "\\lambda",
    "μ": "\\mu",
    "π": "\\pi",
    "τ": "\\tau",
    "×": "\\times",
}


def change_case(paper: Record, chance: random.Random) -> Record:
    """All capitals, no capitals, a capital for every word, or only the first."""
    how = chance.choice([str.upper, str.lower, str.title, str.capitalize])
    return _put(paper, how(paper.title), paper.abstract)


def change_punctuation(paper: Record, chance: random.Random) -> Record:
    """Signs dropped, spaced out, doubled or turned into others."""
    how = chance.choice([lambda sign: "", lambda sign: f" {sign} ", lambda sign: " ", lambda sign: sign * 2])
    title = re.sub(r"[:,.!?()'\"]", lambda sign: how(sign.group()), paper.title)
    abstract = re.sub(
        r"[,;()'\"]", lambda sign: how(sign.group()) if chance.random() < 0.5 else sign.group(), paper.abstract
    )
    return _put(paper, title + chance.choice(["", ".", " ", "*", " †"]), abstract)


def change_dashes(paper: Record, chance: random.Random) -> Record:
    """Hyphens as other dashes, as spaces or gone."""
    dash = chance.choice([*DASHES, ""])
    return _put(paper, re.sub(r"(?<=\w)-(?=\w)", dash, paper.title), paper.abstract.replace("-", chance.choice(DASHES)))


def add_latex(paper: Record, chance: random.Random) -> Record:
    """Greek and numbers in dollars, a word in bold, accents and per cent escaped."""
    title = "".join(f"${SPELT[char]}$" if char in SPELT else char for char in paper.title)
    words = title.split(" ")
    at = chance.randrange(len(words))
    style = chance.choice(["\\textbf{%s}", "\\emph{%s}", "$\\text{%s}$", "{%s}", "$\\mathrm{%s}$"])
    words[at] = style.replace("%s", words[at])
    title = re.sub(r"(?<=[A-Za-z])\^?(\d)\b", r"$^\1$", " ".join(words))
    return _put(paper, title, paper.abstract.replace("%", "\\%").replace("~", "$\\sim$"))


def misread(paper: Record, chance: random.Random) -> Record:
    """What a scanner reads: letters mistaken for others, words run together."""
    return _put(paper, _misread(paper.title, chance), _misread(paper.abstract, chance))


def cut_short(paper: Record, chance: random.Random) -> Record:
    """The title cut after 60 to 90 % with or without dots, the abstract after 55 to 95 %."""
    size = int(len(paper.title) * chance.uniform(0.6, 0.9))
    title = paper.title[:size].rstrip() + chance.choice(["", "...", "…"])
    return _put(paper, title, paper.abstract[: int(len(paper.abstract) * chance.uniform(0.55, 0.95))])


def lose_subtitle(paper: Record, chance: random.Random) -> Record:
    """What stands before or after the colon is gone; without a colon, the last third."""
    name, colon, subtitle = paper.title.partition(": ")
    if not colon:
        words = paper.title.split()
        return _put(paper, " ".join(words[: max(2, 2 * len(words) // 3)]), paper.abstract)
    return _put(paper, chance.choice([name, subtitle]), paper.abstract)


def hyphenate(paper: Record, chance: random.Random) -> Record:
    """Long words parted as at line ends."""
    title = re.sub(r"\w{7,}", lambda word: _part(word.group(), chance, 0.4), paper.title)
    return _put(paper, title, re.sub(r"\w{7,}", lambda word: _part(word.group(), chance, 0.1), paper.abstract))


def mistype(paper: Record, chance: random.Random) -> Record:
    """One or two letters of the title swapped, dropped or doubled."""
    title = paper.title
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(1, max(2, len(title) - 1))
        swapped = title[:at] + title[at : at + 2][::-1] + title[at + 2 :]
        title = chance.choice([swapped, title[:at] + title[at + 1 :], title[:at] + title[at : at + 1] + title[at:]])
    return _put(paper, title, paper.abstract)


def glue(paper: Record, chance: random.Random) -> Record:
    """The abstract glued to its heading or to a summary; odd spaces and invisible signs in the title."""
    opening = chance.choice(["Abstract", "ABSTRACT: ", "Abstract—", " ".join(sentences(paper.abstract)[-1:]) + " "])
    title = re.sub(r" ", lambda _: chance.choice([" ", "  ", "\u00a0", "\n  ", " \u200b"]), paper.title)
    return _put(paper, title, opening + paper.abstract)


def change_authors(paper: Record, chance: random.Random) -> Record:
    """Initials for given names, family names first, a long list cut; the year one later."""
    names = paper.authors[: chance.choice([3, 6, 1000])]
    forms = [lambda given, family: f"{given[:1]}. {family}", lambda given, family: f"{family}, {given}"]
    form = chance.choice(forms)
    written = tuple(form(*name.rsplit(" ", 1)) if " " in name else name for name in names)
    year = paper.year + 1 if paper.year and chance.random() < 0.3 else paper.year
    return msgspec.structs.replace(paper, authors=written, year=year, title=paper.title.upper())


NOISES: dict[str, Noise] = {
    "case": change_case,
    "punctuation": change_punctuation,
    "dashes": change_dashes,
    "latex": add_latex,
    "ocr": misread,
    "truncation": cut_short,
    "lost subtitle": lose_subtitle,
    "hyphenation": hyphenate,
    "typos": mistype,
    "glued": glue,
    "authors": change_authors,
}


def near_twin(paper: Record, others: Sequence[Record], chance: random.Random) -> Record:
    """Another paper with nearly this title: a later version, another part, the same template or one word changed.

    Its abstract is its own: a piece of each of the others, now and then after the paper's first sentence.
    """
    make = chance.choice([_later_version, _next_part, _same_template, _other_word, _same_title])
    title = make(paper.title, others[0].title, chance)
    pieces = [other.abstract[len(other.abstract) // 4 : len(other.abstract) // 2] for other in others]
    opening = sentences(paper.abstract)[0] if paper.abstract and chance.random() < 0.3 else ""
    if len(opening) < len(paper.abstract) / 4:
        pieces.insert(0, opening)
    abstract = " ".join(pieces)
    authors = paper.authors if chance.random() < 0.3 and title != paper.title else others[0].authors
    return msgspec.structs.replace(paper, title=title, abstract=abstract, authors=authors, year=others[0].year)


def _later_version(title: str, _: str, chance: random.Random) -> str:
    name, colon, rest = title.partition(":")
    version = chance.choice(["2", "2.5", "-V2", " 3", " II", "++"])
    return f"{name}{version if version != '++' else '-Next'}{colon}{rest}"


def _next_part(title: str, _: str, chance: random.Random) -> str:
    return f"{title}{chance.choice([', Part II', ' (Part 2)', ' III', ': Part B'])}"


def _same_template(title: str, other: str, __: random.Random) -> str:
    """The title under another name."""
    _, colon, rest = title.partition(":")
    return f"{other.split(':')[0].split()[0]}{colon}{rest}" if colon else f"{other.split()[0]} {title}"


def _other_word(title: str, other: str, chance: random.Random) -> str:
    for mine, theirs in chance.sample(TWINS, len(TWINS)):
        if mine in title:
            return title.replace(mine, theirs)
    words = title.split()
    words[-1] = max(other.split(), key=len)
    return " ".join(words)


def _same_title(title: str, _: str, __: random.Random) -> str:
    return title


def _put(paper: Record, title: str, abstract: str) -> Record:
    return msgspec.structs.replace(paper, title=title, abstract=abstract)


def _misread(text: str, chance: random.Random) -> str:
    read, at = [], 0
    while at < len(text):
        slips = [(right, wrong) for right, wrong in OCR if text.startswith(right, at)]
        if slips and chance.random() < OCR_RATE:
            right, wrong = chance.choice(slips)
            read.append(wrong)
            at += len(right)
        else:
            read.append(text[at])
            at += 1
    return "".join(read)


def _part(word: str, chance: random.Random, rate: float) -> str:
    if chance.random() >= rate:
        return word
    at = chance.randint(3, len(word) - 3)
    return f"{word[:at]}-{chance.choice(['', ' ', chr(10)])}{word[at:]}"
