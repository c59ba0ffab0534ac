"""The samples of digests: setting one up, what it posts, and what its maker reads."""

from collections.abc import Iterator

import msgspec

from bots.preview.asking import Asking, Sample
from bots.preview.record import NOW
from core.cards.card import Reply
from core.delivery.composer import Composer
from core.delivery.outlet import Digest
from core.delivery.planner import delivery_of
from core.store.delivery.deliveries import Body
from core.store.delivery.subscriptions import Subscriptions
from core.subscriptions import wording
from core.subscriptions.model import Filter, Layout, Subscription

SET_UP = "digest new top:5 topics:attention,learning tz:Europe/Paris board:fri"


def digests(asking: Asking) -> Iterator[Sample]:
    """The samples; the record holds the papers of a day."""
    yield asking.said("digest new topics:attention", "The time zone is asked once, where nobody knows it")
    yield asking.said(SET_UP, "A digest is set up, its settings read back")
    subscriptions = asking.app.of(Subscriptions)
    (one,) = subscriptions.of_place(asking.chat.place)
    yield asking.said("digest new topics:zeppelins name:airships", "A filter that fits nothing is questioned first")
    yield asking.said("digest list", "The digests of a channel")
    yield asking.said("digest preview", "What the last seven days would have brought")
    yield asking.pressed("Pause", f"digest pause {one.id}", "It is paused")
    yield from _posts(asking, msgspec.structs.replace(one, wants=Filter()))
    yield asking.told(
        "Friday, to its maker", "How the week went", wording.report(one, 25, 11, 3, "cs.CR", "digest edit")
    )
    gone = msgspec.structs.replace(one, why_paused="the channel is archived")
    yield asking.told("its channel is gone", "Its maker hears of it once", wording.closed(gone))


def _posts(asking: Asking, subscription: Subscription) -> Iterator[Sample]:
    composer = asking.app.call(Composer)
    shapes: tuple[tuple[int, Layout], ...] = ((5, "compact"), (10, "compact"), (5, "cards"))
    for top, layout in shapes:
        shaped = msgspec.structs.replace(subscription, top=top, layout=layout, abstracts="thread")
        digest = _letter(composer, shaped, composer.choose(shaped, "post", NOW))
        yield _sample(asking, f"09:00 ({top} picks, {layout})", "The day's post", digest)
    yield asking.sample("09:00", "The abstracts inside it", Reply(digest.inside[:4], private=False), "thread")
    best = composer.choose(subscription, "board", NOW)
    slot = delivery_of(subscription, "board", NOW)
    board = composer.write(subscription, slot, best, NOW)
    yield _sample(asking, "09:00 on Friday", "The week's best", board)
    quiet = _letter(composer, msgspec.structs.replace(subscription, quiet="line"), Body(NOW))
    yield _sample(asking, "09:00 on a day without papers", "One line, for those who want one", quiet)


def _letter(composer: Composer, subscription: Subscription, body: Body) -> Digest:
    return composer.write(subscription, delivery_of(subscription, "post", NOW), body, NOW)


def _sample(asking: Asking, when: str, about: str, digest: Digest) -> Sample:
    return asking.sample(when, about, Reply(digest.cards, private=False))
