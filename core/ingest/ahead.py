"""What the record will hold once the steps that are on their way are committed, so that many entries go in one round trip.

A step that fails after all (somebody else was first) makes those that counted on it fail too: their checks name what it would have written.
"""

from collections import Counter, defaultdict

import msgspec

from core.dedup import CANDIDATES, RARE, Keys
from core.ingest.candidates import Looked
from core.store.engine import keys
from core.store.engine.step import Step
from core.store.papers.papers import Kept


class Ahead:
    """The papers that the steps on their way make or change, and the keys they put them under."""

    def __init__(self) -> None:
        self._noted: list[tuple[Step, Kept]] = []  # of this portion
        self._fields: dict[tuple[str, str], str] = {}
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        self._papers: dict[str, Kept] = {}
        self._data: dict[str, str] = {}

    def look(self, looked: Looked, wanted_keys: Keys, own_id: str) -> Looked:
        """What `looked` will be when its step's turn comes."""
        ids, titles = keys.ids(looked.space), keys.titles(looked.space)
        by_id = tuple(self._fields.get((ids, c), owner) for c, owner in zip(wanted_keys.ids, looked.by_id, strict=True))
        by_title = self._fields.get((titles, wanted_keys.title), looked.by_title)
        by_shingle = tuple(
            self._fields.get((keys.shingle(s, looked.space), s), owners)
            for s, owners in zip(wanted_keys.shingles, looked.by_shingle, strict=True)
        )
        made = {word: self._words.get(f"{keys.words(looked.space)}{word}", []) for word in looked.sizes}
        sizes = {word: size + len(made[word]) for word, size in looked.sizes.items()}
        owned = (*by_id, by_title, *by_shingle)
        likely = [*(i for owners in owned for i in owners.split()), *_sharing(looked, made)]
        added = {self._papers[i].paper.id: self._papers[i] for i in likely if i in self._papers}
        earlier = [self._papers.get(kept.paper.id, kept) for kept in looked.kept]
        likeliest = (*list(added.values())[:CANDIDATES], *(kept for kept in earlier if kept.paper.id not in added))
        taken = looked.id_taken or own_id in self._papers
        return msgspec.structs.replace(
            looked, by_id=by_id, by_title=by_title, by_shingle=by_shingle, sizes=sizes, id_taken=taken, kept=likeliest
        )

    def following(self) -> "Ahead":
        """What is ahead of the next portion, for which the record was asked before it had the steps of this one."""
        ahead = Ahead()
        for step, kept in self._noted:
            ahead.note(step, kept)
        ahead._noted = []
        return ahead

    def expect(self, step: Step, paper_id: str) -> None:
        """Expect that a paper is as a step on its way leaves it: the revision may become the same by another writer's step."""
        if data := self._data.get(keys.paper(paper_id)):
            step.expect(keys.paper(paper_id), "data", data)

    def note(self, step: Step, kept: Kept) -> None:
        """A step will make or change a paper; where it puts that paper is read off the step itself."""
        self._noted.append((step, kept))
        self._papers[kept.paper.id] = kept
        for command, key, *rest in step.logged:
            if key == keys.MOVED:
                self._papers[rest[0]] = kept
            elif command == "SADD":
                self._words[key].append(rest[0])
            elif command == "HSET" and rest[0] == "data":
                self._data[key] = rest[1]
            elif command == "HSET" and len(rest) == 2:
                self._fields[key, rest[0]] = rest[1]


def _sharing(looked: Looked, made: dict[str, list[str]]) -> list[str]:
    """The papers of this batch that share a rare word or two others, the likeliest first, as lookup.lua weighs them."""
    weight: Counter[str] = Counter()
    for word, size in looked.sizes.items():
        weight.update({i: 2 if size + len(made[word]) <= RARE else 1 for i in made[word]})
    return [paper_id for paper_id, heavy in weight.most_common(CANDIDATES) if heavy > 1]
