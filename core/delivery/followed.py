"""The papers of the authors that somebody follows: they come first in the digest to that person alone, whatever it asks for."""

from collections.abc import Collection, Sequence

import msgspec

from core.catalog import Catalog
from core.store.kept.authors import FollowedAuthors
from core.subscriptions.authors import reason
from core.subscriptions.model import Subscription
from core.subscriptions.pick import Eligible, Pick, Picked


def with_followed(
    catalog: Catalog,
    authors: FollowedAuthors,
    subscription: Subscription,
    new: Sequence[Eligible],
    posted: Collection[str],
    picked: Picked,
) -> Picked:
    """What was picked, with the new papers of followed authors before it, as many as a post holds."""
    followed = authors.of_person(subscription.maker) if subscription.personal else []
    if not followed:
        return picked
    viewer = catalog.viewer_at(subscription.place)
    known = [(author, [*catalog.seen(author.papers, viewer).values()]) for author in followed]
    others, first = {chosen.paper.id: chosen for chosen in picked.picks}, list[Pick]()
    for paper in (eligible.paper for eligible in new if eligible.paper.id not in posted):
        if why := reason(paper, known):
            chosen = others.pop(paper.id, Pick(paper, ""))
            first.append(Pick(paper, "; ".join(filter(None, (why, chosen.why))), chosen.placed))
    return msgspec.structs.replace(picked, picks=(*first, *others.values())[: subscription.top])
