"""Who saved or voted on a paper here: only those are named who said that they may be."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from core.cards.card import Button, Card, Field, Redraw
from core.cards.views import note
from core.commands.rights import here
from core.commands.table import command
from core.model import Call, Person
from core.scope import kept_for, team_of
from core.store.kept.openness import Openness
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes

PLATFORMS: Mapping[str, str] = {"slack": "on Slack", "discord": "on Discord", "terminal": "in a terminal"}

SAVED_BY = "saved here by"


@command(private=True, menu=False, changes=True, example="name-me on")
def name_me(
    openness: Openness,
    call: Call,
    switch: Annotated[Literal["on", "off"], "on: others here see it; off: nobody does"],
) -> Iterator[Card | Redraw]:
    """Let others here see that you saved or voted on a paper, or not."""
    where = here(call)
    openness.choose(call.person, team_of(call), call.delivery, named=switch == "on")
    if switch == "on":
        title = f"Others {where} see now which papers you saved or voted on."
        yield note(
            title, "Nobody elsewhere does, and your tags and notes stay yours.", Button("Stop that", "name-me off")
        )
    else:
        yield note(f"Nobody {where} sees which papers you saved or voted on.", "", Button("Let them see", "name-me on"))


def named_fields(votes: Votes, shelf: Shelf, openness: Openness, call: Call, paper_id: str) -> tuple[Field, ...]:
    """Who saved a paper and who voted on it, of those of the place who let themselves be named."""
    scope = team_of(call)
    if scope not in kept_for(call):
        return ()
    voters = votes.voters(paper_id)
    groups = {
        SAVED_BY: openness.among(shelf.savers(paper_id), scope),
        "voted for it here": openness.among((voter for voter, side in voters.items() if side == "up"), scope),
        "voted against it here": openness.among((voter for voter, side in voters.items() if side == "down"), scope),
    }
    return tuple(Field(name, by_platform(people), people) for name, people in groups.items() if people)


def by_platform(people: tuple[Person, ...]) -> str:
    """How many people are where, without their names."""
    places = Counter(PLATFORMS.get(person.platform, person.platform) for person in people)
    return ", ".join(f"{count} {place}" for place, count in sorted(places.items()))
