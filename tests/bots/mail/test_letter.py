"""A mail as its readers' programs read it: headers whole, text complete, HTML without anything that runs, a signature that holds."""

import base64
import random
import subprocess
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import dkim
import pytest

from bots.mail.drawing import safe_link
from core.store.engine.record import Record
from tests.bots.mail.conftest import URL, Post
from tests.factories import bring, entry
from tests.hostile import title

LARGEST = 60_000


def sent(post: Post, **options: str) -> bytes:
    """The first mail of a new subscription."""
    post.subscribe(**options)
    assert post.send() == ["done"]
    return post.relay.taken[-1].data


def parsed(data: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(data, policy=policy.default))


def part(data: bytes, kind: str) -> str:
    body = parsed(data).get_body((kind,))
    assert body
    return str(body.get_content())


def test_the_headers_that_end_a_mail_stand_on_one_line_each_as_they_were_written(post: Post) -> None:
    post.use(PAPERBOY_IMAP="imaps://box:secret@example.org")
    data = sent(post)
    (line,) = [row for row in data.split(b"\r\n") if row.lower().startswith(b"list-unsubscribe:")]
    assert line.startswith(f"List-Unsubscribe: <{URL}/mail/unsubscribe/".encode()) and b"=?" not in line
    assert line.count(b"<") == 2 and b", <mailto:bounce+" in line and line.endswith(b"@example.org?subject=stop>")
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in data
    mail = parsed(data)
    assert mail["auto-submitted"] == "auto-generated" and mail["precedence"] == "bulk"
    assert mail["list-id"].endswith(".digests.example.org>") and "=?" not in mail["list-id"]
    assert mail["feedback-id"].count(":") == 3 and mail["message-id"].endswith("@example.org>")
    assert not mail.defects and not any(header.defects for header in mail.values())


def test_the_text_stands_first_and_says_all_that_the_html_says(post: Post) -> None:
    data = sent(post)
    mail = parsed(data)
    assert mail.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in mail.iter_parts()] == ["text/plain", "text/html"]
    text, html = part(data, "plain"), part(data, "html")
    for name in ("Tidal Attention", "Sparse Kites", "Quiet Lanterns"):
        assert name in text and name in html
    assert text.count("/mail/vote/") == html.count("/mail/vote/") == 5
    assert "Press" not in text and "react" not in text  # nothing in a mail can be pressed
    assert "Next " in text and "Unsubscribe: https://" in text


def test_a_mail_is_small_and_needs_no_picture_and_no_script(post: Post) -> None:
    post.bring(*(f"{'A Very Long Title of a Paper ' * 12} {n}" for n in range(10)))
    data = sent(post, top="10")
    html = part(data, "html")
    assert len(data) <= LARGEST
    assert not any(word in html for word in ("<img", "<script", "url(", "@import", "<link"))
    assert "prefers-color-scheme: dark" in html and 'role="presentation"' in html


def test_every_line_is_short_enough_and_seven_bits_wide(post: Post) -> None:
    post.bring("Über die Größe von Ωmega-Räumen 深度学习")
    data = sent(post, top="10")
    assert data.isascii() and max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_strangers_text_is_text(post: Post) -> None:
    dice = random.Random(16)
    bring(post.app.of(Record), *(entry(title(dice)) for _ in range(40)), where="hostile.txt")
    html = part(sent(post, top="10"), "html")
    assert "<script" not in html.lower() and "onerror=" not in html.lower().replace("&", "")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "https://a b/",
        f"https://example.org/{'x' * 600}",
        "//x.org",
    ],
)
def test_only_addresses_of_the_web_are_linked(url: str) -> None:
    assert safe_link(url) == ""


def test_without_a_public_address_no_link_of_ours_stands_in_a_mail(post: Post) -> None:
    post.use(PAPERBOY_URL="")
    data = sent(post)
    text = part(data, "plain")
    assert "/mail/" not in text + part(data, "html") and "ask the people who run this Paperboy" in text
    assert parsed(data)["list-unsubscribe"] is None and parsed(data)["list-unsubscribe-post"] is None


def test_without_a_public_address_a_reply_ends_it_where_somebody_reads_replies(post: Post) -> None:
    post.use(PAPERBOY_URL="", PAPERBOY_IMAP="imaps://box:secret@example.org")
    data = sent(post)
    mail = parsed(data)
    assert mail["list-unsubscribe"].startswith("<mailto:bounce+") and mail["list-unsubscribe-post"] is None
    assert mail["reply-to"].startswith("bounce+") and "“stop”" in part(data, "plain")


def test_a_signature_holds_with_every_header_that_ends_a_mail(post: Post, tmp_path: Path) -> None:
    key = tmp_path / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", str(key), "2048"], check=True, capture_output=True)
    public = subprocess.run(
        ["openssl", "rsa", "-in", str(key), "-pubout", "-outform", "DER"], check=True, capture_output=True
    ).stdout
    post.use(PAPERBOY_DKIM=f"p1:example.org:{key}", PAPERBOY_IMAP="imaps://box:secret@example.org")
    data = sent(post)

    def told(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"p1._domainkey.example.org."
        return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    assert dkim.verify(data, dnsfunc=told)
    signature = parsed(data)["dkim-signature"].lower()
    for name in ("from", "to", "subject", "message-id", "list-id", "list-unsubscribe", "list-unsubscribe-post"):
        assert name in signature
    assert not dkim.verify(data.replace(b"One-Click", b"Two-Click"), dnsfunc=told)


def test_a_key_that_cannot_be_read_is_told_and_no_mail_goes_out_unsigned(post: Post) -> None:
    post.use(PAPERBOY_DKIM="p1:example.org:/nowhere/dkim.pem")
    post.subscribe()
    assert post.send() == ["pending"] and post.relay.taken == []
    assert "PAPERBOY_DKIM" in post.alarms[0]
