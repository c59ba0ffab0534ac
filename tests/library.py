"""A library of two thousand papers, made by a script, in the forms in which reference managers write one."""

import random
import re
import time
from collections.abc import Iterable
from datetime import date

from core.app import Paperboy
from core.ingest.arrivals import Arrivals
from core.model import Paper
from core.services.export import Format, export
from core.store.engine.record import Record
from core.store.papers.papers import Papers

SIZE = 2_000
NAMES = {"bibtex": "library.bib", "ris": "library.ris", "csl": "library.json"}
CPU_SECONDS = 10.0
"""What taking it in may cost, of the processor's time: a machine that others use too tells nothing by the clock on the wall."""

Known = tuple[str, str, tuple[str, ...], str, str, date | None]

_WORDS = (
    "amber basalt cedar delta ember fjord glacier harbour island juniper kelp lagoon meadow nectar orchid prairie quartz river summit"
    " tundra umbra valley willow xenon yarrow zephyr lattice sparse kernel routing graph neural spectral causal bayes tensor diffusion"
).split()
_OF_IT = re.compile(r" of \d+$")
_GIVEN = "Ada Bo Cy Dee Eli Fay Gus Hal Ida Jo Kim Lou Max Ned Oda Pia".split()
_FAMILY = "Okafor Berg Lind Meyer Novak Silva Tanaka Ueda Varga Wong Xu Young".split()


def library(size: int = SIZE) -> list[Paper]:
    """The papers: a third with an id of arXiv, a third with a DOI, a third with neither."""
    dice = random.Random(18)

    def words(count: int) -> str:
        return " ".join(dice.choice(_WORDS) for _ in range(count)).capitalize()

    return [
        Paper(
            str(n),
            f"{words(dice.randint(4, 8))} of {n}",
            " ".join(f"{words(12)}." for _ in range(6)),
            tuple(f"{dice.choice(_GIVEN)} {dice.choice(_FAMILY)}" for _ in range(dice.randint(1, 5))),
            arxiv=f"{dice.randint(15, 24)}01.{n:05d}" if n % 3 == 0 else "",
            doi=f"10.5555/library.{n}" if n % 3 == 1 else "",
            published=date(dice.randint(1995, 2024), dice.randint(1, 12), 1),
        )
        for n in range(size)
    ]


def written(form: Format, papers: list[Paper]) -> bytes:
    """The library as a file."""
    return export(papers, form).encode()


def settle_all(app: Paperboy) -> None:
    """Do all that waits to be ingested, as a worker does."""
    for todo in app.of(Arrivals).todo():
        app.ingest_slice(todo.id, todo.at)


def known(app: Paperboy) -> list[Known]:
    """What is known of each paper of the library that the record holds, in the order of the titles."""
    store = app.of(Papers)
    return told([paper for paper in store.get_many(store.ids()).values() if _OF_IT.search(paper.title)])


def told(papers: Iterable[Paper]) -> list[Known]:
    """The same of the papers themselves."""
    rows = [(p.title, p.abstract, p.authors, p.arxiv, p.doi, p.published) for p in papers]
    return sorted(rows, key=lambda row: row[0])


def processor_seconds(record: Record) -> float:
    """The processor's time that this process and the record's server have taken so far."""
    return time.process_time() + float(record.raw.info("cpu")["used_cpu_user"])
