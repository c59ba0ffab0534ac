"""What we export is read by the program that it is for: no title breaks out, and names are parted as they are meant."""

import random
from datetime import date

import pytest

from core.model import Paper
from core.services.export import Format, export
from core.text.cleaning import clean
from tests.core.services.export.readers import FORMATS, QUOTED, read, same_titles

MANAGERS: tuple[Format, ...] = ("bibtex", "ris", "csl")
SIGNS = "{}\\$&%#_~^\"'@,=<>|`;:!?*[]()-+/ \n\t" + "aZ09éßŁ王\u202e\u200d😀\u0301−–"
PIECES = (
    "TY  - JOUR",
    "ER  - ",
    "@misc{",
    "\\end{document}",
    "}\n}",
    "and",
    "\\input{x}",
    "=1+1",
    "</i>",
    "ﷺ",
    "\\{",
    "%\n",
    "$x^2$",
)


def hostile_title(dice: random.Random) -> str:
    """A title made of what the formats give a meaning, fit to show as all that is stored; it may be empty."""
    return clean(
        "".join(dice.choice(SIGNS) if dice.random() < 0.8 else dice.choice(PIECES) for _ in range(dice.randint(1, 40)))
    )


@pytest.mark.long
@pytest.mark.parametrize("form", FORMATS)
def test_hostile_titles_come_through_as_they_are(form: Format) -> None:
    dice = random.Random(7)
    papers = [Paper(f"p{n}", hostile_title(dice) or "Kites", published=date(2024, 3, 1)) for n in range(300)]
    assert not same_titles(papers, read(export(papers, form), form), QUOTED if form == "csv" else "")


@pytest.mark.parametrize(
    ("name", "given", "particle", "family", "suffix"),
    [
        ("Ada Byron", "Ada", "", "Byron", ""),
        ("Byron, Ada", "Ada", "", "Byron", ""),
        ("Ludwig van der Berg", "Ludwig", "van der", "Berg", ""),
        ("Walter De La Mare", "Walter", "De La", "Mare", ""),
        ("Martin L. King Jr.", "Martin L.", "", "King", "Jr."),
        ("Oscar de la Hoya III", "Oscar", "de la", "Hoya", "III"),
        ("Nguyen Van Minh", "Nguyen Van", "", "Minh", ""),
        ("Quoc V. Le", "Quoc V.", "", "Le", ""),
        ("Towel and Linen Consortium", "", "", "Towel and Linen Consortium", ""),
        ("Kites, Rivers and Sons, Inc.", "", "", "Kites, Rivers and Sons, Inc.", ""),
        ("ATLAS Collaboration", "", "", "ATLAS Collaboration", ""),
        ("王小明", "", "", "王小明", ""),
        ("Plato", "", "", "Plato", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", MANAGERS)
def test_names_are_parted_as_they_are_meant(
    form: Format, name: str, given: str, particle: str, family: str, suffix: str
) -> None:
    (reference,) = read(export([Paper("x", "Kites", authors=(name, "Emmy Noether"))], form), form)
    parts, other = (
        reference.names if form != "ris" or ", Inc." not in name else (("", "", family, ""), reference.names[1])
    )
    assert (parts[0], f"{parts[1]} {parts[2]}".strip(), parts[3]) == (given, f"{particle} {family}".strip(), suffix)
    assert other == ("Emmy", "", "Noether", "")


@pytest.mark.parametrize(
    ("paper", "year"),
    [
        (Paper("x", "Kites", published=date(2015, 1, 1), arxiv="2401.01234"), "2015"),
        (Paper("x", "Kites", arxiv="2401.01234"), "2024"),
        (Paper("x", "Kites", arxiv="hep-th/9901001"), "1999"),
        (Paper("x", "Kites", doi="10.1101/2023.01.02.573912"), "2023"),
        (Paper("x", "Kites", doi="10.1000/2023"), ""),
    ],
)
@pytest.mark.parametrize("form", MANAGERS)
def test_a_year_is_known_or_the_ids_or_none(form: Format, paper: Paper, year: str) -> None:
    (reference,) = read(export([paper], form), form)
    assert reference.year == year


@pytest.mark.parametrize("form", MANAGERS)
def test_keys_are_ascii_and_unique_though_titles_and_names_are_not(form: Format) -> None:
    papers = [
        Paper(f"id-{n}", "基于图像的鹅计数方法研究", authors=("王小明",), published=date(2020, 1, 1)) for n in range(3)
    ]
    papers += [
        Paper("a", "Kites", authors=("Ada Byron",)),
        Paper("b", "Kites2", authors=("Ada Byron",)),
        Paper("c", "Kites", authors=("Ada Byron",)),
    ]
    keys = [reference.key for reference in read(export(papers, form), form)]
    assert len(set(keys)) == 6
    assert all(key.isascii() and key.isalnum() and key[0].isalpha() for key in keys)


@pytest.mark.long
def test_two_thousand_papers_with_one_key_are_told_apart_at_once() -> None:
    papers = [Paper(str(n), "Kites", authors=("Ada Byron",)) for n in range(2_000)]
    assert len({reference.key for reference in read(export(papers, "csl"), "csl")}) == 2_000


def test_ris_holds_all_that_is_known() -> None:
    link = "https://arxiv.org/abs/2401.01234"
    paper = Paper(
        "x",
        "Kites",
        "We fly.",
        ("Ada Byron",),
        link,
        "2401.01234",
        "10.1000/k",
        date(2024, 1, 20),
        ("cs.LG", "stat.ML"),
    )
    assert [line.partition("  - ")[::2] for line in export([paper], "ris").splitlines()] == [
        ("TY", "UNPB"),
        ("ID", "byron2024kites"),
        ("TI", "Kites"),
        ("AU", "Byron, Ada"),
        ("PY", "2024"),
        ("DA", "2024/01/20"),
        ("AB", "We fly."),
        ("PB", "arXiv"),
        ("AN", "arXiv:2401.01234"),
        ("DO", "10.1000/k"),
        ("UR", link),
        ("KW", "cs.LG"),
        ("KW", "stat.ML"),
        ("ER", ""),
    ]


def test_an_abstract_goes_into_a_file_of_several_and_not_into_one_papers_bibtex() -> None:
    papers = [Paper("x", "Kites", "We fly 50% of {them}."), Paper("y", "Rivers")]
    assert "abstract" not in export(papers[:1], "bibtex")
    assert r"abstract = {We fly 50\% of \lbrace{}them\rbrace{}.}" in export(papers, "bibtex")
