"""Exports of hostile papers: every format is read by the program it is for, and each title comes out as it went in."""

import argparse
import random
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from core.model import Paper
from core.services.export import Format, export
from core.services.export.obsidian import obsidian
from core.text.cleaning import clean
from core.text.names import known_names
from tests.core.services.export.readers import FORMATS, QUOTED, noted, read, same_titles
from tests.core.services.export.test_reference_managers import hostile_title
from tests.hostile import body, name, title

BATCH = 1_000

Check = Callable[[list[Paper]], str]
"""What is read otherwise than papers have it, in an export of them; '' for nothing."""


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
        for form, check in CHECKS.items():
            found = _outcome(papers, check)
            wrong += bool(found)
            if found:
                print(f"seed {asked.seed}, from number {done}, {form}: {found}")
        done += len(papers)
    print(f"seed {asked.seed}, {done:,} hostile papers through {len(CHECKS)} formats: {wrong} files of {BATCH:,} wrong")
    return int(wrong > 0)


def _paper(dice: random.Random, number: int) -> Paper:
    written = hostile_title(dice) if dice.random() < 0.5 else clean(title(dice))
    names = known_names(name(dice) for _ in range(dice.randint(0, 3)))
    day = dice.choice((None, date(2024, 1, 1), date(2024, 3, 7)))
    link, people = ("https://kites.example/a_(1)", names) if dice.random() < 0.5 else ("", ())
    return Paper(
        f"p{number}", written or "Kites", clean(body(dice)), people, link, published=day, categories=("cs.LG",)
    )


def _text(papers: list[Paper], form: Format) -> str:
    return same_titles(papers, read(export(papers, form), form), QUOTED if form == "csv" else "")


def _vault(papers: list[Paper]) -> str:
    return same_titles(papers, noted(obsidian(papers, {})))


CHECKS: Mapping[str, Check] = {**{form: partial(_text, form=form) for form in FORMATS}, "obsidian": _vault}


def _outcome(papers: list[Paper], check: Check) -> str:
    """What is wrong with an export, or ''."""
    try:
        return check(papers)
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
