"""The addresses of webhooks: forgotten once no digest goes to them, and not before."""

from datetime import timedelta

from core.model import Place
from core.store.delivery.hooks import UNUSED_FOR, Hooks
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.subscriptions.model import Subscription
from tests.factories import ADA, NOW

LATER = NOW + UNUSED_FOR + timedelta(hours=1)
ADDRESS = "https://chat.example.org/hooks/x"


def test_an_address_to_which_no_digest_goes_is_forgotten_after_two_days(record: Record) -> None:
    hooks = Hooks(record)
    hooks.keep(ADDRESS, ADA, NOW)
    hooks.prune(set, LATER - timedelta(hours=2))
    assert hooks.all()
    hooks.prune(set, LATER)
    assert hooks.all() == []


def test_an_address_that_a_digest_gets_while_unused_ones_are_forgotten_stays(record: Record) -> None:
    hooks = Hooks(record)
    hook = hooks.keep(ADDRESS, ADA, NOW)

    def used() -> set[Place]:
        Subscriptions(record).add(Subscription("ab12", hook.place, ADA, "daily papers", LATER), None)
        return set()

    hooks.prune(used, LATER)
    assert hooks.all() == [hook]
