"""`python -m tests.chaos pages`: hostile papers through pages, rss and mails: nothing in them is live but what our templates have."""

import argparse
import json
import random
import sys
import time
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from functools import cache
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import msgspec

from bots.mail import drawing
from bots.mail.drawing import MailFoot, MailLink
from bots.mail.letter import Identity, Letter, written
from bots.web.filters import environment
from bots.web.pages.paper import EXPORTS
from bots.web.pages.reading import Row
from bots.web.rss.forms import Entries, PaperEntry, atom, json_feed
from bots.web.site import Visit
from core.model import Marked, Paper, Person, Place, Sighting, Tally
from core.subscriptions import wording
from core.subscriptions.model import Subscription
from core.subscriptions.wording import DigestParts
from tests import hostile

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SEEN = (Sighting("hf", NOW.date()),)

TAGS = frozenset(
    "html head meta title link body a header div img nav ul li form label input button main article p h1 h2 h3 section dl dt dd span"
    " details summary ol footer mark strong".split()
)
ATTRIBUTES = frozenset(
    "lang charset name content rel href type class src alt width height aria-label aria-current aria-hidden role action for id"
    " placeholder maxlength autocomplete tabindex value download title".split()
)
ATOM = frozenset("feed id title updated author name generator link entry published category summary content".split())


MAIL_TAGS = frozenset("html head meta title style body table tbody tr td h1 h2 p a".split())
MAIL_ATTRIBUTES = frozenset(
    "lang charset name content role class style width align cellpadding cellspacing border href".split()
)
MAIL_PARTS = ["multipart/alternative", "text/plain", "text/html"]
MAIL_HEADERS = frozenset(
    "from to subject date message-id auto-submitted precedence list-id feedback-id list-unsubscribe list-unsubscribe-post"
    " mime-version content-type".split()
)
OURS = "https://papers.example.org/mail/"
LARGEST_MAIL = 60_000
"""Bytes: Gmail cuts what is longer than 102 kB."""

PICKS = 10
"""Papers of a mail that is drawn, the most that a digest has: each paper is in one of these."""


class Live(HTMLParser):
    """What is live in a page and is not ours."""

    def __init__(self, page: str, tags: frozenset[str] = TAGS, attributes: frozenset[str] = ATTRIBUTES) -> None:
        super().__init__()
        self.found: list[str] = []
        self._tags, self._attributes = tags, attributes
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that our templates do not have, an attribute they do not have, an address of another kind than the web's."""
        if tag not in self._tags:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in self._attributes:
                self.found.append(f"{tag} {name}")
            if name in ("href", "src", "action") and urlsplit(value or "").scheme not in ("", "http", "https"):
                self.found.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action") and (value or "").startswith("//"):
                self.found.append(f"{tag} {name}={value}")

    def handle_decl(self, decl: str) -> None:
        """A declaration other than that of the page."""
        if decl.lower() != "doctype html":
            self.found.append(decl)

    def handle_comment(self, data: str) -> None:
        """A comment: our templates have none."""
        self.found.append(f"<!--{data}")


def main(argv: list[str]) -> int:
    """Draw so many hostile papers; returns 1 where one left anything live, and names its seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos pages", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(argv)
    started, faulty = time.monotonic(), 0
    for number in range(1, asked.count + 1):
        if found := faults(asked.seed + number - 1):
            faulty += 1
            print(f"seed {asked.seed + number - 1}: {found[:3]}", file=sys.stderr)
        if number % 10_000 == 0 or number == asked.count:
            print(f"{number:,} drawn, {faulty} faults, {time.monotonic() - started:.0f} s", flush=True)
    return int(faulty > 0)


def faults(seed: int) -> list[str]:
    """What a drawn paper leaves live: on its page, in a list, in an rss, in a mail of ten."""
    paper = drawn(random.Random(seed))
    visit = Visit(path="/paper/x", now=NOW, up="../", root="../")
    row = Row(1, paper, Tally(), _marked(paper.title), _marked(paper.abstract) if seed % 2 else Marked(""))
    entry = _templates().get_template("entry.html").render(paper=paper)
    pages = {
        "paper": _templates()
        .get_template("paper.html")
        .render(
            visit=visit, site=SimpleNamespace(lists=lambda _: ()), title=paper.title, paper=paper, tally=Tally(), posted=None,
            similar=[paper], exports=EXPORTS, bare=False,
        ),
        "row": _row().module.row(visit, row),  # type: ignore[attr-defined]
        "entry": entry,
    }  # fmt: skip
    found = [f"{name}: {live}" for name, page in pages.items() for live in Live(str(page)).found]
    entries = Entries(paper.title, "tag:paperboy,2026:x", "https://x.org/f", "", NOW, [PaperEntry("tag:x", paper, NOW)])
    found += _of_atom(atom(entries, {paper.id: entry})) + _of_json(json_feed(entries, {paper.id: entry}))
    return found + (of_mail(mail_of(seed)) if seed % PICKS == 0 else [])


def drawn(dice: random.Random) -> Paper:
    """A paper of which strangers wrote every field."""
    names = tuple(hostile.text(dice, 3) for _ in range(dice.randrange(9)))
    return _stored(
        Paper(
            id="x",
            title=hostile.title(dice) + markup(dice),
            abstract=hostile.text(dice, dice.choice((0, 5, 60))) + markup(dice),
            authors=(*names, markup(dice)),
            url=dice.choice(hostile.LINKS) + markup(dice),
            arxiv=dice.choice(("", "2611.01234")),
            doi=markup(dice),
            categories=(hostile.text(dice, 2), markup(dice)),
            sightings=(Sighting(dice.choice(("hf", markup(dice))), NOW.date()),),
            code=dice.choice(hostile.LINKS) + markup(dice),
            project=dice.choice(hostile.LINKS),
            summary=hostile.text(dice, 4) + markup(dice),
            keywords=(markup(dice),),
        )
    )


def _stored(paper: Paper) -> Paper:
    """The paper as a record gives it back, which holds no half of a character."""

    def whole(value: Any) -> Any:
        if isinstance(value, str):
            return value.encode("utf-8", "replace").decode()
        return tuple(map(whole, value)) if isinstance(value, tuple) else value

    return msgspec.structs.replace(paper, **{name: whole(getattr(paper, name)) for name in paper.__struct_fields__})


def markup(dice: random.Random) -> str:
    """Markup that would do something."""
    return dice.choice(MARKUP) if dice.random() < 0.6 else ""


MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "' onmouseover='alert(1)", "</title><script>",
    "<!--", "-->", "<![CDATA[", "]]>", "<?xml?>", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "&lt;script&gt;", "&#x3c;script&#x3e;", "{{7*7}}",
    "{% raw %}", "<style>*{}</style>", "<base href=//evil.example>", "<iframe src=javascript:alert(1)>", "</p></article></main>",
    "<a href=javascript:alert(1)>x</a>", "<meta http-equiv=refresh content=0>", "<form action=//evil.example>", "\x00<b>", "\ud800<b>",
    "\ufffe", "\x0b", "<math><mi//xlink:href=data:x>", "`<b>`", "<B>", "<p\n>",
)  # fmt: skip


@cache
def _templates() -> Any:
    return environment()


@cache
def _row() -> Any:
    return _templates().get_template("parts.html")


def _marked(text: str) -> Marked:
    return Marked.of(text, [(0, 3), (len(text) // 2, len(text))])


def mail_of(first: int) -> bytes:
    """The mail of a digest with a hostile name, of ten drawn papers, each with a number of its own."""
    dice = random.Random(first)
    papers = [
        msgspec.structs.replace(drawn(random.Random(first + n)), id=f"x{n}", sightings=SEEN) for n in range(PICKS)
    ]
    name = hostile.title(dice).encode("utf-8", "replace").decode() + markup(dice).encode("utf-8", "replace").decode()
    digest = Subscription("d1", Place("mail", "", "m1"), Person("mail", "", "m1"), name, NOW)
    made = DigestParts("d1-post", NOW.date(), tuple((paper, hostile.text(dice, 4)) for paper in papers), PICKS, 0, NOW)
    cards = wording.daily(digest, made, {paper.id: Tally(3, 1) for paper in papers})
    acts = {paper.id: (MailLink("Vote", OURS + paper.id), MailLink("Save", OURS + paper.id)) for paper in papers}
    shown, foot = drawing.entries(cards, acts), MailFoot(f"You get “{name}”.", (MailLink("Unsubscribe", OURS),))
    subject = cards[0].title.text
    text, html = drawing.as_text(shown, foot), drawing.as_html(subject, shown, foot)
    letter = Letter("d1.m1", "ada@example.com", subject, text, html, NOW, "d1", "", (OURS,), one_click=True)
    return written(letter, Identity("Paperboy", "papers@example.org", "bounce@example.org"))


def of_mail(data: bytes) -> list[str]:
    """What is wrong with a mail: that its parts or headers are not those that we write, its size, or what its HTML leaves live."""
    mail = message_from_bytes(data, policy=default)
    found = [f"mail: {len(data):,} bytes"] if len(data) > LARGEST_MAIL else []
    found += [f"mail: {header}" for header in mail if header.lower() not in MAIL_HEADERS]
    if (parts := [part.get_content_type() for part in mail.walk()]) != MAIL_PARTS:
        return [*found, f"mail: {parts}"]
    html, text = (mail.get_body((kind,)) for kind in ("html", "plain"))
    assert html and text
    if str(text.get_content()).count(OURS) != 2 * PICKS + 1:
        found.append("mail: its text lacks a link")
    return found + [f"mail: {live}" for live in Live(str(html.get_content()), MAIL_TAGS, MAIL_ATTRIBUTES).found]


def _of_atom(document: bytes) -> list[str]:
    """What is wrong with an Atom document: that it cannot be read, an element that is not Atom's, or what its HTML leaves live."""
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError as error:
        return [f"atom: {error}"]
    found = [f"atom: {node.tag}" for node in root.iter() if node.tag.rpartition("}")[2] not in ATOM]
    contents = [node.text or "" for node in root.iter() if node.tag.endswith("}content")]
    return found + [f"atom: {live}" for text in contents for live in Live(text).found]


def _of_json(document: bytes) -> list[str]:
    """What is wrong with a JSON Feed."""
    found = ["json: <"] if b"<" in document else []
    return found + [
        f"json: {live}" for item in json.loads(document)["items"] for live in Live(item["content_html"]).found
    ]
