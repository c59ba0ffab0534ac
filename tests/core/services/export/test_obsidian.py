"""The notes for Obsidian, as python-frontmatter reads them: properties are what is known, and no title breaks out of its place."""

import random
from datetime import date

from core.model import KeptEntry, Paper
from core.services.export.obsidian import obsidian
from tests.core.services.export.readers import noted, notes, same_titles
from tests.core.services.export.test_reference_managers import hostile_title

KITES = Paper(
    "2611.00001", "Kites: a [[survey]]", "We fly *them*.", ("Ada Byron", "Emmy Noether"), "https://arxiv.org/abs/2611.00001",
    arxiv="2611.00001", published=date(2026, 11, 20), categories=("cs.LG",), code="https://github.com/a/b",
)  # fmt: skip
LAMPS = Paper("p2", "Lamps")


def test_a_note_has_what_is_known_as_properties_and_the_abstract_as_text() -> None:
    kept = {
        KITES.id: KeptEntry(
            saved=True, read=True, tags=("to read", "2026"), notes=("Check table 2",), lists=("Friday club",)
        )
    }
    texts = notes(obsidian([KITES, LAMPS], kept))
    assert list(texts) == ["@byron2026kites.md", "@lamps.md"]
    note = texts["@byron2026kites.md"]
    assert note.metadata == {
        "title": "Kites: a [[survey]]",
        "aliases": ["Kites: a [[survey]]"],
        "citekey": "byron2026kites",
        "authors": ["Ada Byron", "Emmy Noether"],
        "year": 2026,
        "published": "2026-11-20",
        "arxiv": "2611.00001",
        "url": "https://arxiv.org/abs/2611.00001",
        "code": "https://github.com/a/b",
        "categories": ["cs.LG"],
        "tags": ["to-read", "t2026"],
        "lists": ["Friday club"],
        "read": True,
    }
    assert "# Kites: a \\[\\[survey\\]\\]" in note.content and "We fly \\*them\\*." in note.content
    assert note.content.endswith("## Notes\n\nCheck table 2")
    assert "read" not in texts["@lamps.md"].metadata and "unknown" in texts["@lamps.md"].metadata


def test_hostile_titles_come_through_as_they_are() -> None:
    dice = random.Random(8)
    papers = [Paper(f"p{n}", hostile_title(dice) or "Kites", abstract=hostile_title(dice)) for n in range(300)]
    assert not same_titles(papers, noted(obsidian(papers, {})))


def test_a_vault_of_the_same_papers_is_the_same_bytes() -> None:
    assert obsidian([KITES], {}) == obsidian([KITES], {})
