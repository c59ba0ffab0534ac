"""What an export leaves in the record: the archive, its first votes, papers asked for, and nothing twice."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from core.app import Paperboy
from core.commands.dispatch import answer
from core.model import Call, Person, Place
from core.scope import EVERYBODY
from core.services.history.discord_export import read_discord
from core.services.history.learning import HistoryLearner, LearnedPast, reads
from core.services.history.slack_export import read_slack
from core.store.chats.posted import PostedLinks
from core.store.delivery.deliveries import Deliveries
from core.store.engine import keys
from core.store.engine.backup import restore, write
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from core.store.papers.papers import Papers
from core.store.votes.acts import Acts
from core.store.votes.votes import Votes
from core.votes.emoji import Message
from tests.core.services.history.exports import (
    ANN,
    BEN,
    BOT,
    NLP,
    SECRET,
    abs_url,
    discord_json,
    discord_said,
    liked,
    slack_said,
    slack_zip,
)  # fmt: skip
from tests.factories import NOW, bring, entry

KITES, NEW = "2611.00010", "2611.00077"
ROOM, HIDDEN, VISION = Place("slack", "T1", NLP), Place("slack", "T1", SECRET), Place("slack", "T1", "C2")
OLD = NOW - timedelta(days=90)
Learn = Callable[[bytes], LearnedPast]


@pytest.fixture
def learn(app: Paperboy) -> Learn:
    bring(app.of(Record), entry("Tidal Kites", arxiv=KITES))
    return lambda data: app.call(HistoryLearner).learn(read_slack(io.BytesIO(data), "x.zip"), str(hash(data)), NOW)


def everything(app: Paperboy) -> dict[str, bytes]:
    raw = app.of(Record).raw
    return {key.decode(): raw.dump(key) for key in raw.scan_iter("pb:*") if key != keys.LOG.encode()}


def test_a_link_is_in_the_archive_and_its_reactions_are_votes_of_the_same_people(app: Paperboy, learn: Learn) -> None:
    learn(slack_zip([slack_said(f"look: <{abs_url(KITES)}|this>", at=OLD, **liked(BEN, BOT))]))
    before = app.of(PostedLinks).before(f"arxiv:{KITES}", VISION, "")
    assert before and (before.channel_name, before.at.date()) == ("nlp", OLD.date())
    assert app.of(Votes).voters(KITES) == {Person("slack", "T1", BEN): "up"}
    opinions = {(opinion.person, opinion.says) for opinion in app.of(Acts).of_place(ROOM)}
    assert opinions == {("slack/T1/U1", "share"), ("slack/T1/U2", "up")}


def test_a_later_live_vote_takes_the_place_of_a_learned_one_even_when_it_is_learned_again(
    app: Paperboy, learn: Learn
) -> None:
    message = slack_said(abs_url(KITES), at=OLD, **liked(BEN))
    learn(slack_zip([message]))
    ben = Person("slack", "T1", BEN)
    app.of(Votes).mark(ben, KITES, Message(ROOM, message["ts"]), "👎", "down", NOW)
    learn(slack_zip([message, slack_said("later")]))
    assert app.of(Votes).voters(KITES) == {ben: "down"}


def test_the_same_file_twice_changes_nothing(app: Paperboy, learn: Learn) -> None:
    data = slack_zip([slack_said(abs_url(KITES), **liked(BEN)), slack_said(abs_url(NEW), number=2, **liked(BEN))])
    first, stood = learn(data), everything(app)
    again = learn(data)
    assert (first.links, first.asked, first.before) == (2, 1, None)
    assert again.before == NOW and everything(app) == stood


def test_a_larger_export_of_the_same_room_adds_what_is_new_alone(app: Paperboy, learn: Learn) -> None:
    first = slack_said(abs_url(KITES), **liked(BEN))
    learn(slack_zip([first]))
    assert learn(slack_zip([first, slack_said(abs_url(KITES), number=3)])).links == 1
    assert app.of(Votes).tallies([KITES])[KITES].up == 1


def test_a_paper_that_is_not_here_is_asked_for_and_its_votes_count_once_it_comes(app: Paperboy, learn: Learn) -> None:
    learn(slack_zip([slack_said(abs_url(NEW), **liked(BEN))]))
    (fetch,) = app.of(Feeds).waiting()
    assert fetch.named == f"arxiv:{NEW}" and fetch.origin.old
    arrived = app.receive(b'[{"title": "Woven Beacons", "arxiv": "%s"}]' % NEW.encode(), "x.json", NOW, fetch.origin)
    for todo in arrived.todo:
        app.ingest_slice(todo.id, NOW)
    assert app.of(Votes).voters(NEW) == {Person("slack", "T1", BEN): "up"}
    assert not app.of(Record).text.keys("pb:ahead*")
    paper = app.of(Papers).get(NEW)
    assert paper and all(seen.archived for seen in paper.sightings) and paper.first_day is None


def test_nothing_is_posted(app: Paperboy, learn: Learn) -> None:
    learn(slack_zip([slack_said(abs_url(KITES), **liked(BEN))]))
    assert app.of(Deliveries).due(NOW + timedelta(days=9)) == []


def test_what_was_posted_in_a_private_channel_is_that_channels_alone(app: Paperboy, learn: Learn) -> None:
    learn(slack_zip([], [slack_said(abs_url(KITES)), slack_said(abs_url(NEW), number=2)]))
    posted = app.of(PostedLinks)
    for stranger in (VISION, ROOM, Place("slack", "T2", SECRET), Place("discord", "T1", SECRET)):
        assert posted.before(f"arxiv:{KITES}", stranger, "") is None
    assert posted.before(f"arxiv:{KITES}", HIDDEN, "")
    assert [fetch.origin.scope for fetch in app.of(Feeds).waiting()] == ["slack/T1/G7"]


def test_direct_conversations_and_what_bots_wrote_are_left_out(app: Paperboy, learn: Learn) -> None:
    learn(slack_zip([slack_said(abs_url(KITES), BOT), slack_said(abs_url(KITES), bot_id="B1", number=1)]))
    assert app.of(PostedLinks).before(f"arxiv:{KITES}", ROOM, "") is None
    assert not app.of(Record).text.exists("pb:posted:arxiv:2611.99999")


def test_who_asks_to_be_forgotten_leaves_nothing_of_what_was_learned(app: Paperboy, learn: Learn) -> None:
    messages = [slack_said(abs_url(KITES), **liked(BEN)), slack_said(abs_url(NEW), BEN, number=1, **liked(BEN, ANN))]
    learn(slack_zip(messages))
    app.forget(Person("slack", "T1", BEN), NOW)
    record = app.of(Record).text
    kinds = {"hash": record.hgetall, "set": record.smembers, "string": record.get}
    for key in record.scan_iter("pb:*"):
        held = kinds.get(record.type(key), lambda key: "")(key)
        assert "/U2" not in f"{key} {held}"
    assert "/U2" not in str(record.xrange(keys.LOG))
    assert "/U1" in str(record.hgetall(keys.ahead(f"arxiv:{NEW}")))


def test_a_backup_holds_what_was_learned_and_what_waits(app: Paperboy, learn: Learn, tmp_path: object) -> None:
    data = slack_zip([slack_said(abs_url(KITES), **liked(BEN)), slack_said(abs_url(NEW), number=1, **liked(BEN))])
    learn(data)
    record = app.of(Record)
    file = app.home / "kept.pb"
    write(record, file)
    stood = {key: record.text.hgetall(key) for key in (keys.LEARNED_FILES, keys.ahead(f"arxiv:{NEW}"))}
    record.text.delete(*stood)
    restore(record, file)
    assert stood == {key: record.text.hgetall(key) for key in stood} and all(stood.values())
    assert learn(data).before


def test_a_discord_channel_keeps_to_itself_unless_it_is_said_to_be_open(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites", arxiv=KITES))
    data = discord_json([discord_said(abs_url(KITES), "555", likers=("12",)), 7, {"id": 3}])
    other = Place("discord", "100", "999")
    for is_open in (False, True):
        past = read_discord(data, "x.json", is_open=is_open)
        assert (past.messages, past.unread) == (3, 1)
        app.call(HistoryLearner).learn(past, f"x{is_open}", NOW)
        assert app.of(Votes).voters(KITES) == {Person("discord", "", "12"): "up"}
    assert app.of(PostedLinks).before(f"arxiv:{KITES}", other, "") is None  # kept as it was learned first
    assert app.of(PostedLinks).before(f"arxiv:{KITES}", Place("discord", "100", "300"), "")


def test_a_room_reads_what_its_titles_share_and_others_do_not() -> None:
    own = ["Graph Matching with Kites", "Fast Graph Matching", "A Survey of Graph Matching", "Kites in Wind"]
    assert reads(own, ["Wind and Weather", "Lanterns"]) == ("graph matching", "kites")
    assert reads(["One Title"], []) == () and EVERYBODY.scopes


def test_show_tells_where_a_paper_was_posted_to_those_who_may_know(app: Paperboy, learn: Learn) -> None:
    ann = Person("slack", "T1", ANN)
    learn(slack_zip([slack_said(abs_url(KITES), at=NOW - timedelta(days=400))]))

    def shown(place: Place, **more: object) -> str:
        return str(answer(app, f"show {KITES}", replace(Call(ann, place, NOW, "d"), **more)).cards)

    assert "posted in #nlp on 16 October 2025" in shown(VISION)
    assert "posted here" not in shown(ROOM, foreign=True) or "#nlp" not in shown(ROOM, foreign=True)
    for text in (shown(VISION, foreign=True), shown(Place("slack", "T2", "C3"), person=Person("slack", "T2", "U5"))):
        assert "posted" not in text
