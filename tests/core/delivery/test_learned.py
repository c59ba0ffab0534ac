"""Picks that learn: what is voted for in a place changes what is posted there, and each pick says why."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from core.delivery.fitting import Fitting
from core.delivery.planner import delivery_id
from core.errors import ErrorKind
from core.model import Person, Place
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import backup, keys
from core.store.engine.record import Record
from core.store.votes.acts import Acts
from core.subscriptions.learning.kept import unpacked
from tests.core.delivery.conftest import HERE, Rounds, at, text_of
from tests.core.delivery.learning import MONDAY, Week
from tests.factories import bring, entry

OTHER_TEAM = Place("slack", "T2", "C9")
STRANGER = Person("slack", "T2", "U9")
BO = Person("slack", "T1", "U2")


@pytest.fixture
def week(rounds: Rounds) -> Week:
    return Week(rounds)


def test_after_five_days_of_votes_the_sixth_morning_brings_what_is_like_them_and_says_why(week: Week) -> None:
    week.days(5)
    week.morning()
    kites = [why for title, why in zip(week.titles(), week.whys(), strict=True) if "Kites" in title]
    assert len(kites) == 2 and all(why.startswith("because you voted for “") and "kites" in why for why in kites)
    assert len(week.titles()) == 5 and all(week.whys())


def test_without_a_vote_the_order_is_the_sources(week: Week) -> None:
    week.morning()
    week.learn()
    week.morning()
    assert not [why for why in week.whys() if "because" in why or "outside" in why]
    body = week.rounds.app.of(Deliveries).body(delivery_id(week.digest.id, "post", MONDAY + timedelta(days=1)))
    assert body and body.placed == () and body.number == 0


def test_the_first_learned_post_says_so_and_how_to_end_it_and_no_later_one(week: Week) -> None:
    week.days(1)
    texts = []
    for _ in range(2):
        week.morning()
        texts.append("digest learn off" in week.rounds.outlet.posts[-1].digest.cards[-1].body.text)
    assert texts == [True, False]


def test_one_place_in_five_is_drawn_from_the_sources_order_and_says_so_with_its_chance_kept(week: Week) -> None:
    week.days(2)
    week.morning()
    assert [why.startswith("outside your usual: most upvoted today") for why in week.whys()].count(True) == 1
    body = week.rounds.app.of(Deliveries).body(delivery_id(week.digest.id, "post", week.day - timedelta(days=1)))
    assert body
    (drawn,) = [placed for placed in body.placed if placed.by == "drawn"]
    assert 0 < drawn.chance < 1 and drawn.learned > 5 and drawn.upvoted >= 1


def test_where_fewer_than_five_are_posted_none_is_drawn(rounds: Rounds) -> None:
    week = Week(rounds, "digest new days:daily at:09:00 top:4")
    week.days(2)
    week.morning()
    assert len(week.whys()) == 4 and not [why for why in week.whys() if why.startswith("outside")]


def test_both_orders_take_turns_until_votes_decide(week: Week) -> None:
    week.days(2)
    week.morning()
    assert {placed.by for placed in _placed(week)} == {"learned", "source", "drawn"}
    week.vote("Kites")
    week.learn()
    week.days(5)
    week.morning()
    assert "source" not in {placed.by for placed in _placed(week)}
    assert "Learning won when both orders took turns" in text_of(week.rounds.ask("digest learn"))


def test_where_learning_loses_it_says_so_and_offers_to_switch_itself_off(week: Week) -> None:
    week.days(1)
    for _ in range(9):
        week.morning()
        by_source = [
            card.paper_id for card, placed in zip(week.picks, _placed(week), strict=True) if placed.by == "source"
        ]
        for paper_id in by_source:
            week.rounds.ask(f"vote {paper_id} up")
        model = week.rounds.app.of(Models)
        learners = model.waiting()
        assert learners
        week.fitting.learn(learners[0], week.rounds.now)
        if unpacked(model.get(week.digest.id) or "").verdict:
            break
    (*_, shown) = week.rounds.ask("digest learn").cards
    assert "Learning loses here" in shown.body.text
    assert f"digest learn off name:{week.digest.id}" in [act.line for act in shown.buttons]
    previewed = week.rounds.ask("digest preview").cards
    assert any("Switch learning off" in [act.label for act in card.buttons] for card in previewed)


def test_the_preview_is_what_is_posted_and_shows_both_orders_and_what_moved(week: Week) -> None:
    week.days(3)
    week.list_papers()
    week.rounds.now = at(f"{week.day}T07:30")
    _, *shown = week.rounds.ask("digest preview").cards
    (orders,) = [card for card in shown if card.title.text.startswith("By what is voted for")]
    (proof,) = [card for card in shown if card.title.text == "How learning does"]
    assert len(orders.fields) == 5 and "because you voted for" in orders.fields[0].value
    assert "source's" in orders.fields[0].value and "(learned " in orders.fields[0].value
    assert "Only what was posted could be voted on." in proof.body.text
    previewed = [(card.paper_id, card.fields) for card in shown if card.pick]
    week.rounds.go(minutes=30)
    assert previewed == [(card.paper_id, card.fields) for card in week.picks]


def test_a_retry_sends_what_was_decided_though_votes_came_in_between(week: Week) -> None:
    week.days(2)
    week.rounds.outlet.fail(ErrorKind.AMBIGUOUS)
    before = len(week.rounds.outlet.posts)
    week.morning()
    body = week.rounds.app.of(Deliveries).body(delivery_id(week.digest.id, "post", week.day - timedelta(days=1)))
    week.vote("glacier")
    week.learn()
    week.rounds.send()
    assert body and len(week.rounds.outlet.posts) == before + 1
    assert [card.paper_id for card in week.picks] == [paper_id for paper_id, _ in body.picks]


def test_a_floor_leaves_out_what_is_unlike_the_votes_and_at_least_fills_up(rounds: Rounds) -> None:
    week = Week(rounds)
    week.days(8)
    model = unpacked(rounds.app.of(Models).get(week.digest.id) or "")
    assert model.floor is not None and model.verdict == "learned"
    week.morning()
    thin = len(week.titles())
    assert thin < 5 and all("Kites" in title for title in week.titles())
    listed = text_of(rounds.ask("digest list"))
    assert f"{thin} of 14 new papers picked: {14 - thin} too unlike what is voted for here" in listed
    rounds.ask("digest edit at_least:3")
    week.morning()
    assert len(week.titles()) == 3


def test_a_strangers_votes_teach_a_channel_nothing_and_no_one_of_another_team_sets_it(week: Week) -> None:
    week.morning()
    week.vote("Kites", OTHER_TEAM, STRANGER)
    week.learn()
    assert week.rounds.app.of(Models).get(week.digest.id) is None
    for line in ("learn", "learn off", "learn reset", "learn from:kites"):
        reply = week.rounds.ask(f"digest {line} name:{week.digest.id}", OTHER_TEAM, STRANGER)
        assert reply.outcome == "refused" and week.digest.name not in text_of(reply).replace(week.digest.id, "")
    assert week.digest.learn == "on"


def test_a_reason_names_no_paper_that_the_channel_may_not_see(week: Week) -> None:
    week.days(2)
    liked = unpacked(week.rounds.app.of(Models).get(week.digest.id) or "").liked
    assert len(liked) == 4
    for paper_id in liked:
        week.rounds.ask(f"paper hide {paper_id}")
    week.morning()
    assert not [why for why in week.whys() if "voted for" in why]


def test_reset_forgets_and_off_ends_it(week: Week) -> None:
    week.days(3)
    week.rounds.now += timedelta(minutes=1)
    assert "forgot what it learned" in text_of(week.rounds.ask("digest learn reset"))
    week.learn()
    assert week.rounds.app.of(Models).get(week.digest.id) is None
    week.vote("Night Kites", vote="none")
    week.days(1)
    assert week.rounds.app.of(Models).get(week.digest.id)
    week.rounds.ask("digest learn off")
    week.morning()
    assert not [why for why in week.whys() if "because" in why]


@pytest.mark.parametrize("named", ["Kites", "saved", "saved:strings"])
def test_examples_that_somebody_names_are_learned_from_at_once(week: Week, named: str) -> None:
    week.morning()
    for paper_id in week.titled("Kites"):
        week.rounds.ask(f"save {paper_id} tag:strings", Place("slack", "T1", "D1"))
    assert "papers that you named" in text_of(week.rounds.ask(f"digest learn from:{named}"))
    week.learn()
    week.morning()
    assert any(why.startswith("because you named “") for why in week.whys())


def test_papers_named_by_id_are_learned_from_and_an_unknown_one_is_refused(week: Week) -> None:
    week.morning()
    ids = ",".join(week.titled("Kites"))
    assert "2 papers" in text_of(week.rounds.ask(f"digest learn from:{ids}"))
    assert week.rounds.ask(f"digest learn from:{ids},2401.99999").outcome == "refused"
    assert week.rounds.ask("digest learn from:zzyzx").outcome == "refused"
    assert week.rounds.ask("digest learn off from:kites").outcome == "wrong"


def test_forget_me_drops_what_was_learned_and_leaves_no_byte_of_a_person(week: Week, record: Record) -> None:
    week.days(2)
    secret = Person("slack", "T1", "UCANARY")
    week.vote("glacier", person=secret)
    week.rounds.ask("digest learn from:Night", person=secret)
    week.learn()
    before = week.rounds.app.of(Models).get(week.digest.id)
    week.rounds.app.forget(secret, week.rounds.now)
    assert week.rounds.app.of(Models).get(week.digest.id) is None
    for key in record.raw.keys("pb:*"):
        kind, held = record.raw.type(key), b""
        if kind == b"hash":
            held = repr(record.raw.hgetall(key)).encode()
        elif kind == b"set":
            held = repr(record.raw.smembers(key)).encode()
        elif kind == b"stream":
            held = repr(record.raw.xrange(key)).encode()
        assert b"UCANARY" not in key + held
    week.learn()
    after = week.rounds.app.of(Models).get(week.digest.id)
    assert after and before and unpacked(after).votes == unpacked(before).votes - 1
    assert not set(week.titled("glacier")) & set(unpacked(after).liked)


def test_a_fit_under_way_keeps_nothing_of_whoever_is_forgotten_meanwhile(week: Week) -> None:
    week.days(1)
    models = week.rounds.app.of(Models)
    week.vote("glacier", person=BO)
    learner, data = models.learner(week.digest.id), models.get(week.digest.id)
    week.rounds.app.forget(BO, week.rounds.now)
    assert learner and not models.keep(learner, data)
    assert models.get(week.digest.id) is None and models.waiting() == [week.digest.id]


def test_a_slow_fit_keeps_nothing_where_another_fit_and_a_vote_came_first(week: Week) -> None:
    week.days(1)
    models = week.rounds.app.of(Models)
    week.vote("glacier", person=BO)
    learner, data = models.learner(week.digest.id), models.get(week.digest.id)
    week.learn()
    week.vote("orchard", person=BO)
    assert learner and not models.keep(learner, data)


def test_a_fit_of_a_stopped_digest_keeps_nothing(week: Week, record: Record) -> None:
    week.days(1)
    models = week.rounds.app.of(Models)
    learner, data = models.learner(week.digest.id), models.get(week.digest.id)
    week.rounds.ask("digest stop sure:yes")
    assert learner and not models.keep(learner, data)
    assert not record.text.exists(keys.model(learner.subscription.id))


def test_a_digest_without_votes_is_looked_at_once(week: Week) -> None:
    models = week.rounds.app.of(Models)
    assert models.waiting() == [week.digest.id]
    week.learn()
    assert models.waiting() == [] and models.get(week.digest.id) is None


def test_the_same_votes_make_the_same_model_again_and_a_backup_brings_it_back(week: Week, tmp_path: Path) -> None:
    week.days(3)
    models, record = week.rounds.app.of(Models), week.rounds.app.of(Record)
    before, acts = models.get(week.digest.id), week.rounds.app.of(Acts).of_place(HERE)
    record.text.delete(keys.model(week.digest.id))
    week.learn()
    assert models.get(week.digest.id) == before
    backup.write(record, tmp_path / "all.pb")
    record.text.flushall()
    backup.restore(record, tmp_path / "all.pb")
    assert models.get(week.digest.id) == before and week.rounds.app.of(Acts).of_place(HERE) == acts
    assert models.waiting() == []


def test_a_worker_that_runs_through_a_restore_learns_from_no_paper_that_went(week: Week, tmp_path: Path) -> None:
    week.days(3)
    models, record = week.rounds.app.of(Models), week.rounds.app.of(Record)
    backup.write(record, tmp_path / "all.pb")
    bring(record, entry("A lantern that goes"), day=MONDAY, where="later")
    worker, terms = week.rounds.app.call(Fitting), models.terms()
    worker.learn(week.digest.id, week.rounds.now)
    backup.restore(record, tmp_path / "all.pb")
    assert models.terms() == terms
    kept = list[str | None]()
    for fitting in (worker, week.rounds.app.call(Fitting)):
        fitting.learn(week.digest.id, week.rounds.now)
        kept.append(models.get(week.digest.id))
    assert kept[0] == kept[1]


@pytest.mark.parametrize("learned", [False, True])
@pytest.mark.parametrize("model_first", [False, True])
def test_a_restored_record_learns_from_what_was_voted_while_its_backup_was_written(
    week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, model_first: bool, learned: bool
) -> None:
    week.days(2)
    week.morning()
    models, record = week.rounds.app.of(Models), week.rounds.app.of(Record)
    first, last = (keys.model(week.digest.id).encode(), keys.LEARNABLE.encode())[:: 1 if model_first else -1]
    in_order = sorted(record.raw.keys("pb:*"), key=lambda key: (key == last) - (key == first))
    read = backup._read

    def read_and_vote(of: Record, portion: list[bytes]) -> list[backup.PackedKey]:
        rows = list(read(of, portion))
        if portion == [first]:
            week.vote("Kites")
            if learned:
                week.learn()
        return rows

    with monkeypatch.context() as patched:
        patched.setattr(backup, "PORTION", 1)
        patched.setattr(backup, "_read", read_and_vote)
        patched.setattr(record.raw, "scan_iter", lambda match, **_: in_order if match == "pb:*" else [])
        backup.write(record, tmp_path / "all.pb")
    week.learn()
    whole = models.get(week.digest.id)
    backup.restore(record, tmp_path / "all.pb")
    week.learn()
    assert models.get(week.digest.id) == whole


def test_a_stopped_digest_that_is_brought_back_goes_on_where_it_was(week: Week) -> None:
    week.days(2)
    week.morning()
    number = week.rounds.app.of(Models).posts(week.digest.id)[-1][0]
    week.rounds.ask("digest stop sure:yes")
    week.rounds.ask("digest undo")
    week.learn()
    week.morning()
    assert week.rounds.app.of(Models).posts(week.digest.id)[-1][0] == number + 1


def test_a_digest_for_oneself_learns_from_what_its_person_votes_for_wherever(rounds: Rounds) -> None:
    alone = Place("slack", "T1", "D1")
    week = Week(rounds)
    rounds.ask("digest new days:daily at:09:00 name:mine", alone, direct=True)
    rounds.send()
    week.days(1)
    (mine,) = rounds.app.of(Subscriptions).of_place(alone)
    model = rounds.app.of(Models).get(mine.id)
    assert model and unpacked(model).votes == 2
    week.vote("glacier", person=BO)
    week.learn()
    assert unpacked(rounds.app.of(Models).get(mine.id) or "").votes == 2


def test_the_friday_line_says_how_both_orders_placed_the_weeks_votes(week: Week) -> None:
    week.days(4)
    week.rounds.now = at("2026-11-27T08:00")
    week.list_papers()
    week.rounds.go()
    (report,) = [post for post in week.rounds.outlet.posts if "-report-" in post.key]
    (card,) = report.digest.cards
    assert "learning had" in card.body.text and "Only what was posted could be voted on." in card.body.text


def test_a_digest_of_an_older_paperboy_learns_once_somebody_says_so(week: Week) -> None:
    old = msgspec.structs.replace(week.digest, learn="off")
    week.rounds.app.of(Record).text.hset(keys.SUBSCRIPTIONS, old.id, msgspec.json.encode(old))
    week.morning()
    week.vote("Kites")
    week.learn()
    assert week.rounds.app.of(Models).get(old.id) is None
    week.rounds.ask("digest learn on")
    week.learn()
    assert week.rounds.app.of(Models).get(old.id)


def _placed(week: Week) -> tuple[object, ...]:
    body = week.rounds.app.of(Deliveries).body(delivery_id(week.digest.id, "post", week.day - timedelta(days=1)))
    assert body
    return body.placed
