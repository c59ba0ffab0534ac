"""Who lets others see, in a workspace or server, that they saved or voted on a paper. Nobody does who did not say so."""

from collections.abc import Iterable

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step


class Openness(Keeper):
    """The people of a record who let themselves be named, each in the scopes where they said so."""

    def choose(self, person: Person, scope: str, delivery: str = "", *, named: bool) -> None:
        """Let a person be named to those of a scope, or not; a delivery that did it before changes nothing."""
        name, write = keys.name(person), "SADD" if named else "SREM"
        step = Step("named", scope, name).write(write, keys.named_in(scope), name)
        self._record.commit(step.write(write, keys.named_of(person), scope).once(delivery, "named"))

    def has(self, person: Person, scope: str) -> bool:
        """Whether a person lets themselves be named in a scope."""
        return bool(self._text.sismember(keys.named_in(scope), keys.name(person)))

    def among(self, people: Iterable[Person], scope: str) -> tuple[Person, ...]:
        """Those of some people who let themselves be named in a scope, in their order."""
        names = {person: keys.name(person) for person in people}
        answers = self._text.smismember(keys.named_in(scope), list(names.values())) if names else []
        return tuple(person for person, is_named in zip(names, answers, strict=True) if is_named)

    def erase(self, person: Person) -> None:
        """Forget where a person let themselves be named."""
        for scope in sorted(self._text.smembers(keys.named_of(person))):
            self.choose(person, scope, named=False)
