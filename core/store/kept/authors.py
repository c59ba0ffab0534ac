"""The authors that people follow."""

import msgspec

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.subscriptions.authors import FollowedAuthor, key_of


class FollowedAuthors:
    """The followed authors of a record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def follow(self, person: Person, author: FollowedAuthor, delivery: str = "") -> None:
        """Follow an author, in the place of one of the same name; a delivery that did it before changes nothing."""
        row = msgspec.json.encode(author).decode()
        step = Step("follow", key_of(author.name), keys.name(person))
        self._commit(step.write("HSET", keys.followed(person), key_of(author.name), row), delivery)

    def unfollow(self, person: Person, name: str, delivery: str = "") -> None:
        """Follow an author no more."""
        step = Step("follow", key_of(name), keys.name(person))
        self._commit(step.write("HDEL", keys.followed(person), key_of(name)), delivery)

    def get(self, person: Person, name: str) -> FollowedAuthor | None:
        """Whom a person follows by a name; None for nobody."""
        row = self._record.text.hget(keys.followed(person), key_of(name))
        return msgspec.json.decode(row, type=FollowedAuthor) if row else None

    def of_person(self, person: Person) -> list[FollowedAuthor]:
        """Whom a person follows, by name."""
        rows = self._record.text.hvals(keys.followed(person))
        return sorted(
            (msgspec.json.decode(row, type=FollowedAuthor) for row in rows), key=lambda author: author.name.casefold()
        )

    def erase(self, person: Person) -> None:
        """Forget whom a person follows."""
        if self._record.text.exists(keys.followed(person)):
            self._record.commit(Step("follow", who=keys.name(person)).write("DEL", keys.followed(person)))

    def _commit(self, step: Step, delivery: str) -> None:
        self._record.commit(step.once(keys.press(delivery, "follow")) if delivery else step)
