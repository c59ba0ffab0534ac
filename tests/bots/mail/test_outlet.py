"""A mail goes out once: whatever the relay does, and wherever its answer is lost."""

import logging
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bots.mail
import bots.mail.drawing
import bots.mail.outlet
from bots.shared.platforms import PLATFORMS, Loop
from core.errors import PaperboyError
from core.model import Call, Person, Place
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.mailboxes import Mailboxes
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.bots.mail.conftest import Post, kept_in
from tests.factories import NOW
from tests.fakes.proxy import AUTHORITY, server_context
from tests.fakes.relay import FakeRelay, RelayFault


def test_an_address_gets_the_days_papers_once(post: Post) -> None:
    post.subscribe()
    assert post.send() == ["done"]
    (taken,) = post.relay.taken
    assert taken.recipient == "ada@example.com" and taken.mail["to"] == "ada@example.com"
    assert "Tidal Attention" in taken.mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert post.send() == [] and post.go(minutes=5) == []


def test_the_next_mail_comes_at_the_hour_in_its_zone(post: Post) -> None:
    post.subscribe(at="09:00", days="daily")
    post.send()
    assert post.go(hours=22, minutes=50) == []  # 08:50 in Paris
    post.bring("A Late Furnace")
    assert post.go(minutes=15) == ["done"]
    assert len(post.relay.taken) == 2 and len(post.relay.counts()) == 2


def test_the_weeks_best_comes_by_mail(post: Post) -> None:
    subscription = post.subscribe(days="fri", board="fri")
    post.send()
    body = post.app.of(Deliveries).body(f"{subscription.id}-post-20261120")
    assert body
    call = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "d1")
    post.app.of(Votes).press(call, body.picks[0][0], "up")
    assert "done" in post.go(days=7)
    assert any("week" in str(taken.mail["subject"]) for taken in post.relay.taken)
    assert not any("report" in str(taken.mail["message-id"]) for taken in post.relay.taken)


@pytest.mark.parametrize("fault", ["busy", "full"])
def test_what_the_relay_does_not_take_for_now_is_sent_later_once(post: Post, fault: RelayFault) -> None:
    post.subscribe()
    post.relay.faults.append(fault)
    assert [post.send(), post.send()] == [["pending"], ["done"]]
    assert list(post.relay.counts().values()) == [1]


@pytest.mark.parametrize("fault", ["drop before", "drop after", "slow"])
def test_a_mail_whose_answer_is_lost_is_in_doubt_and_never_sent_again_by_itself(post: Post, fault: RelayFault) -> None:
    post.subscribe()
    post.use(seconds=0.3)
    post.relay.seconds = 0.8
    post.relay.faults.append(fault)
    assert post.send() == ["sending"]
    assert post.send() == ["None"]
    (failed,) = post.app.of(Deliveries).failed()
    assert failed.state == "unsure" and post.send() == []
    assert len(post.relay.taken) == (0 if fault == "drop before" else 1)
    assert len(post.alarms) == 1 and "paperboy dead retry" in post.alarms[0]


def test_a_retry_by_hand_keeps_the_message_id(post: Post) -> None:
    subscription = post.subscribe()
    post.relay.faults.append("drop after")
    post.send()
    post.send()
    assert post.app.of(Deliveries).retry(f"{subscription.id}-post-20261120", post.now)
    post.relay.faults.append("drop after")
    assert [post.send(), post.send(), post.send()] == [
        ["sending"],
        ["None"],
        [],
    ]  # in doubt again, and left alone again
    assert post.app.of(Deliveries).retry(f"{subscription.id}-post-20261120", post.now)
    assert post.send() == ["done"] and post.send() == []
    assert list(post.relay.counts().values()) == [3]


def test_a_relay_that_is_away_costs_nothing(post: Post) -> None:
    post.subscribe()
    port = post.relay.port
    post.use(PAPERBOY_SMTP="smtp://127.0.0.1:9")
    assert post.send() == ["pending"]
    post.use(PAPERBOY_SMTP=f"smtp://127.0.0.1:{port}")
    assert post.send() == ["done"] and len(post.relay.taken) == 1


def test_an_address_that_the_relay_does_not_know_is_switched_off_and_the_operator_reads_it_without_the_address(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    subscription = post.subscribe()
    post.relay.faults.append("unknown")
    with caplog.at_level(logging.DEBUG, "paperboy"):
        assert post.send() == ["dead"]
    assert post.digest(subscription).paused and "5.1.1" in post.digest(subscription).why_paused
    assert len(post.alarms) == 1 and subscription.id in post.alarms[0]
    logged = "".join(row.getMessage() for row in caplog.records if row.name == "paperboy")
    assert "ada@" not in logged + post.alarms[0] + post.digest(subscription).why_paused


def test_a_mail_that_the_relay_refuses_is_given_up_after_three_tries(post: Post) -> None:
    post.subscribe()
    post.relay.faults.extend(["spam"] * 3)
    assert [post.send() for _ in range(3)][-1] == ["dead"]
    assert post.relay.taken == []


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeRelay]:
    """A relay that asks for a password after STARTTLS: mail.example, by a certificate that is trusted here."""
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(AUTHORITY, encoding="ascii")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *more, **named: resolve("127.0.0.1" if host == "mail.example" else host, *more, **named),
    )
    made = FakeRelay(server_context(), "right")
    yield made
    made.stop()


def test_a_wrong_password_stops_all_mails_until_another_is_set(post: Post, locked: FakeRelay) -> None:
    post.subscribe()
    post.use(PAPERBOY_SMTP=f"smtp+starttls://ada:wrong@mail.example:{locked.port}")
    assert [post.send(), post.send()] == [["pending"], ["pending"]]
    assert len(post.alarms) == 1 and locked.connections == 2  # one greets it twice: before and after STARTTLS
    post.use(PAPERBOY_SMTP=f"smtp+starttls://ada:right@mail.example:{locked.port}")
    assert post.send() == ["done"] and len(locked.taken) == 1


def test_one_connection_takes_many_mails_of_one_recipient_each(post: Post) -> None:
    for n in range(5):
        post.subscribe(f"reader{n}@example.com")
    assert post.send() == ["done"] * 5
    assert post.relay.connections == 1
    assert sorted(taken.recipient for taken in post.relay.taken) == [f"reader{n}@example.com" for n in range(5)]


def test_a_connection_that_the_relay_closed_meanwhile_is_opened_again(post: Post) -> None:
    post.subscribe()
    post.send()
    assert post.outlet._relay._smtp
    post.outlet._relay._smtp.sock.close()  # type: ignore[union-attr]
    post.subscribe("bob@example.com")
    assert post.send() == ["done"] and len(post.relay.taken) == 2


def test_the_envelope_tells_whose_mail_comes_back(post: Post) -> None:
    subscription = post.subscribe()
    post.send()
    assert post.relay.taken[0].envelope == f"bounce+{subscription.place.channel}@example.org"


def test_mails_come_back_to_the_address_of_the_settings_with_the_code(post: Post) -> None:
    post.use(PAPERBOY_BOUNCES="returns@mx.example.net")
    subscription = post.subscribe()
    post.send()
    assert post.relay.taken[0].envelope == f"returns+{subscription.place.channel}@mx.example.net"


def test_the_record_names_an_address_in_one_place_alone(post: Post) -> None:
    post.subscribe()
    post.send()
    named = [key for key, text in kept_in(post.app.of(Record)).items() if "ada@" in key + text]
    assert sorted(named) == ["pb:log", "pb:mailboxes"]


def test_an_address_is_one_box_however_its_domain_is_written(post: Post) -> None:
    first, second = post.subscribe("Ada@Example.COM"), post.subscribe("Ada@example.com", top="3")
    assert first.place == second.place and first.id == second.id and post.digest(first).top == 3
    assert post.subscribe("ada@example.com").place != first.place  # a local part may be case-sensitive
    assert len(post.app.of(Mailboxes).all()) == 2


def test_forgetting_a_person_by_mail_leaves_no_trace_of_the_address(post: Post) -> None:
    subscription = post.subscribe()
    post.send()
    mailbox = post.app.of(Mailboxes).get(subscription.place.channel)
    assert mailbox
    post.app.forget(mailbox.person, post.now)
    assert "ada@" not in str(kept_in(post.app.of(Record)))
    assert post.go(days=3) == []


def test_without_its_extra_the_way_out_says_how_to_install_it(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("css_inline", "jinja2", "bots.shared.templates"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("drawing", "outlet"):
        monkeypatch.setattr(bots.mail, name, getattr(bots.mail, name))  # imported once more below, and put back then
        monkeypatch.delitem(sys.modules, f"bots.mail.{name}")
    with pytest.raises(PaperboyError, match=r"pip install 'paperboy\[mail\]'"):
        PLATFORMS["mail"].outlet(post.app, post.settings, Loop())
