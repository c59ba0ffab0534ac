"""What the record will hold once the steps of this batch are committed, so that a hundred entries go in one round trip.

A step that fails after all (somebody else was first) makes those that counted on it fail too: their checks name what it would have written.
"""

from collections import Counter, defaultdict

import msgspec

from core.dedup import CANDIDATES, RARE, Keys
from core.store import keys
from core.store.papers import Kept, Looked
from core.store.step import Step


class Ahead:
    """The papers this batch has made or changed so far, and the keys it has put them under."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._shingles: dict[str, str] = {}
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        self._papers: dict[str, Kept] = {}

    def look(self, looked: Looked, wanted: Keys, own_id: str) -> Looked:
        """What `looked` will be when its step's turn comes."""
        by_id = tuple(self._ids.get(claim, owner) for claim, owner in zip(wanted.ids, looked.by_id, strict=True))
        by_title = self._titles.get(wanted.title, looked.by_title)
        by_shingle = tuple(
            self._shingles.get(s, owners) for s, owners in zip(wanted.shingles, looked.by_shingle, strict=True)
        )
        sizes = {
            word: size + len(self._words[word]) if word in self._words else size for word, size in looked.sizes.items()
        }
        likely = [
            *by_id,
            *by_title.split(),
            *(i for owners in by_shingle for i in owners.split()),
            *self._sharing(looked),
        ]
        added = [self._papers[i] for i in dict.fromkeys(likely) if i in self._papers]
        known = {kept.paper.id for kept in added}
        found = (
            *added[:CANDIDATES],
            *(self._papers.get(k.paper.id, k) for k in looked.found if k.paper.id not in known),
        )
        taken = looked.id_taken or own_id in self._papers
        return msgspec.structs.replace(
            looked, by_id=by_id, by_title=by_title, by_shingle=by_shingle, sizes=sizes, id_taken=taken, found=found
        )

    def note(self, step: Step, kept: Kept) -> None:
        """A step of this batch will make or change a paper; where it puts that paper is read off the step itself."""
        self._papers[kept.paper.id] = kept
        for command, key, *rest in step.logged:
            if key == keys.IDS:
                self._ids[rest[0]] = rest[1]
            elif key == keys.TITLES:
                self._titles[rest[0]] = rest[1]
            elif key.startswith(keys.SHINGLE):
                self._shingles[rest[0]] = rest[1]
            elif command == "SADD" and key.startswith(keys.WORD):
                self._words[key.removeprefix(keys.WORD)].append(rest[0])

    def _sharing(self, looked: Looked) -> list[str]:
        """The papers of this batch that share a rare word or two others, the likeliest first, as lookup.lua weighs them."""
        weight: Counter[str] = Counter()
        for word, size in looked.sizes.items():
            made = self._words.get(word, ())
            weight.update({paper_id: 2 if size + len(made) <= RARE else 1 for paper_id in made})
        return [paper_id for paper_id, heavy in weight.most_common(CANDIDATES) if heavy > 1]
