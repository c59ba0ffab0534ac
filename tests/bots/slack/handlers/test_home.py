"""App Home: drawn when opened and after a press, and what opens from it lies in modals."""

from core.app import Paperboy
from core.commands.dispatch import answer
from core.model import Person
from core.store.engine.record import Record
from tests.bots.slack.conftest import Bot, papers, said, seen, until
from tests.factories import bring, call
from tests.fakes.slack import Channel, FakeSlack, User

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
    slack.press(ada, home, "Show the top papers")
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
    slack.press(ada, home, "Show the top papers")
    shown = slack.until(lambda: slack.modal(ada))
    for act in ("Read the abstract", "Find similar"):
        below = shown
        slack.choose(ada, shown, act)
        shown = slack.until(lambda below=below: (top := slack.modal(ada)) is not below and top)
    slack.choose(ada, shown, "Copy BibTeX")
    slack.until(lambda: "@" in said(shown) and "BibTeX" in said(shown))
    assert slack.modal(ada) is shown


def test_help_of_every_verb_opens_from_home(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.press(ada, home, "Show help")
    assert "Type /papers and a command" in said(slack.until(lambda: slack.modal(ada)))


def test_home_stays_within_a_hundred_blocks_however_much_there_is(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User
) -> None:
    bring(app.of(Record), *papers(40), day=bot.app.clock.now().date(), where="today.txt")
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


def test_home_shows_what_is_new_and_yours_and_feeds_to_admins_only(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    for part in ("8 papers listed since yesterday", "Top of the week", "You follow nothing yet", "Yours"):
        assert part in seen(home)
    assert "Feeds" not in seen(home)
    ada.is_admin = True
    slack.open_home(ada)
    slack.until(lambda: "Feeds: " in seen(home))


def test_a_full_home_has_under_thirty_blocks_and_searches_again(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    ada.is_admin = True
    for n in range(6):
        slack.command(ada, nlp, f"digest new tidal tz:UTC sure:yes name:number-{n}").answered()
        slack.command(ada, nlp, f"search tidal -{n}").answered()
    for paper in papers(8):
        answer(app, f"vote {paper.arxiv} up", call(Person("slack", "T1", ada.id)))
        slack.command(ada, nlp, f"save {paper.arxiv}").answered()
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    assert "For you, since yesterday" in seen(home) and "and 2 more" in seen(home)
    assert len(home.given["blocks"]) < 30
    slack.press(ada, home, "tidal -5")
    slack.until(lambda: (top := slack.modal(ada)) and "7 papers" in said(top))
    slack.open_home(bo)
    assert "Search again" not in seen(slack.until(lambda: slack.world.homes.get(bo.id)))


def test_search_opens_its_form_from_home(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.press(ada, home, "Search papers")
    form = slack.until(lambda: slack.modal(ada))
    slack.submit(ada, form, {"query": "tidal"})
    slack.until(lambda: "8 papers" in said(form))
