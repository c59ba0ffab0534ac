"""About Paperboy itself: help, status, and being forgotten."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from core.app import Paperboy
from core.cards.card import Button, Card, Field, Loss
from core.cards.views import note
from core.catalog import Catalog
from core.commands.rights import runs
from core.commands.table import FORMER, TABLE, Alias, Verb, command, verb_of
from core.commands.verbs.intake import yours_to_fetch
from core.errors import NoCall, NoSuchTitle
from core.model import Call, Marked
from core.services.status import StatusReader
from core.store.chats.follows import Follows
from core.store.chats.searches import Searches
from core.store.delivery.subscriptions import Subscriptions
from core.store.kept.authors import FollowedAuthors
from core.store.kept.lists import SharedLists
from core.store.kept.notes import PaperNotes
from core.store.papers.feeds import Feeds
from core.store.papers.submitted import Submitted
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.text.cleaning import clip, counted, joined
from core.votes.emoji import Rules

FIRST = ("search", "today", "top", "save", "digest new")
"""The verbs that help begins with; the others wait behind “more”."""

MORE = "more"

CANCELS_SHOWN = 4
"""Papers that wait to be fetched and can be cancelled from the status."""

MENUS = ("discord",)
"""The platforms on which only the commands of a menu can be typed after a slash."""


@command(private=True, example="help search")
def help(
    call: Call,
    command: Annotated[str, "a command, a group of commands, or more", Alias("verb")] = "",
) -> Iterator[Card]:
    """Show what Paperboy can do, or how to type a command."""
    asked = " ".join(command.lower().removeprefix("/papers").split())
    if asked in ("", "me", MORE):
        yield _everything() if asked == MORE else _opening()
    elif row := verb_of(FORMER[asked])[0] if asked in FORMER else TABLE.get(asked):
        yield _of_verb(row, call)
    elif group := [row for name, row in TABLE.items() if name.startswith(f"{asked} ")]:
        yield _listed(f"Commands of {asked}:", group, Button(f"Show help for {group[0].name}", f"help {group[0].name}"))
    else:
        unknown = f"“{clip(command, 40)}” is not a command."
        if " " in asked:
            raise NoCall(unknown)
        raise NoSuchTitle(unknown, {"Show all commands": f"help {MORE}"})  # perhaps a word to search for


def _opening() -> Card:
    return _listed(
        "Type /papers and a command, or words to search for.",
        [TABLE[name] for name in FIRST],
        Button("Show today's papers", "today"),
        Button("Show help for search", "help search"),
        Button("More", f"help {MORE}"),
    )


def _everything() -> Card:
    rows = [row for row in TABLE.values() if row.menu]
    return _listed("Everything you can type after /papers:", rows, Button("Show help for search", "help search"))


def _listed(title: str, rows: Sequence[Verb], *buttons: Button) -> Card:
    """Some verbs, one a line."""
    return note(title, "\n".join(f"{row.name}: {row.help}" for row in rows), *buttons)


def _of_verb(row: Verb, call: Call) -> Card:
    """How a verb is typed; where a platform's menu of commands lacks it, it is written to Paperboy."""
    root = "@Paperboy" if call.place.platform in MENUS and not row.menu else "/papers"
    title = f"{root} {row.usage}"
    body = f"{row.help}\nFor example: {root} {row.example}"
    return Card(Marked(title), Marked(body), fields=_options(row, call), plain=f"{title}. {body}")


@command(private=True)
def status(
    app: Paperboy, catalog: Catalog, feeds: Feeds, submitted: Submitted, follows: Follows, rules: Rules, call: Call
) -> Iterator[Card]:
    """Show how Paperboy is doing: its papers, feeds, posts and processes."""
    viewer = catalog.viewer_of(call)
    figures = app.status(StatusReader(viewer, runs(rules, call)))
    waiting = yours_to_fetch(viewer, feeds, submitted, follows, call.person)[:CANCELS_SHOWN]
    yield Card(
        Marked("Paperboy's status"),
        fields=tuple(Field(f.name, f.words) for f in figures),
        buttons=tuple(Button(f"Cancel {fetch.named.partition(':')[2]}", f"unadd {fetch.named}") for fetch in waiting),
        plain="; ".join(f"{f.name}: {f.words}" for f in figures),
    )


def _yours(
    votes: Votes,
    shelf: Shelf,
    notes: PaperNotes,
    lists: SharedLists,
    authors: FollowedAuthors,
    searches: Searches,
    subscriptions: Subscriptions,
    call: Call,
) -> Loss:
    """What `forget-me` erases: a channel's digest goes on without its maker."""
    voted, saved = len(votes.voted(call.person)), len(shelf.saved(call.person))
    digests = sum(digest.its_makers for digest in subscriptions.of_person(call.person))
    kept = [f"your votes on {counted(voted, 'paper')}"] * bool(voted)
    kept += [f"your list of {counted(saved, 'paper')}"] * bool(saved)
    noted = len({written.paper_id for written in notes.of_person(call.person)})
    kept += [f"your notes on {counted(noted, 'paper')}"] * bool(noted)
    made = len(lists.made_by(call.person))
    kept += [f"that you made {counted(made, 'list')}"] * bool(made)
    kept += [f"{counted(digests, 'digest')} of your own"] * bool(digests)
    kept += ["whom you follow"] * bool(authors.of_person(call.person))
    kept += ["your last searches"] * bool(searches.recent(call.person))
    goes = joined(kept) or "whatever else names you: you have no votes or list"
    return Loss(
        "Erase all that Paperboy keeps of you?", f"This erases {goes}. It cannot be undone.", "Erase it", "forget-me"
    )


@command(private=True, changes=True, destroys=_yours)
def forget_me(app: Paperboy, call: Call) -> Iterator[Card]:
    """Erase your votes, list, notes, own digests and last searches."""
    app.forget(call.person, call.now, call.delivery)
    yield note(
        "You are forgotten.",
        "I erased all that I kept of you."
        " Backups made by hand, and copies from before a restore or an update, keep what they hold."
        " Take back your reactions under messages too: I count those again when I next look at them.",
    )


def _options(row: Verb, call: Call) -> tuple[Field, ...]:
    fields = []
    for option in row.options:
        taken = [*option.choices, *([option.also.hint] if option.also and option.also.hint else [])]
        choices = f" ({', '.join(taken)})" if taken else ""
        default = "" if option.default in (None, "", 0) else f", else {option.default}"
        fields.append(Field(option.name, f"{option.help_for(call)}{choices}{default}"))
    return tuple(fields)
