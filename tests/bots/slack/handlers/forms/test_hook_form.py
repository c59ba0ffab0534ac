"""The form that asks for a webhook's address: private, and the address stands in no line, no inbox and no answer."""

from core.app import Paperboy
from core.store.delivery.hooks import Hooks
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from tests.bots.slack.conftest import Bot, said
from tests.fakes.slack import Channel, FakeSlack, User

ADDRESS = "https://hooks.slack.com/services/T1/B1/slacksecret"
LINE = "digest new topics:tidal at:09:00 tz:UTC sure:yes to:webhook"


def kept_of(record: Record) -> str:
    """All that the record holds, but for the addresses' own key, and all that is logged of everything else."""
    text, kept = record.raw, []
    for key in text.scan_iter("*"):
        if key in (b"pb:hooks", b"pb:log"):
            continue
        kind = text.type(key).decode()
        reads = {"hash": text.hgetall, "string": text.get, "set": text.smembers}
        kept.append(str(reads[kind](key)) if kind in reads else str(text.zrange(key, 0, -1)) if kind == "zset" else "")
    events = [event for _, event in text.xrange("pb:log") if event.get(b"kind") != b"hook"]
    return str([kept, events])


def test_to_webhook_opens_a_form_whose_address_is_kept_apart(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.command(ada, nlp, LINE)
    form = slack.until(lambda: slack.modal(ada))
    assert form.given["callback_id"] == "hook_form"
    slack.submit(ada, form, {"address": ADDRESS})
    (one,) = slack.until(lambda: app.of(Subscriptions).all())
    (hook,) = app.of(Hooks).all()
    assert one.place == hook.place and one.maker.id == ada.id and hook.address == ADDRESS
    told = said(slack.until(lambda: slack.whispered(ada))[-1])
    assert "is set up" in told and "slacksecret" not in told
    slack.until(lambda: not app.of(Record).text.exists("pb:inbox"))
    assert "slacksecret" not in kept_of(app.of(Record))


def test_a_wrong_address_is_told_beside_its_field(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.command(ada, nlp, LINE)
    form = slack.until(lambda: slack.modal(ada))
    act = slack.submit(ada, form, {"address": "https://evil.example/slacksecret"})
    assert form.is_open and "evil.example is neither" in act.errors["address"] and "slacksecret" not in str(act.errors)
    assert app.of(Subscriptions).all() == [] and app.of(Hooks).all() == []


def test_in_a_mention_and_in_a_typed_line_no_address_is_taken(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    told = said(slack.command(ada, nlp, f"digest new to:{ADDRESS}").answered())
    assert "a secret" in told and "slacksecret" not in told
    slack.say(ada, nlp, f"@paperboy {LINE}")
    slack.until(lambda: [one for one in slack.whispered(ada) if "I ask for it privately" in said(one)])
    assert slack.modal(ada) is None and app.of(Subscriptions).all() == [] and app.of(Hooks).all() == []
