"""What a model made of papers' titles and abstracts: a vector each, in the order of its papers. Made again where it is lost, so not logged.

A vector is one of a title and an abstract and of a model: where these change, it stands no more.
"""

from collections.abc import Iterable, Mapping

from core.model import Paper
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.papers.lines import text_print

AT_ONCE = 200


class PaperVectors(Keeper):
    """The vectors of a record, packed (core/subscriptions/learning/meaning.py)."""

    @property
    def model(self) -> str:
        """Whose vectors these are: a hash of a model's files; '' where there are none."""
        return self._text.hget(keys.VECTORS, "model") or ""

    def of(self, papers: Iterable[Paper]) -> dict[str, str]:
        """The vectors of papers as these are now, by id; those that have none are left out."""
        now, vectors = {paper.id: text_print(paper) for paper in papers}, dict[str, str]()
        for at in range(0, len(now), AT_ONCE):
            ids = list(now)[at : at + AT_ONCE]
            for paper_id, row in zip(ids, self._text.hmget(keys.VECTORS, ids), strict=True):
                of, _, vector = (row or "").partition(" ")
                if vector and of == now[paper_id]:
                    vectors[paper_id] = vector
        return vectors

    def put(self, model: str, vectors: Mapping[Paper, str]) -> None:
        """Keep the vectors of papers. Those of another model go."""
        step = Step("vectors")
        if self.model != model:
            step.note("DEL", keys.VECTORS).note("HSET", keys.VECTORS, "model", model)
        for paper, vector in vectors.items():
            step.note("HSET", keys.VECTORS, paper.id, f"{text_print(paper)} {vector}")
        self._record.commit(step)
