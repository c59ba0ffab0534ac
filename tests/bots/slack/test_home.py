"""App Home: drawn when opened and after a press, and what opens from it lies in modals."""

from core.paperboy import Paperboy
from tests.bots.slack.conftest import Bot, papers, said, seen, until
from tests.fakes.slack import Channel, FakeSlack, User
from tests.makers import bring

PAPER = "2611.00010"
UP = "▲ Worth reading"


def test_a_vote_on_home_redraws_home(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.press(ada, home, UP)
    slack.until(lambda: "1 for, 0 against" in said(home))
    slack.until(lambda: "on 1 paper" in said(home))


def test_an_answer_to_home_opens_a_modal_and_to_a_modal_lies_on_top(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.press(ada, home, "See the top papers")
    top = slack.until(lambda: slack.modal(ada))
    slack.press(ada, top, UP)
    slack.until(lambda: "1 for, 0 against" in said(top))
    slack.press(ada, top, "Next")
    slack.until(lambda: "Page 2 of 2" in said(top))
    slack.choose(ada, top, "Read the abstract")
    slack.until(lambda: slack.modal(ada) is not top)


def test_a_fourth_modal_takes_the_place_of_the_third(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.press(ada, home, "See the top papers")
    shown = slack.until(lambda: slack.modal(ada))
    for _ in range(2):
        below = shown
        slack.choose(ada, shown, "Read the abstract")
        shown = slack.until(lambda below=below: (top := slack.modal(ada)) is not below and top)
    slack.choose(ada, shown, "Copy BibTeX")
    slack.until(lambda: "@" in said(shown) and "BibTeX" in said(shown))
    assert slack.modal(ada) is shown


def test_help_of_every_verb_opens_from_home(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.press(ada, home, "Show help")
    assert "Type /papers and a verb" in said(slack.until(lambda: slack.modal(ada)))


def test_home_stays_within_a_hundred_blocks_however_much_there_is(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User
) -> None:
    bring(app.record, *papers(40), day=bot.app.clock.now().date(), where="today.txt")
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    assert 5 < len(home.given["blocks"]) < 100


def test_home_is_drawn_for_the_home_tab_only(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada, tab="messages")
    until(lambda: bot.waiting() == 0)
    assert slack.world.homes == {}


def test_home_is_drawn_anew_at_every_visit(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.command(ada, nlp, f"save {PAPER}").answered()
    slack.open_home(ada)
    slack.until(lambda: "your list:" in seen(home).lower() and "1 paper" in seen(home))


def test_home_shows_what_is_new_on_top_yours_and_how_the_feeds_are(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = seen(slack.until(lambda: slack.world.homes.get(ada.id)))
    for part in ("8 papers listed since yesterday", "Top of the week", "Yours", "Feeds"):
        assert part in home


def test_search_opens_its_form_from_home(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.press(ada, home, "Search papers")
    form = slack.until(lambda: slack.modal(ada))
    slack.submit(ada, form, {"query": "tidal"})
    slack.until(lambda: "8 papers" in said(form))
