"""A thousand damaged files (`make check`: two hundred), invented and recorded: each gives a parse or one clear error."""

import lzma
import random
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from core.errors import PaperboyError
from core.model import Listing
from core.parsing import listed_day, parse
from core.text.cleaning import clean
from tests.conftest import SHARED
from tests.core.parsing.samples import SAMPLES
from tests.fuzz import mutate

ROUNDS = 40


@cache
def recorded() -> list[bytes]:
    """The recordings, where they are: every small one, and three days of Hugging Face's API."""
    feeds = SHARED / "data" / "feeds"
    days = sorted((feeds / "hf_daily_papers").glob("*.xz"))
    small = [
        path for path in feeds.rglob("*") if path.is_file() and path.stat().st_size < 50_000 and path.suffix != ".xz"
    ]
    return [
        *(path.read_bytes() for path in sorted(small)),
        *(lzma.decompress(path.read_bytes()) for path in days[::40]),
    ]


def assert_fit_to_show(digest: Listing) -> None:
    assert digest.entries
    assert not set(" :") & set(digest.source)
    for entry in digest.entries:
        texts = [
            entry.title,
            entry.abstract,
            entry.summary,
            entry.url,
            entry.code,
            entry.project,
            entry.arxiv,
            entry.doi,
        ]
        assert entry.title
        assert entry.line > 0
        for text in (*texts, *entry.authors, *entry.categories, *entry.keywords):
            assert clean(text) == text
            text.encode()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_damaged_file_is_read_or_refused_in_one_sentence(seed: int) -> None:
    dice = random.Random(seed)
    files = [*SAMPLES.values(), *recorded()]
    for _ in range(settings().max_examples // 2):
        damaged = mutate(dice.choice(files), dice)
        try:
            digest = parse(damaged, "damaged.txt")
            listed_day(digest, date(2026, 8, 21))
        except PaperboyError as error:
            assert str(error).startswith("damaged.txt ")
            assert "\n" not in str(error)
        else:
            assert_fit_to_show(digest)


def test_the_same_dice_do_the_same_damage() -> None:
    first, second = ([mutate(data, random.Random(7)) for data in SAMPLES.values()] for _ in range(2))
    assert first == second
    assert first != list(SAMPLES.values())


def test_recordings_are_damaged_too_where_they_are(shared: Path) -> None:
    assert len(recorded()) >= 8
