"""The form that asks for an address: private, and the address stands in no line, no inbox and no answer."""

from pathlib import Path

import pytest

from core.app import Paperboy
from core.settings import read
from core.store.delivery.hooks import Hooks
from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from tests.bots.slack.conftest import Bot, said
from tests.factories import with_rules
from tests.fakes.relay import FakeRelay
from tests.fakes.slack import Channel, FakeSlack, User
from workers import jobs

ADDRESS = "https://hooks.slack.com/services/T1/B1/slacksecret"
LINE = "digest new topics:tidal at:09:00 tz:UTC sure:yes to:webhook"


APART = (b"hook", b"mail-request")
"""The events that hold an address which no digest goes to yet."""

MAIL = "digest new topics:tidal at:09:00 tz:UTC sure:yes to:mail"


def kept_of(record: Record) -> str:
    """All that the record holds, but for the addresses' own keys, and all that is logged of everything else."""
    text, kept = record.raw, []
    for key in text.scan_iter("*"):
        if key in (b"pb:hooks", b"pb:mail-requests", b"pb:mailboxes", b"pb:log"):
            continue
        kind = text.type(key).decode()
        reads = {"hash": text.hgetall, "string": text.get, "set": text.smembers}
        kept.append(str(reads[kind](key)) if kind in reads else str(text.zrange(key, 0, -1)) if kind == "zset" else "")
    events = [event for _, event in text.xrange("pb:log") if event.get(b"kind") not in APART]
    return str([kept, events])


def test_to_webhook_opens_a_form_whose_address_is_kept_apart(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.command(ada, nlp, LINE)
    form = slack.until(lambda: slack.modal(ada))
    assert form.given["callback_id"] == "address_form"
    slack.submit(ada, form, {"address": ADDRESS})
    (digest,) = slack.until(lambda: app.of(Subscriptions).all())
    (hook,) = app.of(Hooks).all()
    assert digest.place == hook.place and digest.maker.id == ada.id and hook.address == ADDRESS
    text = said(slack.until(lambda: slack.whispered(ada))[-1])
    assert "is set up" in text and "slacksecret" not in text
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
    text = said(slack.command(ada, nlp, f"digest new to:{ADDRESS}").answered())
    assert "a secret" in text and "slacksecret" not in text
    slack.say(ada, nlp, f"@paperboy {LINE}")
    slack.until(lambda: [whisper for whisper in slack.whispered(ada) if "I ask for it privately" in said(whisper)])
    assert slack.modal(ada) is None and app.of(Subscriptions).all() == [] and app.of(Hooks).all() == []


def test_to_mail_opens_a_form_asks_the_address_and_begins_with_the_code_from_its_mail(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel, tmp_path: Path
) -> None:
    with_rules(app, mails=True)
    slack.command(ada, nlp, MAIL)
    form = slack.until(lambda: slack.modal(ada))
    assert form.given["title"]["text"] == "Get it by mail"
    slack.submit(ada, form, {"address": "ada@example.com"})
    text = said(slack.until(lambda: slack.whispered(ada))[-1])
    assert "Look into your inbox." in text and "ada@" not in text and slack.posted(nlp) == []
    slack.until(lambda: not app.of(Record).text.exists("pb:inbox"))
    assert "ada@" not in kept_of(app.of(Record))
    relay = FakeRelay()
    try:
        given = {"PAPERBOY_HOME": str(tmp_path), "PAPERBOY_MAIL_FROM": "papers@example.org"}
        jobs.use(jobs.Work(app, read(given | {"PAPERBOY_SMTP": f"smtp://127.0.0.1:{relay.port}"}, None)))
        (request,) = app.of(Mailboxes).requests()
        jobs.confirm(request.id)
        body = relay.taken[0].mail.get_body(("plain",))
        assert body
        line = next(word for word in body.get_content().split(". ") if "digest confirm" in word).partition(": ")[2]
    finally:
        relay.stop()
    assert "is set up" in said(slack.command(ada, nlp, line.removeprefix("/papers ")).answered())
    (digest,) = app.of(Subscriptions).all()
    assert digest.by_mail and digest.maker.id == ada.id and slack.posted(nlp) == []


@pytest.mark.parametrize(
    "typed", ["ada", "ada@localhost", "Ada <ada@example.com>", "a@b@", "ada@127.0.0.1", "ä@example.com"]
)
def test_what_is_no_mail_address_is_told_beside_its_field(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel, typed: str
) -> None:
    with_rules(app, mails=True)
    slack.command(ada, nlp, MAIL)
    form = slack.until(lambda: slack.modal(ada))
    act = slack.submit(ada, form, {"address": typed})
    assert form.is_open and "is no mail address" in act.errors["address"] and app.of(Mailboxes).requests() == []


def test_in_a_mention_no_mail_address_is_taken_and_without_a_relay_none_is_asked_for(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    text = said(slack.command(ada, nlp, MAIL).answered())
    assert "No mails are sent from here" in text and slack.modal(ada) is None
    with_rules(app, mails=True)
    slack.say(ada, nlp, f"@paperboy {MAIL}")
    slack.until(lambda: [whisper for whisper in slack.whispered(ada) if "I ask for it privately" in said(whisper)])
    assert slack.modal(ada) is None and app.of(Mailboxes).requests() == []


def test_the_button_of_an_empty_list_opens_the_form_too(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    with_rules(app, mails=True)
    listed = slack.command(ada, nlp, "digest list").answered()
    slack.press(ada, listed, "digest new to:mail")
    form = slack.until(lambda: slack.modal(ada))
    assert form.given["callback_id"] == "address_form" and form.given["title"]["text"] == "Get it by mail"
