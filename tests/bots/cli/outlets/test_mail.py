"""`paperboy mail` and `bounce`: who gets digests by mail, a catcher for trying, and what becomes of mails that come back."""

import json
import re
import signal
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.bots.conftest import ROOT, Cli, until
from tests.bots.mail.test_returned import reply, report
from tests.fakes.box import FakeBox
from tests.fakes.relay import FakeRelay, free_port

ADA = "ada@example.com"


class Operator:
    """The command, with a relay that takes its mails."""

    def __init__(self, cli: Cli, relay: FakeRelay) -> None:
        self.cli, self.relay = cli, relay
        self.environ = {"PAPERBOY_SMTP": f"smtp://127.0.0.1:{relay.port}", "PAPERBOY_MAIL_FROM": "papers@example.org"}

    def said(self, *words: str, code: int = 0, typed: str = "", **more: str) -> str:
        """What a command says, all of it; it ends as it should."""
        done = self.cli.run(*words, typed=typed, **{**self.environ, **more})
        assert done.returncode == code, (done.stdout, done.stderr)
        return done.stdout + done.stderr

    def listed(self) -> list[dict[str, object]]:
        """The addresses, as programs read them."""
        addresses: list[dict[str, object]] = self.cli.json("mail", "list")["addresses"]
        return addresses

    def code(self) -> str:
        """The code of an address's mails."""
        digest = self.listed()[0]["digests"]
        assert isinstance(digest, list)
        (found,) = {
            taken.envelope.partition("+")[2].partition("@")[0] for taken in self.relay.taken if taken.recipient == ADA
        }
        return found


@pytest.fixture
def relay() -> Iterator[FakeRelay]:
    made = FakeRelay()
    yield made
    made.stop()


@pytest.fixture
def operator(stocked: Cli, relay: FakeRelay) -> Operator:
    """Somebody who runs Paperboy with the sample's papers as those of today."""
    return Operator(stocked, relay)


def test_an_address_is_subscribed_changed_listed_and_unsubscribed(operator: Operator) -> None:
    told = operator.said("mail", "subscribe", ADA, "topics:attention,pruning", "at:09:00", "tz:Europe/Paris")
    assert (
        told.startswith(f"{ADA} is subscribed. Up to 5 papers about attention or pruning")
        and "09:00 (Europe/Paris)" in told
    )
    assert "Nothing is sent until a sender runs: `paperboy up` runs it." in told
    changed = operator.said(
        "mail", "subscribe", ADA, "topics:graph pruning", "days:fri", "board:fri", "tz:Europe/Paris"
    )
    assert "had that digest already; it is changed" in changed and "the week's best on Friday" in changed
    (box,) = operator.listed()
    assert box["address"] == ADA and "graph pruning" in str(box["digests"])
    assert "the week's best on Friday" in operator.said("mail", "list")
    assert operator.said("mail", "unsubscribe", ADA) == f"{ADA} gets no more mails, and is forgotten.\n"
    assert operator.listed() == [] and "No address gets mails." in operator.said("mail", "list")
    assert "No digest goes to ada@example.com." in operator.said("mail", "unsubscribe", ADA, code=1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ada",), "is no mail address"),
        (("ada@localhost",), "is no mail address"),
        ((ADA, "top:0"), "“top:” takes a whole number from 1 to 10"),
        ((ADA, "tz:Nowhere/Else"), "Nowhere/Else"),
        ((ADA, "layout:cards"), "A mail always has the same layout."),
        ((ADA, "abstracts:thread"), "needs a place with threads."),
        ((ADA, "to:mail"), "“to:” has no place here"),
    ],
)
def test_what_cannot_be_subscribed_is_one_sentence(
    kept: Cli, relay: FakeRelay, words: tuple[str, ...], sentence: str
) -> None:
    operator = Operator(kept, relay)
    told = operator.said("mail", "subscribe", *words, code=2 if words[1:] else 1)
    assert sentence in told and "Traceback" not in told and operator.listed() == []


def test_without_a_relay_it_says_how_to_try(kept: Cli, relay: FakeRelay) -> None:
    told = Operator(kept, relay).said("mail", "subscribe", ADA, code=1, PAPERBOY_SMTP="")
    assert "Please set PAPERBOY_SMTP" in told and "paperboy mail catch" in told


def test_a_digest_of_ones_own_is_confirmed_by_the_code_that_was_mailed(operator: Operator) -> None:
    told = operator.said("digest", "new", f"to:{ADA}", "topics:attention", "tz:UTC")
    assert "Look into your inbox." in told and "a…@example.com" in told and ADA not in told
    assert "waits for the code" in operator.said("digest", "list") and operator.listed() == []
    with operator.cli.worker("deliver", **operator.environ):
        until(lambda: operator.relay.taken)
        body = operator.relay.taken[0].mail.get_body(("plain",))
        assert body
        (line,) = re.findall(r"paperboy (digest confirm [0-9a-f-]+)", body.get_content())
        confirmed = operator.said(*line.split())
        assert "“daily papers” is set up." in confirmed and "The first mail comes at once" in confirmed
        until(lambda: len(operator.relay.taken) == 2)
    first = operator.relay.taken[1].mail
    assert "Attention" in str(first.get_body(("plain",))) and first["to"] == ADA
    assert "which comes to you by mail" in operator.said("digest", "list")
    logs = "".join(path.read_text("utf-8", "replace") for path in operator.cli.home.glob("*.log"))
    assert ADA not in logs


def test_the_prompt_takes_an_address_and_no_log_keeps_it(operator: Operator) -> None:
    told = operator.said(
        "chat", typed=f"digest new to:{ADA} tz:UTC\ndigest new to:mail\n/papers digest new to:ada@ tz:UTC\n"
    )
    assert "Look into your inbox." in told and "Give your mail address after “to:”" in told
    assert "is no mail address" in told and ADA not in told
    assert not [path for path in operator.cli.home.glob("*.log") if ADA in path.read_text("utf-8", "replace")]


def test_bounce_reads_a_report_from_standard_input(operator: Operator) -> None:
    operator.said("mail", "subscribe", ADA, "tz:UTC")
    with operator.cli.worker("deliver", **operator.environ):
        until(lambda: operator.relay.taken)
    code = operator.code()
    assert operator.said("bounce", typed=report("4.2.2", code).decode()) == "1 mail counted\n"
    assert operator.said("bounce", typed=report("5.1.1").decode()) == "1 mail about no address of ours\n"
    assert operator.said("bounce", typed="Subject: hello\n\nHow are you?\n") == "1 mail with nothing to do\n"
    assert operator.said("bounce") == "No mail came.\n"
    told = operator.said("bounce", typed=report("5.1.1", code).decode())
    assert "1 mail switched an address off" in told and ADA not in told
    assert "Paused after it could not be sent: mails to its address come back (5.1.1)" in operator.said("mail", "list")


def test_bounce_reads_reports_and_replies_in_the_box_once(operator: Operator) -> None:
    operator.said("mail", "subscribe", ADA, "tz:UTC")
    with operator.cli.worker("deliver", **operator.environ):
        until(lambda: operator.relay.taken)
    code = operator.code().encode()
    pause, stop = (reply(word).replace(b"0123456789abcdef0123", code) for word in ("Pause", "STOP please"))
    with FakeBox([pause, reply("thanks"), b"\xff\xfe not a mail"]) as box:
        where = {"PAPERBOY_IMAP": f"imap://ada:hushhush@127.0.0.1:{box.port}"}
        told = operator.said("bounce", "--imap", **where)
        assert "1 mail paused digests" in told and "2 mails with nothing to do" in told
        assert "Paused." in operator.said("mail", "list")
        assert operator.said("bounce", "--imap", **where) == "No mail came.\n"
        box.mails.append(stop)
        assert operator.said("bounce", "--imap", **where) == "1 mail ended digests\n"
    assert operator.listed() == []
    assert "Please set PAPERBOY_IMAP" in operator.said("bounce", "--imap", code=1)
    away = operator.said("bounce", "--imap", code=1, PAPERBOY_IMAP="imap://ada:hushhush@127.0.0.1:9")
    assert "The box of PAPERBOY_IMAP cannot be read" in away and "hushhush" not in away


def lines_of_the_page() -> list[str]:
    """The commands of the page about mail, in their order."""
    section = (ROOT / "docs" / "outlets.md").read_text("utf-8").partition("\n## Mail\n")[2].partition("\n## ")[0]
    block = section.partition("```sh\n")[2].partition("```")[0]
    return [re.sub(r"\s+#.*", "", line) for line in block.splitlines()]


def test_each_line_of_the_page_does_what_it_says(operator: Operator) -> None:
    catch, subscribe, listed, unsubscribe, bounce = lines_of_the_page()
    wanted = operator.cli.folder / "wanted.json"
    wanted.write_text(
        json.dumps([{"title": "Exact Unlearning of Kites", "abstract": "We forget kites.", "authors": ["Ida Fjord"]}])
    )
    operator.said("ingest", str(wanted))
    port = free_port()
    process = operator.cli.start(*catch.split()[1:], "--port", str(port))
    folder = Path(operator.cli.folder, catch.split()[-1])
    try:
        assert process.stdout and f"smtp://127.0.0.1:{port}" in process.stdout.readline()
        environ = {**operator.environ, "PAPERBOY_SMTP": f"smtp://127.0.0.1:{port}"}
        assert "is subscribed" in operator.said(*subscribe.split()[1:])
        address = subscribe.split()[3]
        assert address in operator.said(*listed.split()[1:])
        with operator.cli.worker("deliver", **environ):
            until(lambda: [*folder.glob("*.eml")])
        (file,) = folder.glob("*.eml")
        caught = message_from_bytes(file.read_bytes(), policy=default)
        assert caught["to"] == address and file.stat().st_mode & 0o777 == 0o600
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert bounce.startswith("paperboy bounce < ")
    assert "1 mail" in operator.said("bounce", typed=report("5.1.1").decode())
    assert "is forgotten" in operator.said(*unsubscribe.split()[1:])
