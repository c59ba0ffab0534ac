"""A digest's settings as a modal: opened where nothing was said yet, its errors beside the fields, answered where one was."""

import json

import pytest

from core.app import Paperboy
from core.model import Person, Place
from core.store.delivery.subscriptions import Subscriptions
from core.subscriptions.model import Filter
from tests.bots.slack.conftest import Bot, place_of, said, until
from tests.fakes.slack import Channel, FakeSlack, User, View
from tests.fakes.slack.stage import interaction


@pytest.fixture
def form(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> View:
    """The form of a new digest, opened by whoever made the channel."""
    slack.command(ada, nlp, "digest new")
    return slack.until(lambda: slack.modal(ada))


@pytest.fixture
def whole(slack: FakeSlack, ada: User, form: View) -> View:
    """The form with the fields behind “More”."""
    return unfolded(slack, ada, form)


def unfolded(slack: FakeSlack, ada: User, form: View, filled: dict[str, object] | None = None) -> View:
    """A form once “More” was pressed."""
    slack.press(ada, form, "More", filled=filled)
    slack.until(lambda: len(form.given["blocks"]) > 3)
    return form


def shown(view: View) -> dict[str, object]:
    """What each field of a form is filled with."""
    answer = {}
    for block in (block for block in view.given["blocks"] if block["type"] == "input"):
        start = {name: value for name, value in block["element"].items() if name.startswith("initial_")}
        (answer[block["block_id"]],) = start.values() or ("",)
    return answer


def set_up(slack: FakeSlack, ada: User, nlp: Channel, line: str = 'digest new topics:"number 3"') -> str:
    """A digest made by a typed line; its id."""
    assert "is set up" in said(slack.command(ada, nlp, line).answered())
    return newest(slack, ada)


def newest(slack: FakeSlack, ada: User) -> str:
    """The id of the digest that the last answer is about."""
    buttons = [element for block in slack.whispered(ada)[-1].blocks for element in block.get("elements", ())]
    return next(button["value"] for button in buttons if button["value"].startswith("digest edit")).rpartition(" ")[2]


def test_a_new_digest_is_set_up_by_the_form_in_the_persons_own_zone(
    app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel, whole: View
) -> None:
    ada.tz, form = "Europe/Amsterdam", whole
    slack.submit(ada, form, {"topics": '"number 3", "state space"', "top": "3", "at": "18:30", "days": ["sat", "sun"]})
    slack.until(lambda: slack.whispered(ada))
    assert not form.is_open
    text = said(slack.whispered(ada)[-1])
    assert "3 papers about “number 3” or “state space”" in text and "18:30 (Europe/Amsterdam)" in text
    (digest,) = app.of(Subscriptions).of_place(place_of(nlp))
    assert (digest.maker, digest.days, digest.personal) == (Person("slack", "T1", ada.id), (5, 6), False)


def test_topics_and_hour_come_first_and_more_keeps_what_was_typed_as_a_change(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    digest = set_up(slack, ada, nlp, 'digest new topics:"number 3" top:4 tz:Asia/Tokyo')
    slack.command(ada, nlp, f"digest edit {digest}")
    form = slack.until(lambda: slack.modal(ada))
    assert list(shown(form)) == ["topics", "at"]
    assert "Asia/Tokyo" in said(form)
    unfolded(slack, ada, form, {"topics": '"number 4"', "at": "18:30"})
    assert list(shown(form))[:2] == ["topics", "at"] and shown(form)["topics"] == '"number 4"'
    slack.submit(ada, form, {"at": "09:00", "top": "3"})
    (changed,) = until(lambda: [s for s in app.of(Subscriptions).of_place(place_of(nlp)) if s.top == 3])
    assert changed.wants.topics == (("number 4",),) and f"{changed.at:%H:%M}" == "09:00"


def test_a_digest_stopped_meanwhile_is_said_to_be_gone_where_more_is_pressed(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    digest = set_up(slack, ada, nlp)
    slack.command(ada, nlp, f"digest edit {digest}")
    form = slack.until(lambda: slack.modal(ada))
    slack.command(ada, nlp, f"digest stop {digest} sure:yes").answered()
    slack.press(ada, form, "More")
    slack.until(lambda: "That digest was stopped" in said(form))


@pytest.mark.parametrize(
    ("filled", "field", "sentence"),
    [
        ({"topics": '"graph pruning'}, "topics", "quotation mark"),
        ({"name": "a:b"}, "name", "cannot be a name"),
        ({"days": []}, "days", "at least one day"),
        ({"cats": "cs.CL,!"}, "cats", "not a category"),
        ({"min_upvotes": "1000001"}, "min_upvotes", "from 0 to"),
        ({"tz": "Europe/Nowhere"}, "tz", "no time zone"),
    ],
)
def test_a_refusal_stands_beside_its_field(
    app: Paperboy,
    slack: FakeSlack,
    ada: User,
    nlp: Channel,
    whole: View,
    filled: dict[str, object],
    field: str,
    sentence: str,
) -> None:
    form = whole
    if field == "days":
        form.given["blocks"] = [dict(block, optional=True) for block in form.given["blocks"]]
    act = slack.submit(ada, form, filled)
    assert list(act.errors) == [field] and sentence in act.errors[field] and form.is_open
    assert app.of(Subscriptions).of_place(place_of(nlp)) == []


def test_a_form_is_filled_with_what_is_set_and_changes_only_what_was_changed(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    digest = set_up(slack, ada, nlp, 'digest new topics:"number 3",-zeppelins top:4 tz:Asia/Tokyo name:kites')
    slack.press(ada, slack.whispered(ada)[-1], "Change")
    form = unfolded(slack, ada, slack.until(lambda: slack.modal(ada)))
    filled = shown(form)
    assert (filled["name"], filled["topics"], filled["at"]) == ("kites", '"number 3",-zeppelins', "09:00")
    assert filled["tz"] == {"text": {"type": "plain_text", "text": "Asia/Tokyo", "emoji": False}, "value": "Asia/Tokyo"}
    slack.command(ada, nlp, f"digest edit {digest} top:9").answered()
    slack.submit(ada, form, {"topics": None, "layout": "cards", "name": "all kites"})
    (changed,) = until(lambda: [s for s in app.of(Subscriptions).of_place(place_of(nlp)) if s.name == "all kites"])
    assert changed.wants == Filter()
    assert (changed.top, changed.layout, changed.zone) == (9, "cards", "Asia/Tokyo")


def test_a_filter_that_brings_nothing_is_warned_of_and_saved_all_the_same_in_its_channel(
    app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel, form: View
) -> None:
    slack.submit(ada, form, {"topics": "zeppelins"})
    warning = slack.until(lambda: slack.whispered(ada))[-1]
    assert "That filter fits none" in said(warning) and app.of(Subscriptions).of_place(place_of(nlp)) == []
    slack.press(ada, warning, "Save it anyway").answered()
    (digest,) = app.of(Subscriptions).of_place(place_of(nlp))
    assert digest.wants.topics == (("zeppelins",),)


def test_whoever_may_no_longer_set_the_channel_up_is_told_who_may_when_the_form_is_sent(
    app: Paperboy, slack: FakeSlack, ada: User, bo: User, nlp: Channel, form: View
) -> None:
    nlp.creator = bo.id
    slack.submit(ada, form, {"topics": "tidal"})
    assert "may do that here" in said(slack.until(lambda: slack.whispered(ada))[-1])
    assert app.of(Subscriptions).of_place(place_of(nlp)) == []


@pytest.mark.parametrize(
    "line",
    ["digest new topics:tidal sure:yes", "digest edit daily top:3", "digest edit nosuch", "digest list", "digest"],
)
def test_a_line_that_says_something_opens_no_form(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, line: str
) -> None:
    slack.command(ada, nlp, "digest new topics:tidal sure:yes name:daily").answered()
    slack.command(ada, nlp, line).answered()
    assert slack.modal(ada) is None


def test_typed_in_a_direct_message_it_is_for_oneself(bot: Bot, app: Paperboy, slack: FakeSlack, ada: User) -> None:
    room = slack.direct(ada)
    slack.command(ada, room, "digest new")
    slack.submit(ada, slack.until(lambda: slack.modal(ada)), {})
    (digest,) = until(lambda: app.of(Subscriptions).of_person(Person("slack", "T1", ada.id)))
    assert digest.personal and digest.place == Place("slack", "T1", room.id)


def test_from_home_it_is_for_oneself_and_home_shows_it_at_once(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User
) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.press(ada, home, "Send me the day's papers")
    form = unfolded(slack, ada, slack.until(lambda: slack.modal(ada)))
    slack.submit(ada, form, {"name": "mine"})
    slack.until(lambda: "“mine” is set up" in said(form))
    (digest,) = app.of(Subscriptions).of_person(Person("slack", "T1", ada.id))
    assert digest.personal and digest.place.channel == slack.direct(ada).id
    slack.until(lambda: "“mine”" in said(home))
    slack.press(ada, home, "Change “mine”")
    again = slack.until(lambda: (top := slack.modal(ada)) is not form and top)
    slack.submit(ada, unfolded(slack, ada, again), {"top": "2"})
    slack.until(lambda: "Up to 2 papers" in said(again))


def test_from_home_too_a_warning_can_be_overruled(bot: Bot, app: Paperboy, slack: FakeSlack, ada: User) -> None:
    slack.open_home(ada)
    home = slack.until(lambda: slack.world.homes.get(ada.id))
    slack.press(ada, home, "Send me the day's papers")
    form = slack.until(lambda: slack.modal(ada))
    slack.submit(ada, form, {"topics": "zeppelins"})
    slack.until(lambda: "That filter fits none" in said(form))
    slack.press(ada, form, "Save it anyway")
    (digest,) = until(lambda: app.of(Subscriptions).of_person(Person("slack", "T1", ada.id)))
    assert digest.personal


@pytest.mark.parametrize(("typed", "offered"), [("tok", "Asia/Tokyo"), ("", "Europe/Paris"), ("<&", None)])
def test_zones_are_offered_while_one_is_typed(
    slack: FakeSlack, ada: User, whole: View, typed: str, offered: str | None
) -> None:
    form = whole
    asked = interaction(slack.world, "block_suggestion", ada, "T1")
    asked |= {"value": typed, "action_id": "tz", "block_id": "tz", "view": form.shown(), "container": {"type": "view"}}
    answer = slack.send("interactive", asked, accepts=True).answer
    values = [option["value"] for option in answer["options"]]
    assert (offered in values) if offered else values == []
    assert len(json.dumps(answer)) < 20_000 and len(values) <= 100


def test_a_form_keeps_where_it_was_opened_and_how_to_answer_there(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    digest = set_up(slack, ada, nlp)
    slack.command(ada, nlp, f"digest edit {digest}")
    form = slack.until(lambda: slack.modal(ada))
    kept = json.loads(form.given["private_metadata"])
    assert (kept["line"], kept["channel"]) == (f"digest edit {digest}", nlp.id) and kept["url"].startswith("http")


def test_no_form_opens_for_whoever_may_not_set_the_channel_up(
    bot: Bot, slack: FakeSlack, bo: User, nlp: Channel
) -> None:
    for line in ("digest new",):
        assert "may do that here" in said(slack.command(bo, nlp, line).answered())
    assert slack.modal(bo) is None


def test_a_trigger_that_expired_is_said(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.fault("views.open", error="expired_trigger_id")
    assert "too little time" in said(slack.command(ada, nlp, "digest new").answered())
