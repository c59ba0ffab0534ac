"""What a person finds at home: what is new, what is on top, their own votes and list, and how the feeds are doing."""

import datetime as dt
from collections.abc import Iterator

from core.cards import Button, Card, Field, Redraw
from core.commands.table import command
from core.digest.letters import named
from core.figures import feeds_told
from core.marked import Marked
from core.model import Call
from core.paperboy import Paperboy
from core.rounds.planning import when
from core.scope import viewer_of
from core.text import papers_in_words
from core.verbs.lists import top_papers
from core.views import note, paper_card

ON_TOP = 3
"""Papers of the week that are shown."""

DIGESTS_SHOWN = 4


@command(private=True, menu=False)
def home(app: Paperboy, call: Call) -> Iterator[Card | Redraw]:
    """Show what is new, what is on top, and what is yours."""
    today = call.now.date()
    new = app.archive.listed(app.papers.days(today - dt.timedelta(days=1), today), viewer_of(call))
    yield note(
        f"{papers_in_words(len(new))} listed since yesterday",
        "",
        Button("Search papers", "search"),
        Button("Show today's papers", "today"),
        Button("See the top papers", "top week"),
    )
    yield _digests(app, call)
    yield from _on_top(app, call)
    yield _yours(app, call)
    feeds = feeds_told(app)
    yield Card(Marked("Feeds"), Marked(feeds), buttons=(Button("See all feeds", "sources"),), plain=f"Feeds: {feeds}.")
    yield note("All that Paperboy can do:", "", Button("Show help", "help"))


def _on_top(app: Paperboy, call: Call) -> Iterator[Card]:
    papers = top_papers(app, call, "7d", ON_TOP)
    tallies = app.votes.tallies(paper.id for paper in papers)
    if not papers:
        yield note("Nothing was listed this week.", "", Button("Look at all time", "top all"))
        return
    yield note("Top of the week")
    for number, paper in enumerate(papers, 1):
        yield paper_card(paper, tallies[paper.id], number=number)


def _yours(app: Paperboy, call: Call) -> Card:
    voted, saved = len(app.votes.voted(call.person)), len(app.shelf.saved(call.person))
    fields = (Field("your votes", f"on {papers_in_words(voted)}"), Field("your list", papers_in_words(saved)))
    buttons = (Button("See your votes", "votes"), Button("See your list", "saved"))
    return Card(
        Marked("Yours"),
        fields=fields,
        buttons=buttons,
        plain=f"You voted on {papers_in_words(voted)} and saved {papers_in_words(saved)}.",
    )


def _digests(app: Paperboy, call: Call) -> Card:
    """What a person set up, and when it posts next."""
    mine = app.subscriptions.of_person(call.person)
    if not mine:
        said = "Have the day's papers sent to you, or posted in a channel with /papers digest new there."
        return note("No digest of yours yet", said, Button("Send me the day's papers", "digest new"))
    said = "\n".join(f"{named(one)}: {when(one, call.now)}" for one in mine[:DIGESTS_SHOWN])
    changes = (Button(f"Change {named(one)}", f"digest edit {one.id}") for one in mine[:DIGESTS_SHOWN])
    return note("Your digests", said, *changes)
