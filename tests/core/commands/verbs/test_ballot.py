"""Votes as people meet them: named where the community allows it, one's own list, and nothing left of who is forgotten."""

import time
from pathlib import Path

import pytest

from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer
from core.ingest.arrivals import Arrivals
from core.model import Call, Person, Place
from core.search.index import Index
from core.services.reacting import Reactions
from core.store.chats.posts import Posts
from core.store.chats.rooms import Rooms
from core.store.chats.searches import Searches
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.upkeep import Upkeep
from core.store.papers.papers import Papers
from core.store.papers.submitted import Adder, Submitted
from core.store.votes.votes import Votes
from core.votes.emoji import Message, Reaction, Rules
from tests.factories import ADA, BOB, NOW, bring, call, entry

PAPER = "2611.00010"
POST = Message(Place("slack", "T9", "C1"), "1.1")


@pytest.fixture(autouse=True)
def papers(record: Record) -> None:
    bring(record, entry("Tidal Attention for Long Rivers", arxiv=PAPER), entry("Sparse Kites", arxiv="2611.00020"))


def with_rules(app: Paperboy, rules: Rules) -> Paperboy:
    return Paperboy(
        app.of(Record),
        lambda: Index.open(app.home / "index", write=False),
        Queue(app.of(Record).url, "ingest"),
        app.home,
        rules=rules,
    )


def ask(app: Paperboy, line: str, who: Call | None = None) -> Reply:
    return answer(app, line, who or call())


def fields(reply: Reply) -> dict[str, str]:
    return {field.name: field.value for field in reply.cards[0].fields}


def test_a_button_of_an_old_message_still_votes(app: Paperboy) -> None:
    ask(app, f"vote {PAPER} way:up", call(BOB))
    assert fields(ask(app, f"votes {PAPER}"))["votes"] == "+1 (1 for, 0 against)"


def test_voters_are_not_named_unless_the_community_says_so(app: Paperboy) -> None:
    ask(app, f"vote {PAPER} up", call(BOB))
    reply = ask(app, f"votes {PAPER}")
    assert set(fields(reply)) == {"votes", "you"}
    assert not any(field.people for field in reply.cards[0].fields)


def test_where_voters_are_named_the_platform_gets_the_persons_and_the_words_hold_no_id(app: Paperboy) -> None:
    app = with_rules(app, Rules(voters_named=True))
    ask(app, f"vote {PAPER} up", call(BOB))
    ask(app, f"vote {PAPER} up", call(ADA))
    ask(app, f"vote {PAPER} down", call(Person("discord", "", "7")))
    reply = ask(app, f"votes {PAPER}")
    people = {field.name: field.people for field in reply.cards[0].fields if field.people}
    assert people == {"for": (BOB, ADA), "against": (Person("discord", "", "7"),)}
    assert fields(reply)["for"] == "1 in a terminal, 1 on Slack"
    assert reply.private


def test_my_votes_lists_the_papers_one_voted_on_and_votes_without_a_paper_does_too(app: Paperboy) -> None:
    assert "You have not voted on any paper yet." in ask(app, "my-votes").cards[0].title.text
    ask(app, f"vote {PAPER} up")
    ask(app, "save 2611.00020")
    for line in ("my-votes", "votes"):
        assert [card.paper_id for card in ask(app, line).cards if card.paper_id] == [PAPER]


def test_who_added_a_paper_is_told_where_that_vote_does_not_count(app: Paperboy) -> None:
    app = with_rules(app, Rules(self_votes=False))
    words = entry("Quiet Harbors for Loud Pulleys")
    ask(app, f"add {words.title}\n\n{words.abstract}\n\nSlow Quarries\n\n{entry('beacons').abstract}", call(BOB))
    for todo in app.of(Arrivals).todo():
        app.ingest_slice(todo.id, NOW)
    (mine,) = (one.id for one in app.of(Papers).get_many(app.of(Papers).ids()).values() if one.title == words.title)
    card = ask(app, f"vote {mine} up", call(BOB)).cards[0]
    assert "your own vote does not count" in " ".join(field.value for field in card.fields)
    assert "votes" not in {field.name for field in card.fields}
    assert "1 for, 0 against" in fields(ask(app, f"vote {mine} up"))["votes"]
    assert app.of(Votes).tallies([PAPER])[PAPER].up == 0
    ask(app, f"vote {PAPER} up", call(BOB))
    assert app.of(Votes).tallies([PAPER])[PAPER].up == 1


def test_a_paper_one_reacted_to_is_among_ones_votes_until_the_reaction_is_taken_back(app: Paperboy) -> None:
    app.of(Posts).put(POST.place, POST.id, [PAPER], NOW)
    for emoji in ("👎", "🔖"):
        app.call(Reactions).react(Reaction(BOB, POST, emoji, True), NOW)
    listed = ask(app, "my-votes", call(BOB)).cards
    assert [card.paper_id for card in listed if card.paper_id] == [PAPER]
    assert "you voted against it" in " ".join(field.value for field in listed[0].fields)
    assert fields(ask(app, f"votes {PAPER}", call(BOB)))["you"] == "You voted against it."
    app.call(Reactions).react(Reaction(BOB, POST, "👎", False), NOW)
    assert "You have not voted on any paper yet." in ask(app, "my-votes", call(BOB)).cards[0].title.text
    assert fields(ask(app, f"votes {PAPER}", call(BOB)))["you"] == "You have not voted on it."


@pytest.mark.parametrize(("self_votes", "counted"), [(True, 1), (False, 0)])
def test_a_reaction_of_whoever_added_the_paper_counts_where_the_community_lets_it(
    app: Paperboy, self_votes: bool, counted: int
) -> None:
    app = with_rules(app, Rules(self_votes=self_votes))
    app.of(Submitted).put(BOB, f"arxiv:{PAPER}", "", Adder())
    app.of(Posts).put(POST.place, POST.id, [PAPER], NOW)
    app.call(Reactions).react(Reaction(BOB, POST, "👍", True), NOW)
    assert app.of(Votes).tallies([PAPER])[PAPER].up == counted
    app.call(Reactions).react(Reaction(ADA, POST, "👍", True), NOW)
    assert app.of(Votes).tallies([PAPER])[PAPER].up == counted + 1


def test_who_asks_to_be_forgotten_reads_that_reactions_which_stand_would_count_again(app: Paperboy) -> None:
    assert "Take back your reactions under messages too" in ask(app, "forget-me sure:yes").cards[0].body.text


def test_a_share_counts_once_a_person(app: Paperboy) -> None:
    levels = [app.of(Votes).scores.ranks([PAPER])[PAPER].level]
    for _ in range(2):
        ask(app, f"share {PAPER}", call(BOB))
        levels.append(app.of(Votes).scores.ranks([PAPER])[PAPER].level)
    assert levels[0] < levels[1] == pytest.approx(levels[2])


def test_forget_me_leaves_no_byte_of_me_in_the_record_its_log_its_snapshot_or_its_rewritten_file(
    app: Paperboy, valkey: str
) -> None:
    canary = Person("slack", "T9", "UCANARYCANARY")
    app.of(Record).text.config_set("rdbcompression", "no")
    app.of(Posts).put(POST.place, POST.id, [PAPER], NOW)
    app.of(Upkeep).snapshot()
    for n in range(60):
        ask(app, f"vote {PAPER} up", call(canary))
        ask(app, f"vote {PAPER} down", call(Person("slack", "T9", f"U{n}")))
        app.call(Reactions).react(Reaction(canary, POST, "👍", n % 3 > 0), NOW)
    ask(app, "save 2611.00020", call(canary))
    ask(app, f"share {PAPER}", call(canary))
    assert ask(app, f"search {PAPER}", call(canary)).cards[0].paper_id and app.of(Searches).recent(canary)
    ask(app, "add https://arxiv.org/abs/2611.09999", call(canary))
    app.of(Rooms).invited(POST.place, canary)
    app.of(Votes).replace(POST, PAPER, [(canary, "🔥", "up"), (ADA, "👍", "up")], NOW)
    ask(app, "forget-me sure:yes", call(canary))
    folder = Path(app.of(Record).text.config_get("dir")["dir"]) / "appendonlydir"
    rewritten(app.of(Record))
    files = [*folder.iterdir(), *(app.home / "snapshots").iterdir()]
    assert any(".base." in path.name for path in files)
    for path in files:
        held = path.read_bytes() if path.suffix != ".pb" else unpacked(path)
        assert b"U59" in held or not (".base." in path.name or path.suffix == ".pb")
        assert b"CANARY" not in held, path.name
    assert app.of(Votes).tallies([PAPER])[PAPER].down == 60
    assert app.of(Votes).tallies([PAPER])[PAPER].up == 1


def rewritten(record: Record) -> None:
    """Wait until the server has written its file anew."""
    for _ in range(500):
        facts = record.text.info("persistence")
        if not facts["aof_rewrite_in_progress"] and not facts["aof_rewrite_scheduled"]:
            return
        time.sleep(0.02)


def unpacked(path: Path) -> bytes:
    """What a snapshot holds, read back as it is read for a restore."""
    from core.store.engine import backup

    backup.check(path)
    return repr(list(backup.items(path))).encode()
