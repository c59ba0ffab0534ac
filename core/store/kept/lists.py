"""Lists of papers that people share: each of a workspace or server, or of one place in it. A deleted one can be brought back for a day."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b

import msgspec

from core.errors import RecordDown
from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table

UNDONE_WITHIN = timedelta(days=1)
"""How long deleting a list can be undone."""

TRIES = 20

BUSY = "That list is being changed elsewhere right now. Nothing was changed; try again."


class SharedList(msgspec.Struct, frozen=True, omit_defaults=True):
    """A list: what it is called, the scope of those who may see and fill it, and who made it (a name as in keys, '' for one forgotten).

    `personal`: it was made where its maker is alone; `deleted` is since when it is deleted, None where it is not.
    """

    id: str
    name: str
    scope: str
    maker: str
    made: datetime
    personal: bool = False
    deleted: datetime | None = None


class ListRow(msgspec.Struct, frozen=True):
    """A paper on a list: since when, and who put it there (a name as in keys, '' for one forgotten)."""

    paper_id: str
    at: datetime
    by: str = ""


class SharedLists(Keeper):
    """The shared lists of a record."""

    @property
    def _lists(self) -> Table[SharedList]:
        return Table(self._record, keys.LISTS, SharedList)

    def new(
        self, name: str, scope: str, maker: Person, at: datetime, delivery: str, *, personal: bool
    ) -> SharedList | None:
        """Make a list; None where those of the scope have one of that name. A delivery that did it before gives the same."""
        list_id = blake2b(delivery.encode(), digest_size=5).hexdigest()
        made = SharedList(list_id, name, scope, keys.name(maker), at, personal)
        if kept := self.get(made.id):
            return kept
        step = Step("list", made.id, made.maker).expect(keys.LISTS, made.id, "")
        step.expect(keys.LIST_NAMES, _place(made), "").write("HSET", keys.LIST_NAMES, _place(made), made.id)
        step.write("SADD", keys.lists_in(scope), made.id).write("SADD", keys.lists_by(maker), made.id)
        return made if self._record.commit(step.write("HSET", keys.LISTS, made.id, made))[0] else None

    def get(self, list_id: str) -> SharedList | None:
        """One list, deleted or not; None where there is none."""
        return self._lists.get(list_id)

    def of_scopes(self, scopes: Iterable[str], *, deleted: bool = False) -> list[SharedList]:
        """The lists that those see who may see these scopes, by name; the deleted ones instead, the newest first."""
        ids = sorted({i for scope in sorted(scopes) for i in self._text.smembers(keys.lists_in(scope))})
        lists = self._lists.get_many(ids).values()
        if deleted:
            gone = [(shared_list.deleted, shared_list.id, shared_list) for shared_list in lists if shared_list.deleted]
            return [shared_list for *_, shared_list in sorted(gone, key=lambda row: row[:2], reverse=True)]
        return sorted((shared_list for shared_list in lists if not shared_list.deleted), key=_by_name)

    def made_by(self, person: Person) -> list[SharedList]:
        """The lists that a person made, by name."""
        lists = self._lists.get_many(self._text.smembers(keys.lists_by(person))).values()
        return sorted((shared_list for shared_list in lists if not shared_list.deleted), key=_by_name)

    def papers(self, shared_list: SharedList) -> list[ListRow]:
        """What stands on a list, the newest first."""
        rows = Table(self._record, keys.listed(shared_list.id), ListRow).all().values()
        return sorted(rows, key=lambda row: (row.at, row.paper_id), reverse=True)

    def add(self, shared_list: SharedList, paper_id: str, person: Person, at: datetime, delivery: str = "") -> bool:
        """Put a paper on a list; False where it was there before. A delivery that did it before changes nothing."""
        row = ListRow(paper_id, at, keys.name(person))
        step = Step("list", shared_list.id, row.by).expect(keys.LISTS, shared_list.id, shared_list)
        step.expect(keys.listed(shared_list.id), paper_id, "")
        step.write("HSET", keys.listed(shared_list.id), paper_id, row)
        step.write("SADD", keys.listed_by(person), f"{shared_list.id} {paper_id}")
        return self._record.commit_once(step, delivery, "list")

    def remove(self, shared_list: SharedList, ids: Iterable[str], person: Person, delivery: str = "") -> bool:
        """Take a paper off a list, by all its ids; otherwise as `add`."""
        step = Step("list", shared_list.id, keys.name(person)).expect(keys.LISTS, shared_list.id, shared_list)
        rows = Table(self._record, keys.listed(shared_list.id), ListRow)
        for paper_id in ids:
            row = rows.get(paper_id)
            step.expect(keys.listed(shared_list.id), paper_id, row or "")
            if row:
                _unlisted(step, shared_list.id, row)
        return self._record.commit_once(step, delivery, "list")

    def rename(self, shared_list: SharedList, name: str, person: Person, delivery: str = "") -> bool:
        """Call a list otherwise; False where those of its scope have one of that name, or somebody changed it meanwhile."""
        renamed = msgspec.structs.replace(shared_list, name=name)
        step = self._changing(shared_list, renamed, person)
        if _place(shared_list) != _place(renamed):
            step.expect(keys.LIST_NAMES, _place(renamed), "").write("HDEL", keys.LIST_NAMES, _place(shared_list))
        step.write("HSET", keys.LIST_NAMES, _place(renamed), shared_list.id)
        return self._record.commit_once(step, delivery, "list")

    def delete(self, shared_list: SharedList, person: Person, at: datetime, delivery: str = "") -> bool:
        """Delete a list, with what stands on it; False where somebody changed it meanwhile."""
        step = self._changing(shared_list, msgspec.structs.replace(shared_list, deleted=at), person)
        step.write("HDEL", keys.LIST_NAMES, _place(shared_list))
        step.write("ZADD", keys.LISTS_DELETED, at.timestamp(), shared_list.id)
        return self._record.commit_once(step, delivery, "list")

    def bring_back(self, shared_list: SharedList, person: Person, delivery: str = "") -> bool:
        """Undo the deletion of a list; False where those of its scope have another of its name now."""
        step = self._changing(shared_list, msgspec.structs.replace(shared_list, deleted=None), person)
        step.expect(keys.LIST_NAMES, _place(shared_list), "")
        step.write("HSET", keys.LIST_NAMES, _place(shared_list), shared_list.id)
        return self._record.commit_once(step.write("ZREM", keys.LISTS_DELETED, shared_list.id), delivery, "list")

    def prune(self, now: datetime) -> None:
        """Forget the deleted lists whose day is over."""
        before = (now - UNDONE_WITHIN).timestamp()
        for gone in self._text.zrange(keys.LISTS_DELETED, "-inf", before, byscore=True, offset=0, num=100):
            self._drop(gone)

    def erase(self, person: Person) -> int:
        """Forget who made which list, and who put what on one: lists of the person alone go, those of others go on; returns how many
        a person made.
        """
        name, made = keys.name(person), sorted(self._text.smembers(keys.lists_by(person)))
        for list_id in made:
            self._leave(list_id, name)
        for member in sorted(self._text.smembers(keys.listed_by(person))):
            list_id, _, paper_id = member.partition(" ")
            key, step = keys.listed(list_id), Step("list", list_id, name).write("SREM", keys.listed_by(person), member)
            row = Table(self._record, key, ListRow).get(paper_id)
            if row and row.by == name:
                step.expect(key, paper_id, row).write("HSET", key, paper_id, msgspec.structs.replace(row, by=""))
            self._record.commit(step)
        return len(made)

    def _leave(self, list_id: str, name: str) -> None:
        """Have a list without its maker; one that was theirs alone is dropped."""
        for _ in range(TRIES):
            shared_list = self.get(list_id)
            if shared_list is None or shared_list.personal or shared_list.deleted:
                self._drop(list_id)
                return
            step = self._changing(shared_list, msgspec.structs.replace(shared_list, maker=""), keys.person(name))
            if self._record.commit(step.write("SREM", keys.lists_by(keys.person(name)), list_id))[0]:
                return
        raise RecordDown(BUSY)

    def _drop(self, list_id: str) -> None:
        shared_list = self.get(list_id)
        if shared_list is None:
            return
        step = Step("list", list_id, shared_list.maker).expect(keys.LISTS, list_id, shared_list)
        for row in self.papers(shared_list):
            _unlisted(step, list_id, row)
        if not shared_list.deleted:
            step.write("HDEL", keys.LIST_NAMES, _place(shared_list))
        if shared_list.maker:
            step.write("SREM", keys.lists_by(keys.person(shared_list.maker)), list_id)
        step.write("SREM", keys.lists_in(shared_list.scope), list_id).write("ZREM", keys.LISTS_DELETED, list_id)
        self._record.commit(step.write("DEL", keys.listed(list_id)).write("HDEL", keys.LISTS, list_id))

    def _changing(self, shared_list: SharedList, changed: SharedList, person: Person) -> Step:
        """The step that changes a list, if it still is as it was read."""
        step = Step("list", shared_list.id, keys.name(person)).expect(keys.LISTS, shared_list.id, shared_list)
        step = step.by(shared_list.maker) if shared_list.maker else step
        return step.write("HSET", keys.LISTS, shared_list.id, changed)


def _unlisted(step: Step, list_id: str, row: ListRow) -> None:
    """Write into a step that a paper is off a list, and off what its person put on lists."""
    if row.by:
        step.by(row.by).write("SREM", keys.listed_by(keys.person(row.by)), f"{list_id} {row.paper_id}")
    step.write("HDEL", keys.listed(list_id), row.paper_id)


def _by_name(shared_list: SharedList) -> tuple[str, str]:
    return shared_list.name.casefold(), shared_list.id


def _place(shared_list: SharedList) -> str:
    """A list's name in its scope, however it is capitalised."""
    return f"{shared_list.scope}|{shared_list.name.casefold()}"
