"""The authors that people follow."""

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.subscriptions.authors import FollowedAuthor, key_of


class FollowedAuthors(Keeper):
    """The followed authors of a record."""

    def follow(self, person: Person, author: FollowedAuthor, delivery: str = "") -> None:
        """Follow an author, in the place of one of the same name; a delivery that did it before changes nothing."""
        step = Step("follow", key_of(author.name), keys.name(person)).once(delivery, "follow")
        self._record.commit(step.write("HSET", keys.followed(person), key_of(author.name), author))

    def unfollow(self, person: Person, name: str, delivery: str = "") -> None:
        """Follow an author no more."""
        step = Step("follow", key_of(name), keys.name(person)).once(delivery, "follow")
        self._record.commit(step.write("HDEL", keys.followed(person), key_of(name)))

    def get(self, person: Person, name: str) -> FollowedAuthor | None:
        """Whom a person follows by a name; None for nobody."""
        return Table(self._record, keys.followed(person), FollowedAuthor).get(key_of(name))

    def of_person(self, person: Person) -> list[FollowedAuthor]:
        """Whom a person follows, by name."""
        authors = Table(self._record, keys.followed(person), FollowedAuthor).all().values()
        return sorted(authors, key=lambda author: author.name.casefold())

    def erase(self, person: Person) -> None:
        """Forget whom a person follows."""
        if self._text.exists(keys.followed(person)):
            self._record.commit(Step("follow", who=keys.name(person)).write("DEL", keys.followed(person)))
