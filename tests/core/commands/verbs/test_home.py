"""Home is its reader's: what is new on what they follow, their digests, list and last searches; feeds for who configures."""

from datetime import timedelta

import msgspec
import pytest

from core.app import Paperboy
from core.cards.card import Card, Reply
from core.commands.dispatch import answer
from core.model import Call, Place
from core.store.chats.searches import KEPT, Searches
from core.store.engine.queue import DeliveryQueue
from core.store.engine.record import Record
from tests.core.commands.verbs.test_verbs import said, titles
from tests.factories import BOB, NOW, bring, call, entry

ZEPPELINS = entry("Tidal Zeppelins", "zeppelins", arxiv="2611.00010")
LAMPS = entry("Paper Lamps", "lamps", arxiv="2611.00020")


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), ZEPPELINS, LAMPS)


def ask(app: Paperboy, line: str, call_: Call | None = None) -> Reply:
    return answer(app, line, call_ or call())


def part(reply: Reply, title: str) -> Card:
    return next(card for card in reply.cards if card.title.text.startswith(title))


def test_a_newcomer_finds_what_is_new_and_how_to_begin(app: Paperboy) -> None:
    home = ask(app, "home")
    assert home.cards[0].title.text == "2 papers listed since yesterday"
    assert set(titles(home)) == {ZEPPELINS.title, LAMPS.title}
    assert part(home, "You follow nothing yet").buttons[0].line == "digest new"
    assert "your list 0 papers" in said(home) and "Search again" not in said(home)


def test_what_is_new_on_what_somebody_follows_comes_first_with_why(app: Paperboy) -> None:
    ask(app, "digest new zeppelins tz:UTC name:morning sure:yes")
    home = ask(app, "home")
    assert home.cards[0].title.text == "2 papers listed since yesterday, 1 on what you follow"
    assert titles(home) == [ZEPPELINS.title]
    assert "topic: zeppelins" in said(home) and "“morning” about zeppelins: " in said(home)
    assert ask(app, "home", call(BOB)).cards[0].title.text == "2 papers listed since yesterday"


def test_no_post_is_promised_while_no_sender_runs(app: Paperboy, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(app, "digest new zeppelins tz:UTC sure:yes")
    assert "Nothing goes out until the person who runs Paperboy" in said(ask(app, "home"))
    monkeypatch.setattr(app.of(DeliveryQueue), "workers", lambda: 1)
    assert "sender" not in said(ask(app, "home"))


def test_every_digest_is_counted_also_those_that_are_not_named(app: Paperboy) -> None:
    for n in range(6):
        ask(app, f"digest new zeppelins tz:UTC sure:yes name:number-{n}")
    follows = part(ask(app, "home"), "What you follow")
    assert len([b for b in follows.buttons if b.line.startswith("digest edit")]) == 4
    assert "and 2 more" in follows.body.text and follows.buttons[-1].line == "digest list"


def test_the_last_searches_can_be_made_again_with_all_they_asked(app: Paperboy) -> None:
    lines = ("zeppelins", "search lamps sort:new limit:3", "search zzyzx", "search zeppelins from:2026-11-01")
    for n, line in enumerate(lines):
        ask(app, line, call(now=NOW + timedelta(seconds=n)))
    buttons = part(ask(app, "home"), "Search again").buttons
    assert [b.line for b in buttons] == [
        "search zeppelins from:2026-11-01",
        "search lamps sort:new",
        "search zeppelins",
    ]
    for button in buttons:
        assert titles(ask(app, button.line))


def test_a_page_that_is_turned_is_no_search(app: Paperboy) -> None:
    ask(app, "search from:90d limit:1 page:2")
    assert app.of(Searches).recent(call().person) == []


def test_at_most_a_few_searches_are_kept_and_a_long_one_fits_its_button(app: Paperboy) -> None:
    for n in range(KEPT + 2):
        ask(app, f'search zeppelins author:"" -{"x" * 100}{n}', call(now=NOW + timedelta(seconds=n)))
    buttons = part(ask(app, "home"), "Search again").buttons
    assert len(buttons) == KEPT and all(len(b.label) <= 34 for b in buttons)


def test_what_others_searched_for_is_never_seen_and_goes_when_somebody_is_forgotten(app: Paperboy) -> None:
    ask(app, "search lamps")
    assert "Search again" not in said(ask(app, "home", call(BOB)))
    ask(app, "forget-me sure:yes")
    assert "Search again" not in said(ask(app, "home"))


def test_a_search_is_answered_also_where_it_cannot_be_kept(app: Paperboy, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.errors import RecordDown

    def full(*_: object) -> None:
        raise RecordDown("no room")

    monkeypatch.setattr(app.of(Searches), "keep", full)
    assert titles(ask(app, "search zeppelins"))


def test_feeds_are_for_who_may_configure(app: Paperboy) -> None:
    assert "Feeds: " in said(ask(app, "home"))
    member = msgspec.structs.replace(call(BOB), place=Place("slack", "T1", "C1"), refusal="Only admins may.")
    alone = msgspec.structs.replace(call(BOB), place=Place("slack", "T1", "D1"), direct=True)
    for other in (member, alone):
        assert "Feeds" not in said(ask(app, "home", other))


def test_the_list_of_home_is_the_one_that_saved_shows(app: Paperboy) -> None:
    ask(app, "save 2611.00010")
    ask(app, "save 2611.00020")
    yours = {field.name: field.value for field in part(ask(app, "home"), "Yours").fields}
    assert (yours["your list"], yours["last saved"]) == ("2 papers, 2 unread", LAMPS.title)
