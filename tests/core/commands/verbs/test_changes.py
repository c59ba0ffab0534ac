"""Which verbs change something is declared, and held here to what each does to the record."""

import pytest

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.app import Paperboy
from core.cards.card import Discussion
from core.commands.dispatch import answer, perform
from core.commands.grammar import parse
from core.commands.table import TABLE
from core.errors import RecordDown
from core.store.chats.mutes import Mutes
from core.store.chats.rooms import Rooms
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.kept.notes import PaperNotes
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from tests.factories import ADA, bring, call, entry, without_record

PAPER = "2611.00010"
WAITS = "2611.00777"
SET_UP = "digest new topics:kites tz:Europe/Paris sure:yes"

LINES = {
    "vote": f"vote {PAPER} up",
    "share": f"share {PAPER}",
    "votes": f"votes {PAPER}",
    "digest new": SET_UP,
    "digest list": "digest list",
    "digest edit": "digest edit top:3",
    "digest learn": "digest learn off",
    "digest pause": "digest pause",
    "digest resume": "digest resume",
    "digest stop": "digest stop sure:yes",
    "digest undo": "digest undo",
    "digest preview": "digest preview",
    "digest now": "digest now",
    "digest confirm": "digest confirm 4f2a9-1c70b",
    "export": "export bibtex",
    "rss link": "rss link week",
    "rss new-link": "rss new-link",
    "search": "search kites",
    "show": f"show {PAPER}",
    "similar": f"similar {PAPER}",
    "home": "home",
    "add": "add Slow Quarries\n\nWe study slow quarries, with care and with many words, as one has to.",
    "added": "added 1",
    "unadd": f"unadd {WAITS}",
    "dup": f"dup {PAPER}",
    "today": "today",
    "week": "week",
    "month": "month",
    "top": "top all",
    "help": "help",
    "status": "status",
    "forget-me": "forget-me sure:yes",
    "save": f"save {PAPER}",
    "unsave": f"unsave {PAPER}",
    "saved": "saved",
    "read": f"read {PAPER}",
    "unread": f"unread {PAPER}",
    "sources": "sources",
    "sources try": "sources try gopher://kites",
    "sources add": "sources add gopher://kites",
    "sources remove": "sources remove gopher://kites",
    "mute": "mute",
    "see-all": "see-all post",
    "discuss": f"discuss {PAPER}",
    "links": "links off",
    "paper hide": f"paper hide {PAPER}",
    "paper unhide": f"paper unhide {PAPER}",
    "paper hidden": "paper hidden",
    "paper remove": f"paper remove {PAPER} sure:yes",
    "paper restore": f"paper restore {PAPER}",
    "paper merge": f"paper merge {PAPER} 2611.00020",
    "paper split": "paper split 2611.00020",
    "paper note": f"paper note {PAPER} check the tail",
    "paper notes": "paper notes",
    "follow add": 'follow add author:"Ada Lovelace" paper:all',
    "follow remove": "follow remove Byron",
    "follow list": "follow list",
    "name-me": "name-me on",
    "list new": 'list new "Monday club"',
    "list add": f'list add {PAPER} "Friday club"',
    "list remove": f'list remove {PAPER} "Friday club"',
    "list show": "list show",
    "list rename": 'list rename "Friday club" to:"Saturday club"',
    "list delete": 'list delete "Friday club" sure:yes',
    "list undo": 'list undo "Friday club"',
    "hello": "hello",
    "thanks": "thanks a lot!",
}
"""A line for each verb, after those of `BEFORE`."""

BEFORE = (f"vote {PAPER} down", f"save {PAPER}", 'list new "Friday club"', SET_UP, f"add {WAITS}")

KEPT_FOR_HOME = "search"
"""What was searched for is kept, but no platform need wait for that: nobody misses one that is lost."""

UNDOES = {
    "follow remove": "follow add author:Byron paper:all",
    "list remove": f'list add {PAPER} "Friday club"',
    "list undo": 'list delete "Friday club" sure:yes',
    "digest resume": "digest pause",
    "digest undo": "digest stop sure:yes",
    "paper unhide": f"paper hide {PAPER}",
    "paper restore": f"paper remove {PAPER} sure:yes",
    "paper split": f"paper merge {PAPER} 2611.00020",
}
"""What each of these verbs undoes: it is done before."""

OF_A_PLATFORM = "discuss"
"""The verb whose change is made by the platform: a thread."""

OF_A_FEED = "sources add"
"""The verb that changes something only where the feed answers; `test_sources.py` has one that does."""

OF_A_MAIL = "digest confirm"
"""The verb that changes something only with the code in a mail; `tests/bots/mail/test_by_chat.py` has one that does."""


@pytest.fixture(autouse=True)
def papers(record: Record) -> None:
    bring(record, entry("Tidal Kites", arxiv=PAPER), entry("Sparse Kites", arxiv="2611.00020"))


def test_every_verb_has_a_line_here() -> None:
    assert {parse(line).verb for line in LINES.values()} == set(TABLE) == set(LINES)


@pytest.mark.parametrize("verb", LINES)
def test_a_verb_changes_the_record_just_where_it_is_declared_so(app: Paperboy, verb: str) -> None:
    for line in BEFORE if verb != "digest new" else BEFORE[:-1]:
        answer(app, line, call())
    if verb in UNDOES:
        answer(app, UNDOES[verb], call())
    at = app.of(Record).position()
    reply = perform(app, LINES[verb], call())
    changed = (TABLE[verb].changes and verb not in (OF_A_PLATFORM, OF_A_FEED, OF_A_MAIL)) or verb == KEPT_FOR_HOME
    assert (app.of(Record).position() != at) == changed
    assert (verb == OF_A_PLATFORM) == isinstance(reply.discussion, Discussion)


def test_what_performs_a_recorded_call_says_where_the_record_does_not_answer(app: Paperboy) -> None:
    with without_record(app.of(Votes), app.of(Votes)._ballots):
        with pytest.raises(RecordDown):
            perform(app, f"vote {PAPER} up", call())
        plain = answer(app, f"vote {PAPER} up", call()).cards[0].plain
    assert "Paperboy's database (Redis or Valkey) does not answer." in plain


UNDONE = {
    f"vote {PAPER} up": f"vote {PAPER} none",
    f"save {PAPER}": f"unsave {PAPER}",
    f"unsave {PAPER}": f"save {PAPER}",
    f"paper note {PAPER} first": f"paper note {PAPER} none",
    f"paper note {PAPER} none": f"paper note {PAPER} first",
    f"read {PAPER}": f"unread {PAPER}",
    f"unread {PAPER}": f"read {PAPER}",
    "mute": "unmute",
    "unmute": "mute",
    "links off": "links on",
    "digest pause": "digest resume",
    "digest resume": "digest pause",
    "digest edit top:3": "digest edit top:4",
    "digest stop sure:yes": "digest undo",
    "digest undo": "digest stop sure:yes",
}
"""Lines that set something, and what puts it otherwise."""


def standing(app: Paperboy) -> object:
    """How all that these lines set stands."""
    paused = [(subscription.paused, subscription.top) for subscription in app.of(Subscriptions).all()]
    kept = [(one.paper_id, one.tags, one.read) for one in app.of(Shelf).saved(ADA)]
    place, noted = call().place, [note.text for note in app.of(PaperNotes).of_person(ADA)]
    return noted, app.of(Votes).voted(ADA), kept, app.of(Mutes).has(place), app.of(Rooms).get(place, "links"), paused


@pytest.mark.parametrize("line", UNDONE)
def test_a_delivery_that_is_done_again_undoes_nothing_that_came_after_it(app: Paperboy, line: str) -> None:
    answer(app, SET_UP, call())
    if line in (f"read {PAPER}", f"unread {PAPER}"):
        answer(app, f"save {PAPER}", call())
    if line in (f"paper note {PAPER} none", "digest resume", "digest undo", f"unsave {PAPER}", "unmute"):
        answer(app, UNDONE[line], call())
    first = call(delivery="press-1")
    answer(app, line, first)
    answer(app, UNDONE[line], call())
    before = standing(app)
    reply = answer(app, line, first)
    assert standing(app) == before
    assert "Somebody else" not in reply.cards[0].plain
