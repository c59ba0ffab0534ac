"""What people do to a paper in front of others: vote on it and share it; how the votes stand, and who is named beside them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from core.cards.card import Button, Card, Field, Redraw
from core.cards.views import note, paper_card, standing
from core.catalog import Catalog
from core.commands.options import Limit, Page, PaperId, Vote
from core.commands.pages import paper_page
from core.commands.rights import here
from core.commands.table import command
from core.model import Call, Paper, Person, Tally
from core.scope import kept_for, team_of
from core.store.kept.openness import Openness
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.votes.emoji import Rules
from core.votes.marks import Side

PLATFORMS: Mapping[str, str] = {"slack": "on Slack", "discord": "on Discord", "terminal": "in a terminal"}

SAVED_BY = "saved here by"

IN_WORDS: Mapping[str, str] = {"up": "for", "down": "against"}


@command(private=True, menu=False, changes=True, example="name-me on")
def name_me(
    openness: Openness,
    call: Call,
    switch: Annotated[Literal["on", "off"], "on: others here see it; off: nobody does"],
) -> Iterator[Card]:
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


@command(private=True, menu=False, changes=True, example="vote 2611.01234 up")
def vote(catalog: Catalog, votes: Votes, call: Call, paper: PaperId, vote: Vote) -> Iterator[Card | Redraw]:
    """Vote on a paper; the same vote again takes it back."""
    known_paper = catalog.paper(paper, catalog.viewer_of(call))
    tally, side = votes.press(call, catalog.part(paper, known_paper), vote)
    outcome = f"You voted {IN_WORDS[side]} it." if side else "You have no vote on it now."
    if side and not votes.counts(call.person, known_paper.id):
        outcome = "You added this paper, so your own vote does not count."
    yield paper_card(known_paper, tally, outcome)
    yield Redraw(paper_card(known_paper, tally), enough=True)


@command(private=False, menu=False, here=True, changes=True, example="share 2611.01234")
def share(catalog: Catalog, votes: Votes, call: Call, paper: PaperId) -> Iterator[Card]:
    """Post a paper's card here for everyone, with your name."""
    known_paper = catalog.paper(paper, catalog.viewer_of(call))
    votes.share(call, catalog.part(paper, known_paper))
    tally = votes.tallies([known_paper.id])[known_paper.id]
    yield paper_card(known_paper, tally, f"shared by {call.name or call.person.id}")


@command(private=True, example="votes 2611.01234", formerly={"my-votes": "votes"})
def votes(
    catalog: Catalog,
    votes: Votes,
    shelf: Shelf,
    openness: Openness,
    rules: Rules,
    call: Call,
    paper: Annotated[str, "a paper's id, arXiv link or DOI"] = "",
    limit: Limit = 5,
    page: Page = 1,
) -> Iterator[Card]:
    """Show a paper's votes, or the papers you voted on."""
    if not paper:
        yield from _mine(catalog, votes, call, limit, page)
        return
    known_paper = catalog.paper(paper, catalog.viewer_of(call))
    side = votes.voted(call.person).get(known_paper.id)
    yours = f"You voted {IN_WORDS[side]} it." if side else "You have not voted on it."
    stands = standing(votes.tallies([known_paper.id])[known_paper.id]) or "Nobody has voted on it yet."
    open_here = named_fields(votes, shelf, openness, call, known_paper.id)
    named = (
        (*_named(votes, known_paper.id), *(field for field in open_here if field.name == SAVED_BY))
        if rules.voters_named
        else open_here
    )
    yield Card(
        paper_card(known_paper, Tally()).title,
        link=known_paper.url,
        fields=(Field("votes", stands), Field("you", yours), *named),
        plain=f"{stands.rstrip('.')}. {yours}",
    )


def _mine(catalog: Catalog, votes: Votes, call: Call, limit: int, page: int) -> Iterator[Card]:
    mine = votes.voted(call.person)
    papers = catalog.seen(sorted(mine), catalog.viewer_of(call))
    if not papers:
        yield note("You have not voted on any paper yet.", "Press ▲ on a card.", Button("Show today's papers", "today"))
        return

    def voted(paper: Paper, tally: Tally, number: int) -> Card:
        return paper_card(paper, tally, f"you voted {IN_WORDS[mine[paper.id]]} it", number=number)

    yield from paper_page(votes, list(papers.values()), page, limit, "votes", "you voted on", voted)


def _named(votes: Votes, paper_id: str) -> tuple[Field, ...]:
    """Who is for and who against: the platform names its own people, the value tells how many are where."""
    voters = votes.voters(paper_id)
    sides: tuple[tuple[Side, str], ...] = (("up", "for"), ("down", "against"))
    fields = (Field(name, by_platform(on := _on(voters, side)), on) for side, name in sides)
    return tuple(field for field in fields if field.people)


def _on(voters: dict[Person, Side], side: Side) -> tuple[Person, ...]:
    return tuple(person for person, their in voters.items() if their == side)
