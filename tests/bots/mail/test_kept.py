"""What is kept of digests by mail: a backup brings all of it back, an export and a log hold no address."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import backup
from core.store.engine.record import Record
from tests.bots.mail.conftest import Post, kept_in
from tests.bots.mail.test_by_chat import ADA, BOB, LINE, Chat
from tests.bots.mail.test_by_chat import chat as chat
from tests.core.delivery.conftest import text_of


def test_a_backup_brings_back_addresses_digests_and_what_waits_for_a_code(chat: Chat, tmp_path: Path) -> None:
    chat.sign_up()
    chat.post.send()
    chat.fill("bob@example.com", LINE, BOB)
    chat.work()
    code, record = chat.code(), chat.app.of(Record)
    before = chat.app.of(Mailboxes).all(), chat.app.of(Mailboxes).requests(), chat.app.of(Subscriptions).all()
    backup.write(record, tmp_path / "a.pb")
    record.text.flushall()
    assert chat.app.of(Mailboxes).all() == []
    backup.restore(record, tmp_path / "a.pb")
    assert (chat.app.of(Mailboxes).all(), chat.app.of(Mailboxes).requests(), chat.app.of(Subscriptions).all()) == before
    assert "is set up" in text_of(chat.type(f"digest confirm {code}", BOB))
    mails = len(chat.post.relay.taken)
    chat.post.send()
    assert [taken.recipient for taken in chat.post.relay.taken[mails:]] == ["bob@example.com"]  # Ada's is out already


def test_no_address_stands_in_an_export_a_status_or_a_log(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "paperboy")
    chat.post.relay.faults.append("unknown")
    chat.fill("ada@refused.example")
    chat.work()
    chat.sign_up()
    chat.post.send()
    for line in ("export json all", "digest list", "status", "home", "audit"):
        reply = chat.type(line, direct=True)
        assert "ada@" not in text_of(reply) + "".join(card.code for card in reply.cards)
    assert "ada@" not in "".join(row.getMessage() for row in caplog.records if row.name == "paperboy")


def test_what_a_digest_brought_by_mail_is_exported_for_its_maker_alone(chat: Chat) -> None:
    chat.sign_up()
    chat.post.send()
    day = chat.post.now.date()
    written = "".join(card.code for card in chat.type(f"export json digest:{day}", direct=True).cards)
    assert "Tidal Attention" in written
    assert chat.type(f"export json digest:{day}", BOB, direct=True).outcome != "done"


def test_requests_that_nobody_confirmed_are_forgotten_after_three_days(chat: Chat) -> None:
    chat.fill("ada@example.com")
    chat.work()
    chat.app.tend(chat.post.now + timedelta(days=2, hours=23))
    assert len(chat.app.of(Mailboxes).requests()) == 1
    chat.app.tend(chat.post.now + timedelta(days=3))
    held = kept_in(chat.app.of(Record))
    assert "ada@" not in str({key: text for key, text in held.items() if key != "pb:log"})


def test_forgetting_one_maker_leaves_what_others_have(chat: Chat, post: Post) -> None:
    chat.sign_up()
    theirs = chat.sign_up("bob@example.com", LINE, BOB)
    chat.app.forget(ADA, post.now)
    assert chat.app.of(Subscriptions).all() == [theirs]
    assert [box.address for box in chat.app.of(Mailboxes).all()] == ["bob@example.com"]
