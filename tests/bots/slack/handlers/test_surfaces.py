"""Where a press came from, its answer goes: public messages, private lists, cards under links, modals and Home."""

from bots.shared.render.lines import PARKED
from core.app import Paperboy
from core.store.engine.record import Record
from tests.bots.slack.conftest import Bot, said, seen
from tests.fakes.slack import Channel, FakeSlack, Message, User

PAPER = "2611.00010"
UP = "▲ Worth reading"


def posted_list(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> Message:
    """A list that everybody sees."""
    return bot.publish(nlp, ada, "search tidal")


def test_a_vote_in_a_public_list_redraws_one_card_in_place(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    listed = posted_list(bot, slack, ada, nlp)
    before = {block["block_id"]: block for block in listed.blocks}
    slack.press(bo, listed, UP, nth=1)
    slack.until(lambda: "1 for, 0 against" in said(listed))
    changed = [name for name, block in before.items() if block not in listed.blocks]
    assert {name[0] for name in changed} <= {"v", "a"}
    assert len({name[2:].partition("|")[0] for name in changed}) == 1
    assert slack.posted(nlp) == [listed]
    assert slack.whispered(bo) == []


def test_votes_of_two_in_one_list_are_both_seen(bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel) -> None:
    listed = posted_list(bot, slack, ada, nlp)
    slack.press(ada, listed, UP, nth=0)
    slack.until(lambda: str(listed.blocks).count("1 for, 0 against") == 1)
    slack.press(bo, listed, UP, nth=1)
    slack.until(lambda: str(listed.blocks).count("1 for, 0 against") == 2)


def test_a_public_list_keeps_its_page_when_somebody_turns_it(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    listed = posted_list(bot, slack, ada, nlp)
    turned = slack.press(bo, listed, "Next").answered()
    assert "Page 1 of 2" in said(listed)
    assert "Page 2 of 2" in said(turned)
    assert turned.only_for == bo.id


def test_a_private_list_turns_its_pages_in_place(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    listed = slack.command(ada, nlp, "search tidal").answered()
    slack.press(ada, listed, "Next").answered()
    assert "Page 2 of 2" in said(listed)
    slack.press(ada, listed, "Previous").answered()
    assert "Page 1 of 2" in said(listed)
    assert slack.whispered(ada) == [listed]


def test_a_vote_on_the_second_page_of_a_private_list_leaves_it_there(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    listed = slack.command(ada, nlp, "search tidal").answered()
    slack.press(ada, listed, "Next").answered()
    slack.press(ada, listed, UP).answered()
    assert "Page 2 of 2" in said(listed)
    assert "1 for, 0 against" in said(listed)


def test_saving_in_a_private_list_redraws_it_and_says_so(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    listed = slack.command(ada, nlp, "search tidal limit:2").answered()
    act = slack.press(ada, listed, "Save")
    act.answered(2)
    assert "1 saved" in said(listed)
    assert "Saved: Tidal Kites" in seen(slack.whispered(ada)[-1])


def test_a_share_is_seen_by_all_from_wherever_it_is_pressed(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    listed = slack.command(ada, nlp, "search tidal limit:1").answered()
    slack.choose(ada, listed, "Share here")
    (card,) = slack.until(lambda: slack.posted(nlp))
    assert "shared by ada" in said(card)


def test_a_share_whose_address_is_used_up_is_still_seen_by_all(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.fault("response_url", times=1, status=404)
    slack.command(ada, nlp, f"share {PAPER}")
    assert len(slack.until(lambda: slack.posted(nlp))) == 1
    assert slack.whispered(ada) == []


def test_a_private_answer_whose_address_is_used_up_stays_private(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.fault("response_url", times=1, status=404)
    slack.command(ada, nlp, "search tidal")
    (shown,) = slack.until(lambda: slack.whispered(ada))
    assert "8 papers" in said(shown)
    assert slack.posted(nlp) == []


def long_line() -> str:
    """A line that no block's name holds."""
    return "search tidal " + " ".join(f"-wordless{n:02d}" for n in range(20)) + " limit:2"


def test_a_line_too_long_for_its_place_is_parked_and_works(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    listed = slack.command(ada, nlp, long_line()).answered()
    assert PARKED in listed.blocks[2]["block_id"] or any(f"|{PARKED}" in b["block_id"] for b in listed.blocks)
    slack.press(ada, listed, UP).answered()
    assert "1 for, 0 against" in said(listed)


def test_after_its_day_a_parked_list_still_counts_the_vote_and_shows_it(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    listed = slack.command(ada, nlp, long_line()).answered()
    app.of(Record).text.delete(*app.of(Record).text.keys("pb:parked*"))
    shown = slack.press(ada, listed, UP).answered()
    assert shown is not listed
    assert "1 for, 0 against" in said(shown)


def test_after_its_day_a_parked_button_says_that_it_expired(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    shown = slack.command(ada, nlp, "search tidal limit:1").answered()
    shown.blocks[-1] = {**shown.blocks[-1], "type": "actions", "elements": [button("~0123456789abcdef")]}
    answer = slack.press(ada, shown, "Old").answered()
    assert "That list has expired." in said(answer)
    slack.press(ada, answer, "Search papers")
    assert slack.until(lambda: slack.modal(ada))


def button(value: str) -> dict[str, object]:
    """A button of an older Paperboy."""
    return {"type": "button", "action_id": "line:1", "value": value, "text": {"type": "plain_text", "text": "Old"}}


def test_an_answer_to_a_press_in_a_thread_stands_in_that_thread(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    listed = bot.publish(nlp, ada, "search tidal", thread=slack.say(ada, nlp, "kites?").ts)
    turned = slack.press(bo, listed, "Next").answered()
    assert turned.thread_ts == listed.thread_ts != ""
    before = len(slack.posted(nlp))
    slack.choose(bo, listed, "Share here")
    assert slack.until(lambda: slack.posted(nlp)[before:])[0].thread_ts == listed.thread_ts
