"""Who lets others see, in a workspace or server, that they saved or voted on a paper. Nobody does who did not say so."""

from collections.abc import Iterable

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step


class Openness:
    """The people of a record who let themselves be named, each in the scopes where they said so."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def choose(self, person: Person, scope: str, delivery: str = "", *, named: bool) -> None:
        """Let a person be named to those of a scope, or not; a delivery that did it before changes nothing."""
        name, write = keys.name(person), "SADD" if named else "SREM"
        step = Step("named", scope, name).write(write, keys.named_in(scope), name)
        step.write(write, keys.named_of(person), scope)
        self._record.commit(step.once(keys.press(delivery, "named")) if delivery else step)

    def has(self, person: Person, scope: str) -> bool:
        """Whether a person lets themselves be named in a scope."""
        return bool(self._record.text.sismember(keys.named_in(scope), keys.name(person)))

    def among(self, people: Iterable[Person], scope: str) -> tuple[Person, ...]:
        """Those of some people who let themselves be named in a scope, in their order."""
        some = tuple(people)
        names = [keys.name(one) for one in some]
        answers = self._record.text.smismember(keys.named_in(scope), names) if names else []
        return tuple(one for one, is_named in zip(some, answers, strict=True) if is_named)

    def erase(self, person: Person) -> None:
        """Forget where a person let themselves be named."""
        for scope in sorted(self._record.text.smembers(keys.named_of(person))):
            self.choose(person, scope, named=False)
