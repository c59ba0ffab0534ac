"""Reading the box that mails come back to, by IMAP: each unread mail once, and none is lost where something fails."""

from pathlib import Path

import pytest

from bots.mail.box import each_unread
from core.errors import PaperboyError, RecordDown
from core.host.egress import Egress
from core.settings.kinds import Secret
from tests.fakes.box import FakeBox
from tests.fakes.proxy import AUTHORITY, FakeProxy, server_context

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
