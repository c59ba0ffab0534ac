"""The sites of two years: tens of papers a day, half as many in the second half; listed again, grown and corrected; one is away for days.

Half as many, so that what grows with papers can be told from what grows with days.
"""

import json
import random
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import unquote
from xml.sax.saxutils import escape

from core.feeds.habits import is_weekday, submitted
from tests.chaos.sites import ARXIV, HOLIDAYS, Clock, Sites, doi_of, id_of, title_of
from tests.factories import abstract
from tests.fakes.feedserver import Asked

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
        return arxiv | {f"doi:{doi_of(day, n)}" for day in self.days if _works(day) for n in self.numbers(day, 3)}

    def numbers(self, day: date, part: int = 1) -> range:
        """The numbers of a day's papers, or of the first `part`th of them; none before the first day and after the last."""
        if not self.days[0] <= day <= self.days[-1]:
            return range(0)
        return range(1, max(self.many // (2 if day >= self.middle else 1) // part, 1) + 1)

    def _spells(self, days: int) -> list[tuple[datetime, datetime, str]]:
        spells = super()._spells(days // 4)
        begin = self.clock.at + timedelta(days=round(days * self.dice.uniform(0.2, 0.7)))
        return [(begin, begin + AWAY, "500"), *spells]

    def _body(self, asked: Asked, *, empty: bool) -> bytes:
        if asked.path.startswith("/rss/"):
            return self._rss(empty=empty)
        if asked.path == "/api/query":
            return self._api(asked, empty=empty)
        day = date.fromisoformat(asked.query["date"] if "date" in asked.query else asked.path.split("/")[3])
        if "date" in asked.query:
            listed = self._upvoted(day) if asked.query["p"] == "0" and not empty else []
            return json.dumps(listed).encode()
        numbers = self.numbers(day, 3) if _works(day) and not empty and self._age(day) >= timedelta(hours=12) else ()
        rows = [_preprint(doi_of(day, n), day) for n in numbers]
        return json.dumps({"messages": [{"status": "ok"}], "collection": rows}).encode()

    def _age(self, day: date) -> timedelta:
        return self.clock.at - datetime(day.year, day.month, day.day, tzinfo=UTC)

    def _upvoted(self, day: date) -> list[dict[str, object]]:
        """A day's list, which grows until the evening; upvotes move once a day, and a title is corrected the day after."""
        if not is_weekday(day) or self._age(day) < timedelta():
            return []
        whole, days = self.numbers(day, 4), min(self._age(day).days, MOVES)
        shown = whole if self._age(day) >= timedelta(hours=18) else whole[: max(len(whole) // 2, 1)]
        return [_upvoted(id_of(day, n), days * 3 + n, corrected=days > 0 and n % 5 == 0) for n in shown]

    def _rss(self, *, empty: bool) -> bytes:
        day = ARXIV.today(self.clock.at - timedelta(minutes=10))
        days = [] if empty else self._announced(day)
        items = "".join(
            f"<item><title>{title_of(name)}</title><link>https://arxiv.org/abs/{name}</link>"
            f"<description>arXiv:{name}v1 Announce Type: new Abstract: {escape(_abstract(name))}</description></item>"
            for one in days
            for name in (id_of(one, n) for n in self.numbers(one))
        )
        return (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>cs.CL updates on arXiv.org</title>'
            f"<pubDate>{day:%a, %d %b %Y} 00:00:00 -0500</pubDate>{items}</channel></rss>"
        ).encode()

    def _api(self, asked: Asked, *, empty: bool) -> bytes:
        span = unquote(asked.query["search_query"]).partition("submittedDate:[")[2].rstrip("]").split()
        since, until = (datetime.strptime(part, "%Y%m%d%H%M").replace(tzinfo=UTC) for part in (span[0], span[-1]))
        near = [day for day in self.days if since.date() <= day <= until.date() + timedelta(days=9)]
        shown = {
            day
            for announced in near
            if announced <= ARXIV.today(self.clock.at)
            for day in self._announced(announced)
            if not empty and since <= submitted(day, ARXIV.zone)[0] + timedelta(hours=3) < until
        }
        entries = "".join(
            f"<entry><id>http://arxiv.org/abs/{name}v1</id><title>{title_of(name)}</title>"
            f"<summary>{escape(_abstract(name))}</summary></entry>"
            for day in sorted(shown)
            for name in (id_of(day, n) for n in self.numbers(day))
        )
        return (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>'
            f"<title>ArXiv Query</title>{entries}</feed>"
        ).encode()


_abstract = lru_cache(maxsize=2000)(abstract)


def _works(day: date) -> bool:
    return is_weekday(day) and day not in HOLIDAYS


def _upvoted(arxiv: str, votes: int, *, corrected: bool) -> dict[str, object]:
    title = f"{title_of(arxiv)} Mended" if corrected else title_of(arxiv)
    return {"paper": {"id": arxiv, "title": title, "summary": _abstract(arxiv), "upvotes": votes}, "title": title}


def _preprint(doi: str, day: date) -> dict[str, str]:
    return {"doi": doi, "title": title_of(doi), "abstract": _abstract(doi), "date": f"{day}", "version": "1"}
