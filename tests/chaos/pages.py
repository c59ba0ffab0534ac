"""`python -m tests.chaos pages`: hostile papers through the pages' templates and the rss: nothing in them is live but what is ours."""

import argparse
import json
import random
import sys
import time
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import msgspec

from bots.web.filters import environment
from bots.web.pages.paper import EXPORTS
from bots.web.pages.reading import Row
from bots.web.rss.atom import atom
from bots.web.rss.entries import Entries, PaperEntry
from bots.web.rss.json_feed import json_feed
from bots.web.site import Visit
from core.model import Marked, Paper, Sighting, Tally
from tests import hostile

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

TAGS = frozenset(
    "html head meta title link body a header div img nav ul li form label input button main article p h1 h2 h3 section dl dt dd span"
    " details summary ol footer mark strong".split()
)
ATTRIBUTES = frozenset(
    "lang charset name content rel href type class src alt width height aria-label aria-current aria-hidden role action for id"
    " placeholder maxlength autocomplete tabindex value download title".split()
)
ATOM = frozenset("feed id title updated author name generator link entry published category summary content".split())


class Live(HTMLParser):
    """What is live in a page and is not ours."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that our templates do not have, an attribute they do not have, an address of another kind than the web's."""
        if tag not in TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
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
    """What a drawn paper leaves live: on its page, in a list, in an rss."""
    paper = drawn(random.Random(seed))
    visit = Visit(path="/paper/x", now=NOW, up="../", root="../")
    row = Row(1, paper, Tally(), _marked(paper.title), _marked(paper.abstract) if seed % 2 else Marked(""))
    entry = _templates().get_template("entry.html").render(paper=paper)
    pages = {
        "paper": _templates()
        .get_template("paper.html")
        .render(
            visit=visit, site=SimpleNamespace(lists=lambda _: ()), title=paper.title, paper=paper, tally=Tally(), posted=None,
            similar=[paper], exports=EXPORTS,
        ),
        "row": _row().module.row(visit, row),  # type: ignore[attr-defined]
        "entry": entry,
    }  # fmt: skip
    found = [f"{name}: {live}" for name, page in pages.items() for live in Live(str(page)).found]
    entries = Entries(paper.title, "tag:paperboy,2026:x", "https://x.org/f", "", NOW, [PaperEntry("tag:x", paper, NOW)])
    return found + _of_atom(atom(entries, {paper.id: entry})) + _of_json(json_feed(entries, {paper.id: entry}))


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
