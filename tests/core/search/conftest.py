"""A small archive, invented for these tests, and an index over it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.search.index import Doc, Found, Index
from core.search.query import parse

PAPERS = (
    Doc(
        "2301.00001",
        "Lantern: Super-Resolution of Night Photographs",
        "Photographs taken at night are dark and small. We enlarge them with a diffusion model that keeps the stars sharp. "
        "On four benchmarks the enlarged photographs win over those of older methods.",
        ("Ada Moreau", "Jonas van der Meer"),
        ("cs.CV", "eess.IV"),
        ("daily",),
        date(2023, 1, 2),
    ),
    Doc(
        "2302.00002",
        "A Slow Walk through Graph Neural Networks",
        "Graph networks pass messages between neighbours. This survey walks through a decade of them, from spectral filters "
        "to attention, and asks what messages a molecule needs.",
        ("Zoë Åkesson", "Ada Moreau"),
        ("cs.LG",),
        ("daily", "weekly"),
        date(2023, 2, 3),
    ),
    Doc(
        "2303.00003",
        "Superresolution without Teachers",
        "A student that never saw a teacher learns to enlarge pictures from noise alone.",
        ("Li Wei",),
        ("cs.CV",),
        ("weekly",),
        date(2023, 3, 4),
    ),
    Doc(
        "2304.00004",
        r"V$^2$L: Verifying Vision-Language Answers with $\text{Lemma}^2$ Proofs",
        "An answer about a picture is only as good as its proof. We verify proofs with a small language model.",
        ("Yusuf O'Neill", "Li Wei"),
        ("cs.CL", "cs.CV"),
        ("daily",),
        date(2023, 4, 5),
    ),
    Doc(
        "2305.00005",
        "Messages in Bottles: Memory for Language Agents",
        "Language agents forget. We give them bottles: short notes that they write to themselves and find again by search.",
        ("Jonas van der Meer",),
        ("cs.CL", "cs.AI"),
        ("daily",),
        date(2023, 5, 6),
    ),
    Doc(
        "k3v9q0x2ab",
        "Résumés of Proteins",
        "Proteins fold. We summarise each fold in one line that a transformer can read.",
        ("Ingrid Straßer",),
        ("q-bio.BM",),
        ("journal",),
        None,
    ),
)
LANTERN, GRAPHS, TEACHERS, PROOFS, BOTTLES, PROTEINS = (paper.id for paper in PAPERS)


def ask(index: Index, text: str, **options: object) -> Found:
    """What a search as typed finds."""
    return index.search(parse(text, today=date(2026, 1, 1), **options))  # type: ignore[arg-type]


def ids(index: Index, text: str, **options: object) -> list[str]:
    """The ids it finds, best first."""
    return [match.id for match in ask(index, text, **options).matches]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An index over the invented papers, and its writer."""
    made = Index.open(tmp_path / "index")
    made.write(PAPERS, "7-0")
    yield made
    made.release()
