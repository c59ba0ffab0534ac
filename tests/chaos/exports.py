"""Exports of hostile papers: every format is read by the program it is for, and each title comes out as it went in."""

import argparse
import random
import time
from datetime import date

from core.model import Paper
from core.services.export import export
from core.text.cleaning import clean
from core.text.names import known_names
from tests.core.services.export.readers import FORMATS, same_titles
from tests.core.services.export.test_reference_managers import hostile_title
from tests.hostile import body, name, title

BATCH = 1_000


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a tool refused a file, or read another title than ours."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos exports")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(argv)
    dice = random.Random(asked.seed)
    wrong = done = 0
    while done < asked.count:
        papers = [_paper(dice, number) for number in range(min(BATCH, asked.count - done))]
        for form in FORMATS:
            found = _outcome(papers, form)
            wrong += bool(found)
            if found:
                print(f"seed {asked.seed}, from number {done}, {form}: {found}")
        done += len(papers)
    print(
        f"seed {asked.seed}, {done:,} hostile papers through {len(FORMATS)} formats: {wrong} files of {BATCH:,} wrong"
    )
    return int(wrong > 0)


def _paper(dice: random.Random, number: int) -> Paper:
    written = hostile_title(dice) if dice.random() < 0.5 else clean(title(dice))
    names = known_names(name(dice) for _ in range(dice.randint(0, 3)))
    day = dice.choice((None, date(2024, 1, 1), date(2024, 3, 7)))
    return Paper(f"p{number}", written or "Kites", clean(body(dice)), names, published=day, categories=("cs.LG",))


def _outcome(papers: list[Paper], form: str) -> str:
    """What is wrong with an export, or ''."""
    try:
        return same_titles(papers, export(papers, form), form)  # type: ignore[arg-type]
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
