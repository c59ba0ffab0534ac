"""The sites of two years: tens of papers a day, half as many in the second half; listed again, grown and corrected; one is away for days.

Half as many, so that what grows with papers can be told from what grows with days.
"""

import random
from datetime import date, datetime, timedelta
from functools import lru_cache

from core.feeds.habits import is_weekday
from tests.chaos.sites import Clock, Sites, doi_of, id_of, title_of, works
from tests.factories import abstract

AWAY = timedelta(hours=44)
"""For so long a site gives nothing, twice in a run: the operator has to hear of it."""

MOVES = 10
"""Days for which the upvotes of a list still change."""


class BusySites(Sites):
    """arXiv with `many` papers a weekday, Hugging Face with a quarter of them again, bioRxiv with a third as many of its own."""

    def __init__(self, clock: Clock, days: int, dice: random.Random, many: int) -> None:
        super().__init__(clock, days, dice)
        self.many, self.middle = many, self.days[len(self.days) // 2]

    def papers(self) -> set[str]:
        """Every paper that the sites listed in these days, as the record knows it."""
        arxiv = {f"arxiv:{id_of(day, n)}" for day in self.days if is_weekday(day) for n in self.numbers(day)}
        return arxiv | {f"doi:{doi_of(day, n)}" for day in self.days if works(day) for n in self.numbers(day, 3)}

    def numbers(self, day: date, part: int = 1) -> range:
        """The numbers of a day's papers, or of the first `part`th of them; none before the first day and after the last."""
        if not self.days[0] <= day <= self.days[-1]:
            return range(0)
        return range(1, max(self.many // (2 if day >= self.middle else 1) // part, 1) + 1)

    def _spells(self, days: int) -> list[tuple[datetime, datetime, str]]:
        spells = super()._spells(days // 4)
        begin = self.clock.at + timedelta(days=round(days * self.dice.uniform(0.2, 0.7)))
        return [(begin, begin + AWAY, "500"), *spells]

    def _upvoted(self, day: date) -> list[dict[str, object]]:
        """A day's list, which grows until the evening; upvotes move once a day, and a title is corrected the day after."""
        age = self.age(day)
        if not is_weekday(day) or age < timedelta():
            return []
        whole, days = self.numbers(day, 4), min(age.days, MOVES)
        shown = whole if age >= timedelta(hours=18) else whole[: max(len(whole) // 2, 1)]
        return [_upvoted(id_of(day, n), days * 3 + n, corrected=days > 0 and n % 5 == 0) for n in shown]

    def _preprints(self, day: date) -> list[dict[str, str]]:
        numbers = self.numbers(day, 3) if works(day) and self.age(day) >= timedelta(hours=12) else ()
        return [_preprint(doi_of(day, n), day) for n in numbers]

    def _submitted(self, day: date) -> list[str]:
        return [id_of(day, n) for n in self.numbers(day)]

    def _abstract(self, name: str) -> str:
        return _abstract(name)


_abstract = lru_cache(maxsize=2000)(abstract)


def _upvoted(arxiv: str, votes: int, *, corrected: bool) -> dict[str, object]:
    title = f"{title_of(arxiv)} Mended" if corrected else title_of(arxiv)
    return {"paper": {"id": arxiv, "title": title, "summary": _abstract(arxiv), "upvotes": votes}, "title": title}


def _preprint(doi: str, day: date) -> dict[str, str]:
    return {"doi": doi, "title": title_of(doi), "abstract": _abstract(doi), "date": f"{day}", "version": "1"}
