"""The first days of a workspace, told through the real clients: what people do, and what they see."""

from core.app import Paperboy
from core.store.votes.votes import Votes
from tests.bots.slack.conftest import Bot, said, texts_of, until
from tests.fakes.slack import BOT, Channel, FakeSlack, User

PAPER = "2611.00010"
LINK = f"https://arxiv.org/abs/{PAPER}"


def test_invited_it_says_hello_once_with_a_button_that_works(bot: Bot, slack: FakeSlack, ada: User) -> None:
    room = slack.channel("rivers", ada, bot=False)
    slack.invite(ada, room)
    (hello,) = slack.until(lambda: slack.posted(room))
    assert "Hello, I am Paperboy" in said(hello)
    assert "listed" in said(slack.press(ada, hello, "Show today's papers").answered())
    slack.kick(ada, room)
    slack.invite(ada, room)
    until(lambda: bot.waiting() == 0)
    assert slack.posted(room) == [hello]


def test_a_command_is_acknowledged_at_once_and_answered_in_private(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    act = slack.command(ada, nlp, "search tidal")
    answer = act.answered()
    assert act.delivery.seconds < 1
    assert (answer.only_for, slack.posted(nlp)) == (ada.id, [])
    assert "Page 1 of 2, 8 papers" in said(answer)


def test_papers_alone_is_help_with_buttons(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    answer = slack.command(ada, nlp, "").answered()
    assert "Type /papers and a command" in said(answer)
    assert any(block["type"] == "actions" for block in answer.blocks)


def test_a_button_in_a_list_redraws_its_card_and_no_other(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    answer = slack.command(ada, nlp, "search tidal").answered()
    before = [texts_of(block) for block in answer.blocks if PAPER not in block["block_id"]]
    slack.press(ada, answer, "▲ Worth reading").answered()
    assert said(answer).count("1 for, 0 against") >= 1
    assert [texts_of(block) for block in answer.blocks if PAPER not in block["block_id"]] == before
    assert slack.whispered(ada) == [answer]


def test_the_search_form_answers_in_its_own_place(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.shortcut(ada, "search_papers")
    form = slack.until(lambda: slack.modal(ada))
    assert slack.submit(ada, form, {"query": "tidal"}).acked
    slack.until(lambda: "Page 1 of 2, 8 papers" in said(form))
    slack.press(ada, form, "Next")
    slack.until(lambda: "Page 2 of 2, 8 papers" in said(form))


def test_the_papers_of_a_message_are_saved_from_its_menu(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    message = slack.say(ada, nlp, f"look at {LINK} and https://arxiv.org/pdf/2611.00011v2")
    answer = slack.shortcut(ada, "save_papers", message).answered()
    assert said(answer).count("Saved: Tidal Kites") >= 2
    assert "2 papers saved" in said(slack.command(ada, nlp, "saved").answered())


def test_discuss_posts_the_paper_once_and_later_presses_lead_to_its_thread(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    answer = slack.command(ada, nlp, "search tidal limit:1").answered()
    first = slack.choose(ada, answer, "Discuss").answered()
    card, abstract = slack.posted(nlp)
    assert "ada wants to discuss it" in said(card)
    assert abstract.thread_ts == card.ts
    second = slack.choose(bo, slack.command(bo, nlp, "search tidal limit:1").answered(), "Discuss").answered()
    address = f"https://acme.slack.com/archives/{nlp.id}/p{card.ts.replace('.', '')}"
    assert address in str(first.blocks)
    assert address in str(second.blocks)
    assert slack.posted(nlp) == [card, abstract]


def test_home_is_drawn_when_opened(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    assert "listed since yesterday" in said(home)


def test_a_posted_link_unfurls_to_its_card(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    message = slack.say(ada, nlp, f"look: {LINK}")
    slack.until(lambda: message.unfurls)
    assert "Tidal Kites number 0" in said(message)
    assert slack.posted(nlp) == []


def test_a_button_pressed_after_a_restart_does_what_it_says(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    answer = slack.command(ada, nlp, "search tidal limit:1").answered()
    bot.stop()
    bot.start()
    slack.press(ada, answer, "▲ Worth reading").answered()
    assert "1 for, 0 against" in said(answer)


def test_slack_saying_wait_is_waited_for(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    held = slack.fault("chat.postMessage", times=1, status=429, retry_after=1)
    slack.say(ada, nlp, f"@paperboy share {PAPER}")
    slack.until(lambda: slack.posted(nlp))
    refused, taken = [call for call in slack.log if call.method == "chat.postMessage"]
    assert (held.times, refused.status, taken.status) == (0, 429, 200)
    assert taken.at - refused.at >= 1


def test_lost_sockets_come_back_and_nothing_is_lost(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.reset()
    slack.until(lambda: len(slack.sockets.open) == 0)
    slack.until(lambda: len(slack.sockets.open) == 2)
    assert "8 papers" in said(slack.command(ada, nlp, "search tidal").answered())
    opened = slack.sockets.opened
    slack.disconnect()
    slack.until(lambda: slack.sockets.opened >= opened + 2)
    assert "8 papers" in said(slack.command(ada, nlp, "search tidal").answered())


def test_a_vote_is_one_persons_and_pressed_again_taken_back(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    slack.command(ada, nlp, f"share {PAPER}")
    (shared,) = slack.until(lambda: slack.posted(nlp))
    slack.press(ada, shared, "▲ Worth reading")
    slack.until(lambda: "1 for, 0 against" in said(shared))
    slack.press(bo, shared, "▲ Worth reading")
    slack.until(lambda: "2 for, 0 against" in said(shared))
    slack.press(ada, shared, "▲ Worth reading")
    slack.until(lambda: "1 for, 0 against" in said(shared))
    assert app.of(Votes).tallies([PAPER])[PAPER].up == 1
    assert BOT not in {message.only_for for message in slack.world.ephemerals}
