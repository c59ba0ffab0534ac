"""Mails as they are saved, forwarded and pasted: what is wrapped around a listing goes, and nothing of the listing."""

import gzip
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotAListing
from core.parsing import parse
from core.parsing.mail.letter import opened

RULE = "-" * 78
ARXIV = (
    f"{RULE}\n\\\\\narXiv:2611.01234\nDate: Thu, 12 Nov 2026 18:59:00 GMT   (12kb)\n\nTitle: Folding napkins with one clip\n"
    "Authors: Ann Sample, Bo Probe\nCategories: cs.RO\n\\\\\n"
    f"  We fold napkins = 90 percent of them – with one clip.\n"
    f"\\\\ ( https://arxiv.org/abs/2611.01234 ,  12kb)\n{RULE}\n"
)
SCHOLAR = (
    '<html><body><h3><span>[PDF]</span> <a href="https://scholar.google.com/scholar_url?url=https://arxiv.org/pdf/2611.01234'
    '&amp;hl=en&amp;sa=X" class="gse_alrt_title">[PDF] Folding <b>napkins</b> with one clip</a></h3>'
    "<div>A Sample, B Probe - arXiv preprint arXiv:2611.01234, 2026</div>"
    "<div>We fold 90 percent of all napkins with one clip …</div>"
    '<h3><a href="https://scholar.google.com/scholar_url?url=https://example.org/steam&amp;hl=en" class="gse_alrt_title">'
    "Steam and its time</a></h3><div>C Trial - Journal of Cloth, 2026</div><div>Steam takes its time …</div>"
    '<a href="https://scholar.google.com/scholar_alerts?view_op=cancel">Cancel this alert now</a></body></html>'
)
SEMANTIC = (
    '<html><body><p>New papers</p><a href="https://www.semanticscholar.org/paper/0123456789ab">Folding napkins with one clip</a>'
    '<br><a href="https://arxiv.org/abs/2611.01235">Branes of wet cloth</a></body></html>'
)


def mail(text: str, kind: str = "plain", encoding: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "alerts@example.org", "New papers"
    message["Date"] = "Fri, 13 Nov 2026 01:00:00 +0000"
    message.set_content(text, subtype=kind, cte=encoding, charset=charset)
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: data.replace(b"\n", b"\r\n")])
def test_a_saved_mail_is_read_in_any_encoding(encoding: str, pack: type[bytes]) -> None:
    (entry,) = parse(pack(mail(ARXIV, encoding=encoding)), "mail.eml").entries
    assert (entry.arxiv, entry.authors) == ("2611.01234", ("Ann Sample", "Bo Probe"))
    assert entry.abstract.startswith("We fold napkins = 90 percent of them – with")


@pytest.mark.parametrize(
    ("charset", "written"), [("gb2312", "gbk"), ("iso-8859-1", "utf-8"), ("us-ascii", "utf-8"), ("gb2312", "gb18030")]
)
def test_a_mail_is_read_with_the_signs_that_its_charset_lacks(charset: str, written: str) -> None:
    head = f"From: a@example.org\nSubject: Papers\nContent-Type: text/plain; charset={charset}\n\n".encode()
    (entry,) = parse(head + ARXIV.replace("Ann Sample", "朱镕基").encode(written), "mail.eml").entries
    assert entry.authors == ("朱镕基", "Bo Probe")


@pytest.mark.parametrize("mark", ["> ", ">", "> > "])
def test_a_quoted_mail_is_read_without_its_marks(mark: str) -> None:
    quoted = "".join(f"{mark}{line}\n" for line in ARXIV.split("\n"))
    (entry,) = parse(f"See this:\n\n{quoted}".encode(), "mail.txt").entries
    assert entry.title == "Folding napkins with one clip"
    assert ">" not in entry.abstract


def test_a_mail_inside_a_mail_is_read() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "ada@example.org", "Fwd: New papers"
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "alerts@example.org", "New papers"
    inner.set_content(ARXIV, cte="base64")
    outer.add_attachment(inner)
    assert [entry.arxiv for entry in parse(outer.as_bytes(), "mail.eml").entries] == ["2611.01234"]


@pytest.mark.parametrize("data", [SCHOLAR.encode(), mail(SCHOLAR, "html"), mail(SCHOLAR, "html", "base64")])
def test_an_alert_of_google_scholar_gives_each_paper_by_its_own_address(data: bytes) -> None:
    first, second = parse(data, "alert.eml").entries
    assert (first.title, first.arxiv, first.authors) == (
        "Folding napkins with one clip",
        "2611.01234",
        ("A Sample", "B Probe"),
    )
    assert (second.title, second.url) == ("Steam and its time", "https://example.org/steam")
    assert second.abstract.startswith("Steam takes its time")


def test_an_alert_with_a_plain_part_too_is_read_by_its_links() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "alerts@example.org", "New papers"
    message.set_content("Folding napkins with one clip\nBranes of wet cloth\n")
    message.add_alternative(SEMANTIC, subtype="html")
    entries = parse(message.as_bytes(), "alert.eml").entries
    assert [(entry.title, entry.arxiv) for entry in entries] == [
        ("Folding napkins with one clip", ""),
        ("Branes of wet cloth", "2611.01235"),
    ]


def test_a_mail_about_something_else_is_refused() -> None:
    with pytest.raises(NotAListing):
        parse(mail("Dear Ada,\n\nshall we meet on Monday?\n\nBo\n"), "mail.eml")


@given(st.binary(max_size=300))
def test_any_bytes_after_headers_are_opened(body: bytes) -> None:
    opened(b"From: a@example.org\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + body)
    opened(body)


def test_what_a_letter_links_to_besides_is_no_abstract_of_the_paper_before() -> None:
    items = (
        '<li><a href="https://arxiv.org/abs/2611.01234">Folding napkins with one clip</a> by Ann Sample</li>'
        '<li><a href="https://blog.example.org/7">A long post about cloth and napkins</a></li><li>Have a good week.</li>'
    )
    (entry,) = parse(mail(f"<html><body><ul>{items}</ul></body></html>", "html"), "mail.eml").entries
    assert (entry.title, entry.abstract) == ("Folding napkins with one clip", "")
