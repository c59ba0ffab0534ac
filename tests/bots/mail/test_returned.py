"""Mails that come back: an address that is wrong is switched off at once, another after three in a week, and its maker is told in chat."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bots.mail.returned import Returned, each_unread, read_returned
from core.delivery.addresses.mailing import Mailing
from core.errors import PaperboyError, RecordDown
from core.host.egress import Egress
from core.model import Person
from core.settings.kinds import Secret
from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from tests.bots.mail.conftest import Post
from tests.fakes.box import FakeBox
from tests.fakes.proxy import AUTHORITY, FakeProxy, server_context

REPORT = """\
From: MAILER-DAEMON@mx.example.com
To: bounce+{code}@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; ada@example.com
Action: {action}
Status: {status}

--b
Content-Type: message/rfc822

From: Paperboy <papers@example.org>
To: ada@example.com
Message-ID: <abc-post-20261120.{code}@example.org>

--b--
"""
CODE = "0123456789abcdef0123"


def report(status: str, code: str = CODE, action: str = "failed") -> bytes:
    return REPORT.format(status=status, code=code, action=action).encode()


def reply(text: str, subject: str = "Re: 5 of 9 new papers") -> bytes:
    return f"From: ada@example.com\nTo: bounce+{CODE}@example.org\nSubject: {subject}\n\n{text}\n".encode()


@pytest.mark.parametrize("status", ["5.1.1", "4.2.2", "5.2.2"])
def test_a_report_names_the_address_and_the_status(status: str) -> None:
    assert read_returned(report(status)) == Returned("bounce", CODE, status)


def test_a_report_whose_envelope_was_lost_is_known_by_the_mail_that_it_returns() -> None:
    data = report("5.1.1").replace(f"bounce+{CODE}@".encode(), b"bounce@", 1)
    assert read_returned(data) == Returned("bounce", CODE, "5.1.1")


def test_a_report_of_a_mail_that_arrived_is_no_bounce() -> None:
    assert read_returned(report("2.0.0", action="delivered")).wish == "other"


def test_a_complaint_is_known_by_its_form() -> None:
    data = report("5.1.1").replace(b"message/delivery-status", b"message/feedback-report")
    assert read_returned(data).wish == "complaint"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("stop", "stop"),
        ("Stop, please.\n> paper", "stop"),
        ("PAUSE", "pause"),
        ("Thanks, I stop by", "other"),
        ("", "other"),
    ],
)
def test_a_reply_says_what_its_reader_wants(text: str, wish: str) -> None:
    assert read_returned(reply(text)).wish == wish


def test_a_mail_program_ends_it_by_the_subject() -> None:
    assert read_returned(reply("", subject="stop")).wish == "stop"


def test_a_machines_answer_is_nobodys_wish() -> None:
    assert read_returned(b"Auto-Submitted: auto-replied\n" + reply("stop")).wish == "other"


@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff", b"Content-Type: multipart/report\n\n--", b"Subject: =?utf-9?q?x?=\n\nx"]
)
def test_what_nobody_can_read_is_left_alone(data: bytes) -> None:
    assert read_returned(data).wish == "other"


def test_a_wrong_address_gets_no_more_mails_at_once_and_its_maker_reads_it_in_chat(post: Post) -> None:
    mailing, maker = post.app.of(Mailing), Person("slack", "T1", "U1")
    digest, _ = mailing.subscribe(*mailing.drafted("ada@example.com", {}, "UTC", post.now, maker), post.now)
    assert mailing.bounced(digest.place.channel, "5.1.1", post.now) == "off"
    assert post.digest(digest).paused
    post.send()
    (told,) = post.chat.posts
    assert told.place.channel == "DU1" and "come back (5.1.1)" in told.digest.cards[0].title.text
    assert "ada@" not in str(msgspec.to_builtins(told.digest))


def test_three_soft_bounces_in_a_week_switch_an_address_off_and_three_in_a_month_do_not(post: Post) -> None:
    mailing, slow, fast = post.app.of(Mailing), post.subscribe("slow@example.com"), post.subscribe("fast@example.com")
    for days in (0, 8, 16):
        assert mailing.bounced(slow.place.channel, "4.2.2", post.now + timedelta(days=days)) == "kept"
    outcomes = [mailing.bounced(fast.place.channel, "4.2.2", post.now + timedelta(days=day)) for day in (0, 1, 2)]
    assert outcomes == ["kept", "kept", "off"]
    assert not post.digest(slow).paused and post.digest(fast).paused


def test_a_bounce_of_an_unknown_address_changes_nothing(post: Post) -> None:
    assert post.app.of(Mailing).bounced(CODE, "5.1.1", post.now) == "unknown"


def test_a_reply_ends_or_pauses_all_digests_of_its_address(post: Post) -> None:
    mailing, digest = post.app.of(Mailing), post.subscribe()
    assert mailing.pause_all(digest.place.channel, post.now) and post.digest(digest).paused
    assert mailing.stop_all(digest.place.channel) and not mailing.stop_all(digest.place.channel)
    assert post.app.of(Mailboxes).all() == [] and post.app.of(Subscriptions).all() == []


MAILS = (b"Subject: one\r\n\r\nstop\r\n", b"Subject: two\r\n\r\n" + b"x" * 100_000, b"Subject: three\r\n\r\npause\r\n")
HOST = "mail.example"


def address(box: FakeBox, user: str = "ada:hushhush", folder: str = "") -> Secret:
    return Secret(f"imap://{user}@127.0.0.1:{box.port}{folder}")


def test_each_unread_mail_is_handed_on_once() -> None:
    with FakeBox(MAILS) as box:
        box.read = {2}
        handed = list[bytes]()
        assert each_unread(address(box), handed.append) == 2 and handed == [MAILS[0], MAILS[2]]
        assert each_unread(address(box), handed.append) == 0 and len(handed) == 2


def test_another_folder_is_read_by_its_name() -> None:
    with FakeBox(MAILS) as box:
        assert each_unread(address(box, folder="/Bounces"), lambda data: None) == 3


def test_a_mail_that_could_not_be_done_with_stays_unread() -> None:
    def fails(data: bytes) -> None:
        if b"two" in data:
            raise RecordDown("away")

    with FakeBox(MAILS) as box, pytest.raises(RecordDown):
        each_unread(address(box), fails)
    assert box.read == {1}


@pytest.mark.parametrize("at", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
def test_a_connection_that_ends_is_a_sentence_without_the_password_and_loses_nothing(at: str) -> None:
    with FakeBox(MAILS) as box:
        box.drop_at = at
        with pytest.raises(PaperboyError, match="The box of PAPERBOY_IMAP cannot be read") as failed:
            each_unread(address(box), lambda data: None)
        assert "hushhush" not in str(failed.value) and box.read == set()
        box.drop_at = ""
        assert each_unread(address(box), lambda data: None) == 3


@pytest.mark.parametrize(("user", "folder"), [("ada:wrong", ""), ("ada:hushhush", "/Nowhere")])
def test_a_wrong_password_or_folder_is_a_sentence(user: str, folder: str) -> None:
    with FakeBox(MAILS) as box, pytest.raises(PaperboyError, match="cannot be read"):
        each_unread(address(box, user, folder), lambda data: None)


def test_a_box_that_is_away_is_a_sentence() -> None:
    with pytest.raises(PaperboyError, match="cannot be read"):
        each_unread(Secret("imap://ada:hushhush@127.0.0.1:9"), lambda data: None)


def test_imaps_reads_a_box_whose_certificate_is_trusted_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(AUTHORITY, "ascii")
    with FakeBox(MAILS, server_context()) as box, FakeProxy({HOST: box.port}) as proxy:
        there = Secret(f"imaps://ada:hushhush@{HOST}")
        assert each_unread(there, lambda data: None, Egress(proxy.url, ca=tmp_path / "ca.pem")) == 3
        with pytest.raises(PaperboyError, match="cannot be read"):
            each_unread(there, lambda data: None, Egress(proxy.url))
