"""Authors that a person follows: their new papers come first in the digest to that person alone."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from core.cards.card import Button, Card
from core.cards.views import note
from core.catalog import Catalog
from core.commands.table import command
from core.errors import BadCommand, NoSuchTitle
from core.model import Call, Paper, Query
from core.search.query import check_name
from core.store.delivery.subscriptions import Subscriptions
from core.store.kept.authors import FollowedAuthors
from core.subscriptions.authors import (
    LONGEST_NAME,
    MOST_FOLLOWED,
    MOST_KNOWN,
    FollowedAuthor,
    coauthors,
    has_author,
    key_of,
    persons,
)
from core.text.cleaning import clean, clip, counted

MOST_READ = 200
"""Papers of a name that are looked at."""

SHOWN = 8
"""Persons of one name, or authors, that are offered on buttons."""

ANYBODY = "all"
"""What is typed for a paper to follow everybody of the name."""

AuthorName = Annotated[str, "an author's name"]


@command(private=True, group="follow", changes=True, example='follow add "Ada Lovelace"')
def add(
    catalog: Catalog,
    authors: FollowedAuthors,
    subscriptions: Subscriptions,
    call: Call,
    author: AuthorName,
    paper: Annotated[str, "one of their papers, or all"] = "",
) -> Iterator[Card]:
    """Follow an author: their new papers come first in your own digest."""
    name = clip(clean(author), LONGEST_NAME)
    check_name(name, "author")
    if len(authors.of_person(call.person)) >= MOST_FOLLOWED and not authors.get(call.person, name):
        raise BadCommand(f"You follow {MOST_FOLLOWED} authors, which is the most. Take one off with: follow remove")
    groups = persons(_papers_of(catalog, call, name), name)
    if paper.strip().casefold() == ANYBODY:
        chosen: Sequence[Paper] = groups[0] if len(groups) == 1 else ()
    elif paper:
        chosen = _those_with(catalog, call, groups, name, paper)
    elif not groups:
        how = f'To follow the name, type: follow add author:"{name}" paper:{ANYBODY}'
        raise NoSuchTitle(f"No paper here is by “{name}” yet. {how}")
    elif len(groups) > 1:
        yield _which(name, groups)
        return
    else:
        chosen = groups[0]
    known = tuple(paper_of.id for paper_of in chosen[:MOST_KNOWN])
    authors.follow(call.person, FollowedAuthor(_as_written(chosen, name), call.now, known), call.delivery)
    yield _following(subscriptions, call, _as_written(chosen, name), known)


def _following(subscriptions: Subscriptions, call: Call, name: str, known: Sequence[str]) -> Card:
    others = (
        "Other people of the name are left out where coauthors or field show it."
        if known
        else "Everybody of the name counts."
    )
    off = Button("Follow no more", f'follow remove "{name}"')
    if any(digest.personal for digest in subscriptions.of_person(call.person)):
        return note(f"You follow {name}.", f"Their new papers come first in your own digest. {others}", off)
    needs = f"Their new papers come with a digest of your own, which you have not set up yet. {others}"
    return note(f"You follow {name}.", needs, Button("Send me the day's papers", "digest new"), off)


def _papers_of(catalog: Catalog, call: Call, name: str) -> list[Paper]:
    """The papers here of a name, the newest first."""
    hits, _ = catalog.find(Query(author=name, sort="new"), MOST_READ, 1, catalog.viewer_of(call))
    return [hit.paper for hit in hits if has_author(hit.paper, name)]


def _those_with(
    catalog: Catalog, call: Call, groups: Sequence[Sequence[Paper]], name: str, typed: str
) -> Sequence[Paper]:
    """The papers of the person who wrote one."""
    named = catalog.paper_or_title(typed, catalog.viewer_of(call))
    if not has_author(named, name):
        raise BadCommand(f"“{clip(named.title, 120)}” has no author called {name}.")
    return next((group for group in groups if any(paper_in.id == named.id for paper_in in group)), (named,))


def _as_written(papers: Sequence[Paper], name: str) -> str:
    """The longest way in which papers write a name."""
    written = (author for paper in papers for author in paper.authors if key_of(author) == key_of(name))
    return max(written, key=lambda way: (len(way), way), default=name)


def _which(name: str, groups: Sequence[Sequence[Paper]]) -> Card:
    """The persons who may be meant by a name, each by coauthors, field and a paper."""
    lines, ways = list[str](), list[Button]()
    for number, group in enumerate(groups[:SHOWN], 1):
        others = sorted(
            {
                author
                for paper in group
                for author in paper.authors
                if not has_author(paper, name) or key_of(author) in coauthors(paper, name)
            }
        )
        fields = sorted({field for paper in group for field in paper.categories})
        about = " · ".join(filter(None, (", ".join(fields[:3]), f"with {', '.join(others[:2])}" if others else "")))
        lines.append(
            f"{number}. {counted(len(group), 'paper')}: “{clip(group[0].title, 80)}”{f' ({about})' if about else ''}"
        )
        ways.append(Button(f"Follow {number}", f'follow add author:"{name}" paper:{group[0].id}'))
    every = Button("Follow everybody of the name", f'follow add author:"{name}" paper:{ANYBODY}')
    return note(f"{name} may be more than one person here. Whom do you mean?", "\n".join(lines), *ways, every)


@command(private=True, group="follow", menu=False, changes=True, example='follow remove "Ada Lovelace"')
def remove(authors: FollowedAuthors, call: Call, author: AuthorName) -> Iterator[Card]:
    """Follow an author no more."""
    kept = authors.get(call.person, clean(author))
    if kept is None:
        mine = authors.of_person(call.person)
        ways = {f"Follow {author_kept.name} no more": f'follow remove "{author_kept.name}"' for author_kept in mine[:3]}
        raise NoSuchTitle(f"You follow nobody called “{clip(clean(author), LONGEST_NAME)}”.", ways)
    authors.unfollow(call.person, kept.name, call.delivery)
    first = f" paper:{kept.papers[0] if kept.papers else ANYBODY}"
    yield note(
        f"You follow {kept.name} no more.", "", Button("Follow again", f'follow add author:"{kept.name}"{first}')
    )


@command(private=True, group="follow", example="follow list")
def list_(authors: FollowedAuthors, call: Call) -> Iterator[Card]:
    """Show the authors you follow."""
    mine = authors.of_person(call.person)
    if not mine:
        yield note("You follow no author yet.", 'Follow one like this: follow add "Ada Lovelace"')
        return
    names = "\n".join(f"{followed.name}{'' if followed.papers else ' (everybody of the name)'}" for followed in mine)
    ways = (
        Button(clip(f"Follow {followed.name} no more", 60), f'follow remove "{followed.name}"')
        for followed in mine[:SHOWN]
    )
    yield note("You follow these authors", names, *ways)
