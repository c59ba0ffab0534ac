"""How the day's post reads: head, picks, foot, what goes inside, and what a maker is told."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from core.model import Paper, Tally
from core.subscriptions import wording
from core.subscriptions.wording import DigestParts
from tests.bots.letters import DIGEST, daily, picks


def texts(cards: tuple[object, ...]) -> str:
    return "\n".join(str(card) for card in cards)


def test_a_post_says_how_many_of_how_many_which_day_and_when_the_next_comes() -> None:
    head, *shown, foot = daily(picks(5))
    assert head.title.text == "5 of 37 new papers · Friday 20 November"
    assert [card.title.text[:3] for card in shown] == ["1. ", "2. ", "3. ", "4. ", "5. "]
    assert foot.title.text == "Press, or react with, a number to vote · next Monday 09:00"
    assert [button.label for button in foot.buttons] == ["See all 37", "Change this"]


def test_a_pick_is_its_title_its_line_who_when_code_and_why_with_the_button_that_has_its_number() -> None:
    ((paper, why),) = picks(1)
    _, first, _ = daily([(msgspec.structs.replace(paper, code="https://github.com/x/y"), why)])
    assert first.body.text == "A router that cuts imbalance by 38% at equal cost"
    assert [field.value for field in first.fields] == ["Okafor-Lindqvist … Byron · 19 Nov", "topic: routing"]
    vote, code = first.buttons
    assert (vote.label, vote.line, code.url) == ("1️⃣ Vote", "vote 2611.00001 up", "https://github.com/x/y")


def test_the_foots_menu_opens_each_paper() -> None:
    *_, foot = daily(picks(2))
    assert foot.select and foot.select.label == "Open, save or discuss a paper …"
    assert [option.line for option in foot.select.options] == ["show 2611.00001", "show 2611.00002"]


@pytest.mark.parametrize(
    ("following", "when"),
    [
        (datetime(2026, 11, 20, 17, tzinfo=UTC), "next today 18:00"),
        (datetime(2026, 11, 27, 8, tzinfo=UTC), "next Friday 09:00"),
        (datetime(2026, 12, 4, 8, tzinfo=UTC), "next Friday 4 December 09:00"),
        (None, "no further post is planned"),
    ],
)
def test_the_next_post_is_told_shortly_and_never_of_the_wrong_day(following: datetime | None, when: str) -> None:
    made = msgspec.structs.replace(_parts(picks(2), 12), next=following)
    *_, foot = wording.daily(DIGEST, made, {paper.id: Tally() for paper, _ in picks(2)})
    assert foot.title.text.endswith(f"· {when}")


def test_a_title_takes_two_rows_and_the_reasons_one_of_which_the_first_is_always_told() -> None:
    paper = msgspec.structs.replace(picks(1)[0][0], title="Word " * 60)
    why = "topic: mixture of experts routing; author: Berg; 34 upvotes at the source"
    made = _parts(((paper, why),), 12)
    _, pick, _ = wording.daily(DIGEST, made, {paper.id: Tally()})
    assert len(pick.title.text) <= 120 and pick.title.text.endswith("…")
    why = {field.name: field.value for field in pick.fields}["why"]
    assert why == "topic: mixture of experts routing"


def test_the_foot_says_which_feed_is_missing_only_where_one_is() -> None:
    missing = "arXiv has not answered since Thursday 02:00; these are from Hugging Face."
    made = msgspec.structs.replace(_parts(picks(1), 12), missing=missing)
    *_, foot = wording.daily(DIGEST, made, {paper.id: Tally() for paper, _ in picks(1)})
    assert foot.body.text == missing and foot.plain.endswith(missing)
    assert not daily(picks(1))[-1].body.text


def test_a_pick_as_a_card_has_its_line_too_and_one_pick_alone_says_nothing_of_numbers() -> None:
    _, only, foot = daily(picks(1), "cards")
    assert only.body.text.startswith("A router that cuts")
    assert "number" not in foot.title.text and "️⃣" not in texts((only,))


def test_a_machines_line_is_marked_as_one() -> None:
    ((paper, why),) = picks(1)
    _, card, _ = daily([(msgspec.structs.replace(paper, summary="It routes."), why)])
    assert card.body.text == "Machine-made summary: It routes."


def test_inside_are_the_abstracts_by_number_with_the_ways_to_code() -> None:
    ((paper, why),) = picks(1)
    known = msgspec.structs.replace(paper, code="https://github.com/x/y", keywords=("routing",))
    (card,) = wording.inside([(known, why)], {paper.id: Tally()})
    assert (card.title.text, card.body.text) == (f"1. {paper.title}", paper.abstract)
    assert not card.paper_id and [field.name for field in card.fields] == ["keywords"]
    assert [button.url for button in card.buttons] == ["https://github.com/x/y"]


def test_the_weeks_best_says_of_how_many() -> None:
    some, tallies = picks(2), {paper.id: Tally(up=3) for paper, _ in picks(2)}
    head, *cards, foot = wording.board(DIGEST, _parts(some, 12), tallies)
    assert head.title.text == "The week's best of 12 papers voted for · Friday 20 November"
    assert [card.buttons[0].label for card in cards] == ["1️⃣ 3", "2️⃣ 3"] and not foot.buttons and foot.select


def test_an_empty_day_is_one_line() -> None:
    (card,) = wording.nothing_new(_parts((), 12), "0 of 12 new papers picked: 12 out by topic.", "Europe/Paris")
    assert card.title.text == "Friday 20 November: 0 of 12 new papers picked: 12 out by topic."
    (card,) = wording.nothing_new(_parts((), 0), "", "Europe/Paris")
    assert card.title.text == "Friday 20 November: nothing new."


def test_the_report_offers_less_only_where_less_than_half_was_voted_on() -> None:
    card = wording.report(DIGEST, 25, 11, 3, "cs.CR", "digest edit ab12 cats:cs.CL")
    assert card.title.text == (
        "“daily papers” this week: 25 posted, 11 voted on, 3 discussed; nobody voted on anything from cs.CR."
    )
    assert [button.label for button in card.buttons] == ["Drop it", "Post 3 a day"]
    assert wording.report(DIGEST, 25, 20, 3, "", "").buttons == ()


def test_a_maker_whose_place_is_gone_is_told_why_and_how_to_go_on() -> None:
    card = wording.closed(msgspec.structs.replace(DIGEST, why_paused="the channel is archived"))
    assert card.title.text == "I cannot post “daily papers”: the channel is archived."
    assert [button.line for button in card.buttons] == ["digest resume ab12", "digest stop ab12"]


def _parts(some: tuple[tuple[Paper, str], ...], new: int) -> DigestParts:
    return DigestParts("ab12-post-20261120", date(2026, 11, 20), some, new, 0, None)
