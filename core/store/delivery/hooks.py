"""The addresses of incoming webhooks, apart from everything else: digests name one by its short id alone.

An address is a secret, for who has it can post. It stands here and in backups, and is never shown, logged or exported.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from hashlib import blake2b
from secrets import token_hex

import msgspec

from core.model import Person, Place
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.subscriptions.model import WEBHOOK

UNUSED_FOR = timedelta(days=2)
"""How long an address is kept to which no digest goes: longer than stopping one can be undone."""


class Hook(msgspec.Struct, frozen=True):
    """An incoming webhook: its short id, its address, who gave it, when, and the key by which our JSON is signed."""

    id: str
    address: str
    owner: Person
    at: datetime
    key: str

    def __repr__(self) -> str:
        return f"Hook({self.id})"

    @property
    def place(self) -> Place:
        """It as a place that digests go to."""
        return Place(WEBHOOK, "", self.id)


class Hooks(Keeper):
    """The webhooks of a record."""

    @property
    def _hooks(self) -> Table[Hook]:
        return Table(self._record, keys.HOOKS, Hook)

    def keep(self, address: str, owner: Person, now: datetime) -> Hook:
        """Keep an address; the same one of the same person has the same id."""
        name = keys.name(owner)
        hook_id = blake2b(f"{name} {address}".encode(), digest_size=5).hexdigest()
        if kept := self.get(hook_id):
            return kept
        hook = Hook(hook_id, address, owner, now, token_hex(32))
        step = Step("hook", hook_id, name).expect(keys.HOOKS, hook_id, "")
        self._record.commit(step.write("HSET", keys.HOOKS, hook_id, hook))
        return self.get(hook_id) or hook

    def forget(self, hook: Hook) -> None:
        """Forget one address."""
        self._record.commit(_dropping(hook))

    def get(self, hook_id: str) -> Hook | None:
        """One webhook, or None."""
        return self._hooks.get(hook_id)

    def all(self) -> list[Hook]:
        """All of them, the oldest first."""
        return sorted(self._hooks.all().values(), key=lambda hook: (hook.at, hook.id))

    def erase(self, person: Person) -> None:
        """Forget the addresses that a person gave."""
        self._record.commit(*(_dropping(hook) for hook in self.all() if hook.owner == person))

    def prune(self, used: Callable[[], Collection[Place]], now: datetime) -> None:
        """Forget the addresses that no digest goes to, some time after they were given."""
        if old := [hook for hook in self.all() if now - hook.at > UNUSED_FOR]:
            places = used()
            unused = (hook for hook in old if hook.place not in places)
            # a digest may have been given one meanwhile
            self._record.commit(*(_dropping(hook).expect_size(keys.subscribed(hook.place), 0) for hook in unused))


def _dropping(hook: Hook) -> Step:
    return Step("hook", hook.id, keys.name(hook.owner)).write("HDEL", keys.HOOKS, hook.id)
