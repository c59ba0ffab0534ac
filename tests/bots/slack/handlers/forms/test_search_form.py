"""The search form: fields from the command table, errors beside them, the answer in the form's place."""

import pytest

from tests.bots.slack.conftest import Bot, said
from tests.fakes.slack import Channel, FakeSlack, User, View


@pytest.fixture
def form(bot: Bot, slack: FakeSlack, ada: User) -> View:
    """The form, opened from anywhere."""
    slack.shortcut(ada, "search_papers")
    return slack.until(lambda: slack.modal(ada))


@pytest.fixture
def whole(slack: FakeSlack, ada: User, form: View) -> View:
    """The form with the fields behind “More”."""
    slack.press(ada, form, "More")
    slack.until(lambda: "sort" in blocks(form))
    return form


def blocks(view: View) -> list[str]:
    return [block["block_id"] for block in view.given["blocks"]]


def test_words_author_and_days_come_first_and_more_keeps_what_was_typed(
    slack: FakeSlack, ada: User, form: View
) -> None:
    assert blocks(form)[:-1] == ["query", "author", "from", "to"]
    assert [block["element"]["type"] for block in form.given["blocks"][2:4]] == ["datepicker"] * 2
    slack.press(ada, form, "More", filled={"query": "tidal", "from": "2026-11-01"})
    slack.until(lambda: "sort" in blocks(form))
    assert blocks(form) == ["query", "author", "from", "to", "cat", "source", "min_votes", "sort"]
    elements = {block["block_id"]: block["element"] for block in form.given["blocks"]}
    assert (elements["query"]["initial_value"], elements["from"]["initial_date"]) == ("tidal", "2026-11-01")
    assert not slack.submit(ada, form, {"sort": "new"}).errors
    slack.until(lambda: "8 papers for “tidal from:2026-11-01 sort:new”" in said(form))


@pytest.mark.parametrize(
    ("filled", "field", "sentence"),
    [
        ({"query": "tidal", "from": "2026-11-20", "to": "2026-11-01"}, "to", "swap them"),
        ({"query": "tidal", "author": "!"}, "author", "letters or digits"),
        ({"query": "x" * 300}, "query", "256"),
        ({}, "query", ""),
        ({"query": "tidal", "min_votes": "-3"}, "min_votes", "-3"),
    ],
)
def test_an_error_stands_beside_its_field(
    slack: FakeSlack, ada: User, whole: View, filled: dict[str, object], field: str, sentence: str
) -> None:
    act = slack.submit(ada, whole, filled)
    assert list(act.errors) == [field]
    assert sentence in act.errors[field]
    assert whole.is_open


def test_a_corrected_form_is_answered(slack: FakeSlack, ada: User, form: View) -> None:
    assert slack.submit(ada, form, {"query": "tidal", "author": "!"}).errors
    assert not slack.submit(ada, form, {"query": "tidal", "from": "2026-11-06"}).errors
    slack.until(lambda: "8 papers" in said(form))


@pytest.mark.parametrize(
    "filled",
    [
        {"query": "tidal", "author": "Ada Byron"},
        {"author": "byron"},
        {"query": "tidal", "sort": "new", "min_votes": "0"},
        {"query": 'from: "Tidal Kites"'},
        {"query": "tidal author:nobody", "author": "byron"},
        {"query": "tidal “"},
        {"query": "tidal", "author": 'O"Hara "B'},
    ],
)
def test_whatever_is_filled_in_is_answered(slack: FakeSlack, ada: User, whole: View, filled: dict[str, object]) -> None:
    form = whole
    act = slack.submit(ada, form, filled)
    assert act.acked
    if not act.errors:
        slack.until(lambda: "papers" in said(form) or "Nothing found" in said(form))
    assert set(act.errors) <= set(filled)


def test_an_answer_holds_for_votes_and_pages(slack: FakeSlack, ada: User, whole: View) -> None:
    form = whole
    slack.submit(ada, form, {"query": "tidal", "author": "Ada Byron", "sort": "new"})
    slack.until(lambda: "Page 1 of 2" in said(form))
    slack.press(ada, form, "Next")
    slack.until(lambda: "Page 2 of 2" in said(form))
    slack.press(ada, form, "▲ Worth reading")
    slack.until(lambda: "1 for, 0 against" in said(form))
    assert "Page 2 of 2" in said(form)


def test_a_form_closed_during_a_slow_search_costs_nothing(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, form: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.slack.handlers.home.SOON", 0)
    slack.fault("views.update", times=1, error="not_found")
    slack.submit(ada, form, {"query": "tidal"})
    slack.until(lambda: slack.calls["views.update"] == 1)
    assert "8 papers" in said(slack.command(ada, nlp, "search tidal").answered())


def test_a_button_that_says_search_opens_the_form(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    shown = slack.command(ada, nlp, "home").answered()
    slack.press(ada, shown, "Search papers")
    assert slack.until(lambda: slack.modal(ada)).given["callback_id"] == "search_form"
