"""Splitting: a part of a paper that listings were falsely merged into becomes a paper of its own; ingest tells the two apart from then on.

What people did (votes, saves, posts, threads) stays with the paper that keeps the id: it was done under that.
"""

from collections.abc import Iterable, Sequence

import msgspec

from core.dedup import SURE, Keys, keys_of, paper_id, stable_id
from core.dedup.parts import Part, pack, unpack, without
from core.errors import BadCommand, RecordDown
from core.ingest.settle import ask_for_name, stand
from core.model import Call, Paper
from core.scope import limited, news
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.papers.papers import Kept, Papers

TRIES = 50
"""Times that a split is decided again because a listing changed the paper first."""

BUSY = "Too many lists bring this paper right now. Try again."

CHANGED = "That paper was split already. Ask for its list again."


class _Fields:
    """Fields of hashes as the record has them, and as a step is to have them."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._was: dict[tuple[str, str], str] = {}
        self._now: dict[tuple[str, str], str] = {}

    def get(self, key: str, field: str) -> str:
        if (key, field) not in self._now:
            self._was[key, field] = self._now[key, field] = str(self._record.text.hget(key, field) or "")
        return self._now[key, field]

    def put(self, key: str, field: str, value: str) -> None:
        self._now[key, field] = value

    def write(self, step: Step) -> None:
        """Have a step expect what was read, and write what is otherwise now."""
        for (key, field), was in self._was.items():
            step.expect(key, field, was)
            if now := self._now[key, field]:
                step.write("HSET", key, field, now) if now != was else None
            elif was:
                step.write("HDEL", key, field)


class Splitting:
    """What listings told apart of a record's papers, and the step that splits them."""

    def __init__(self, record: Record) -> None:
        self._record, self._papers = record, Papers(record)

    def parts(self, paper_id: str) -> tuple[Part, ...]:
        """What listings told apart of a paper: the first part keeps its id."""
        kept = self._papers.kept(paper_id)
        return unpack(kept.parts) if kept else ()

    def is_mixed(self, paper_id: str) -> bool:
        """Whether anything was merged into a paper by its likeness that was not kept apart, as by an earlier Paperboy."""
        parted = {_note(place) for part in self.parts(paper_id) for place in part.places}
        notes = self._record.text.hgetall(keys.merged(paper_id))
        unsure = (msgspec.json.decode(note) for place, note in notes.items() if place not in parted)
        return any(note["why"] not in SURE and not note.get("scope") for note in unsure)

    def split(self, paper_id: str, prints: Sequence[str], call: Call, act: Act) -> list[str]:
        """Make papers of the parts with these prints; returns their ids. A delivery that did it before is refused."""
        if self._record.has_done(call.delivery):
            raise BadCommand(CHANGED)
        for _ in range(TRIES):
            kept = self._papers.kept(paper_id)
            parts = unpack(kept.parts) if kept else ()
            taken = [part for part in parts[1:] if part.prints[0] in prints]
            if kept is None or len(taken) < len(prints):
                raise BadCommand(CHANGED)
            names = self._names(kept.paper.id, taken)
            step = self._step(
                kept, [part for part in parts if part not in taken], dict(zip(names, taken, strict=True)), call
            )
            noted = msgspec.structs.replace(act, about=f"{act.about}: {', '.join(names)}")
            if self._record.commit_once(audited(step, noted), call.delivery):
                return names
        raise RecordDown(BUSY)

    def _names(self, old: str, taken: Sequence[Part]) -> list[str]:
        """The ids that parts get as papers: their own where these are free."""
        names = list[str]()
        for part in taken:
            own = paper_id(part.paper)
            is_known = own in names or own == old or self._papers.moved([own]) or self._papers.get(own)
            names.append(stable_id(f"{old} {part.prints[0]}") if is_known else own)
        return names

    def _step(self, kept: Kept, left: Sequence[Part], new: dict[str, Part], call: Call) -> Step:
        old = kept.paper
        rest = without(old, left, list(new.values()))
        apart = {name: {old.id, *new} - {name} for name in new} | {old.id: {*kept.apart.split(), *new}}
        step = Step("paper", " ".join((old.id, *new))).expect(keys.paper(old.id), "rev", str(kept.rev))
        step.expect(keys.TALLIES, old.id, kept.standing)
        fields, now = _Fields(self._record), call.now.timestamp()
        changed = msgspec.structs.replace(kept, paper=rest, rev=kept.rev + 1, parts=pack(left))
        written = [(changed, apart[old.id])]
        for name, part in new.items():
            paper = msgspec.structs.replace(part.paper, id=name)
            origin = part.places[0] if part.places else ""
            written.append((Kept(paper, 1, origin, "", pack([part])), apart[name]))
            step.expect_free(keys.paper(name)).write("HSET", keys.paper(name), "born", int(now * 1000))
            self._move_notes(step, old.id, name, part)
        _share_keys(step, fields, old.id, left, new)
        for day in {seen.day for seen in news(old)} - {seen.day for seen in news(rest)}:
            step.write("ZREM", keys.day(day), old.id)
        if not limited(rest):
            step.write("SREM", keys.LIMITED, old.id)
        for text, others in written:
            _write(step, text, others)
            stand(step, text, (), self._record.half_life, now)
            ask_for_name(step, text.paper.id, keys_of(text.paper).ids)
        fields.write(step)
        return step

    def _move_notes(self, step: Step, old: str, name: str, part: Part) -> None:
        """Take along why the entries of a part were merged, but for the one that makes the paper now."""
        notes = self._record.text.hgetall(keys.merged(old))
        for number, place in enumerate(map(_note, part.places)):
            if place in notes:
                step.write("HDEL", keys.merged(old), place)
                if number:
                    step.write("HSET", keys.merged(name), place, notes[place])


def _write(step: Step, kept: Kept, apart: Iterable[str]) -> None:
    key = keys.paper(kept.paper.id)
    step.write("HSET", key, "data", kept.paper, "rev", kept.rev, "origin", kept.origin)
    step.write("HSET", key, "parts", kept.parts, "apart", " ".join(sorted(apart)))


def _share_keys(step: Step, fields: _Fields, old: str, left: Sequence[Part], new: dict[str, Part]) -> None:
    """Put new papers under their keys, before others, for many may have a title; the old one leaves those that it has no more."""
    stays = [claimed for part in left for claimed in _keys(part.paper)]
    ids, words = ({name for claimed in stays for name in getattr(claimed, kind)} for kind in ("ids", "words"))
    posted = {place for claimed in stays for place in _posted(claimed)}
    for name, part in new.items():
        for claimed in _keys(part.paper):
            for claim in claimed.ids:
                if claim not in ids and fields.get(keys.ids(), claim) in ("", old):
                    fields.put(keys.ids(), claim, name)
            for place in _posted(claimed):
                gone = {name} if place in posted else {name, old}
                others = (owner for owner in fields.get(*place).split() if owner not in gone)
                fields.put(*place, " ".join((name, *others)))
            for word in claimed.words:
                step.write("SADD", f"{keys.words()}{word}", name)
                if word not in words:
                    step.write("SREM", f"{keys.words()}{word}", old)


def _keys(paper: Paper) -> list[Keys]:
    """The keys of a paper under each of its titles."""
    return [keys_of(msgspec.structs.replace(paper, title=title)) for title in (paper.title, *paper.also)]


def _posted(claimed: Keys) -> list[tuple[str, str]]:
    """Where papers stand beside others under one key: the title, the shingles."""
    titles = [(keys.titles(), claimed.title)] if claimed.title else []
    return [*titles, *((keys.shingle(shingle), shingle) for shingle in claimed.shingles)]


def _note(place: str) -> str:
    """The field that a place in a listing has among the notes of what was merged."""
    content, _, number = place.rpartition(":")
    return f"{content[:16]}:{number}"
