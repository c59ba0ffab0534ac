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
    known = [(one, [*catalog.seen(one.papers, viewer).values()]) for one in followed]
    why = {one.paper.id: said for one in new if one.paper.id not in posted and (said := reason(one.paper, known))}
    if not why:
        return picked
    chosen = {one.paper.id: one for one in picked.picks}
    papers = {one.paper.id: one.paper for one in new}
    first = [
        Pick(
            papers[i],
            "; ".join(filter(None, (said, chosen[i].why if i in chosen else ""))),
            chosen[i].placed if i in chosen else None,
        )
        for i, said in why.items()
    ]
    rest = [one for one in picked.picks if one.paper.id not in why]
    return msgspec.structs.replace(picked, picks=tuple([*first, *rest][: subscription.top]))
