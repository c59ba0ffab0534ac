"""The deliveries of a record, where their lease is lost."""

from datetime import timedelta

from core.store.delivery.deliveries import LEASE, Deliveries, Delivery
from core.store.engine.record import Record
from tests.factories import NOW, TODAY

POST, NOTICE = (Delivery(f"{kind}-1", "s1", kind, TODAY, NOW) for kind in ("post", "notice"))


def test_what_a_lost_claim_would_end_stays_as_it_is_with_all_that_would_follow(record: Record) -> None:
    deliveries = Deliveries(record)
    record.commit(deliveries.opening(POST))
    lost = deliveries.claim(POST.id, NOW, timedelta())
    held = deliveries.claim(POST.id, NOW + LEASE)
    assert lost and held
    assert not deliveries.end(lost, "dead", "its place is gone", NOW, deliveries.opening(NOTICE))
    assert deliveries.read(NOTICE.id) is None
    assert deliveries.end(held, "dead", "its place is gone", NOW, deliveries.opening(NOTICE))
    assert [deliveries.read(delivery.id).state for delivery in (POST, NOTICE)] == ["dead", "pending"]  # type: ignore[union-attr]
