"""What the doctor says of mails before a reader meets it."""

import pytest

from bots.mail.checks import checked
from core import settings
from tests.fakes.relay import FakeRelay


def told(**environ: str) -> list[tuple[str, str]]:
    given = {"PAPERBOY_MAIL_FROM": "papers@example.org", "PAPERBOY_URL": "https://papers.example.org"}
    return list(checked(settings.read({**given, **environ}, None)))


def test_without_a_relay_nothing_is_said_of_mails() -> None:
    assert told() == []


def test_a_relay_that_answers_is_fine(relay: FakeRelay) -> None:
    assert told(PAPERBOY_SMTP=f"smtp://127.0.0.1:{relay.port}") == [("ok", "the relay answers")]


@pytest.mark.parametrize(
    "url", ["http://localhost:8020", "http://127.0.0.1:8020", "http://127.1.2.3", "http://[::1]:80"]
)
def test_links_to_this_machine_are_refused_where_mails_go_elsewhere(url: str) -> None:
    assert any(
        state == "fail" and "PAPERBOY_URL" in said
        for state, said in told(PAPERBOY_SMTP="smtps://relay.invalid", PAPERBOY_URL=url)
    )


def test_links_to_this_machine_are_fine_where_mails_stay_here(relay: FakeRelay) -> None:
    said = told(PAPERBOY_SMTP=f"smtp://127.0.0.1:{relay.port}", PAPERBOY_URL="http://localhost:8020")
    assert {state for state, _ in said} == {"ok"}


def test_links_over_plain_http_are_a_warning_where_mails_go_elsewhere() -> None:
    said = told(PAPERBOY_SMTP="smtps://relay.invalid", PAPERBOY_URL="http://papers.example.org")
    assert [state for state, text in said if "one press over https" in text] == ["warn"]
    assert not any("one press" in text for _, text in told(PAPERBOY_SMTP="smtps://relay.invalid"))


def test_no_sender_and_no_relay_are_said_without_the_password(relay: FakeRelay) -> None:
    said = told(PAPERBOY_SMTP="smtp://ada:canary@127.0.0.1:9")
    assert said == [("fail", "the relay does not answer: look at PAPERBOY_SMTP")]
    said = told(PAPERBOY_SMTP=f"smtp://127.0.0.1:{relay.port}", PAPERBOY_MAIL_FROM="")
    assert said[0][0] == "fail" and "PAPERBOY_MAIL_FROM" in said[0][1]


def test_a_reader_who_cannot_end_it_is_a_warning(relay: FakeRelay) -> None:
    said = told(PAPERBOY_SMTP=f"smtp://127.0.0.1:{relay.port}", PAPERBOY_URL="")
    assert ("warn", "readers cannot end their mails themselves: set PAPERBOY_URL, or PAPERBOY_IMAP for replies") in said
