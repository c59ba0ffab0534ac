"""Messages as people copy them from Slack, Discord, Teams or WhatsApp: who and when, what was said, and the card under a link.

A paper is a link whose card or message tells its title; one that tells none is skipped, to be added by its link.
"""

import re
from collections.abc import Iterator, Sequence

from core.errors import NoneToRead
from core.model import Entry, Listing, Skipped
from core.parsing.bytes_in import text_of
from core.parsing.pages.citation import untitled, without_tag
from core.parsing.pages.markdown_in import as_markdown
from core.text.cleaning import clean, plain
from core.text.identifiers import find_references, reference

SOURCE = "text"

_CLOCK = r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"
_DAY = r"(?:today|yesterday|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\w{3,9} \d{1,2}(?:st|nd|rd|th)?(?:, \d{4})?)"
_WHEN = re.compile(
    rf"\s*(?:(?:{_DAY})?,?\s*(?:at\s)?{_CLOCK}"
    rf"|\S.{{0,60}}?(?:\s—\s|\s{{2,}}|\s\[)(?:{_DAY})?,?\s*(?:at\s)?{_CLOCK}\]?"
    rf"|\[{_DAY},?\s*{_CLOCK}\]\s\S.{{0,60}}?:.*|\[{_CLOCK}\]\s?\S.{{0,40}})\s*",
    re.IGNORECASE,
)
"""A line that says when a message was sent, perhaps by whom; of a line without long runs of white space, which would take it long."""
_GAP = re.compile(r"\s{3,}")
_SENDER = re.compile(rf"\s*\[{_DAY},?\s*{_CLOCK}\]\s[^:]{{1,60}}:\s*", re.IGNORECASE)
_SITE = re.compile(
    r"(?:www\.)?(?:arxiv(?:\.org|\s?e-print.*)?|hugging ?face(?:\.co)?|openreview(?:\.net)?|alphaxiv|biorxiv|medrxiv|github"
    r"|nature(?:\.com)?|sciencedirect|acl anthology|semantic scholar|doi\.org|pubmed.*)",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r":[\w+-]+:|\d{1,3}|\d+ repl(?:y|ies).*|last reply.*|view thread|\(edited\)|added by .*|new|image|\W*",
    re.IGNORECASE,
)
_PAPER_PAGE = re.compile(r"\s*(?:Paper page\s+[-–—]\s+|\[\d{4}\.\d{4,5}\]\s+)", re.IGNORECASE)
_LINKED = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^()\s]{1,2000})\)")
_ADDRESS = re.compile(r"<?https?://\S+>?")
_SENTENCE = 200  # characters from which a line of a card is its text
_ChatMessage = list[tuple[int, str]]
"""The lines of a message with their numbers, without who sent it and when."""


def looks_like(opening: str) -> bool:
    """Whether a text is a copied chat: messages with their times, and papers in them."""
    lines = [line for line in opening.split("\n") if line.strip()]
    times = sum(map(_says_when, lines))
    return times > 0 and times * 12 >= len(lines) and bool(find_references(opening))


def parse(data: bytes, where: str) -> Listing:
    """The papers of a copied chat, each once. Raises `NoneToRead` where no message tells a paper's title."""
    entries: dict[str, Entry] = {}
    skipped: dict[str, Skipped] = {}
    for message in _messages(as_markdown(text_of(data, where)).split("\n")):
        for number, name, title, abstract in _papers(message):
            if title:
                kind, _, known = name.partition(":")
                url = f"https://openreview.net/forum?id={known}" if kind == "openreview" else ""
                arxiv, doi = known if kind == "arxiv" else "", known if kind == "doi" else ""
                entry = Entry(title, abstract, number, arxiv, doi, url, rank=len(entries) + 1)
                entries.setdefault(name, entry)
            else:
                skipped.setdefault(name, Skipped(where, number, untitled("this message", name)))
    if not entries:
        first = f" The first is in line {next(iter(skipped.values())).line}." if skipped else ""
        raise NoneToRead(f"{where} holds links without titles: give them to `add`, which fetches each paper.{first}")
    return Listing(
        SOURCE, None, tuple(entries.values()), tuple(s for name, s in skipped.items() if name not in entries)
    )


def _messages(lines: Sequence[str]) -> Iterator[_ChatMessage]:
    """The messages, each begun by a line that says when; a name on a line of its own before it is no part of the last one."""
    message: _ChatMessage = []
    for number, line in enumerate(lines, start=1):
        if _says_when(line):
            if message and re.fullmatch(rf"\s*(?:at\s)?(?:{_DAY}\s(?:at\s)?)?{_CLOCK}\s*", line, re.IGNORECASE):
                message.pop()  # the name
            yield message
            after = _SENDER.match(line)
            message = [(number, line[after.end() :])] if after and line[after.end() :].strip() else []
        elif clean(line):
            message.append((number, line.strip()))
    yield message


def _says_when(line: str) -> bool:
    return bool(_WHEN.fullmatch(_GAP.sub("  ", line.strip())))


def _papers(message: _ChatMessage) -> Iterator[tuple[int, str, str, str]]:
    """Each paper that a message names: its line, key, title and the start of its abstract, '' where they are not told."""
    named = [(at, number, name) for at, (number, line) in enumerate(message) for name in find_references(line)]
    for turn, (at, number, name) in enumerate(named):
        linked = next((link for link in _LINKED.finditer(message[at][1]) if reference(link[2]) == name), None)
        stop = next((other for other, *_ in named[turn + 1 :] if other > at), len(message))
        card = [line for _, line in message[at + 1 : stop] if not _NOISE.fullmatch(line)]
        if linked and len(linked[1].split()) > 1:
            card.insert(0, linked[1])
        elif card and _SITE.fullmatch(clean(card[0])):
            card = card[1:]
        elif not (card and _PAPER_PAGE.match(card[0])):
            card = _before(message, at)
        title = plain(without_tag(_PAPER_PAGE.sub("", clean(card[0])))) if card else ""
        is_title = bool(title) and len(title) < _SENTENCE and not reference(title) and not title.startswith("http")
        abstract = " ".join(line for line in map(clean, card[1:]) if len(line.split()) > 5 and not _ADDRESS.match(line))
        yield number, name, title if is_title else "", abstract if is_title else ""


def _before(message: _ChatMessage, at: int) -> list[str]:
    """What stands right before a link, where that may be a title: several words of which most begin with a capital."""
    line = _ADDRESS.sub("", message[at][1]).strip(" -–—:•*") or (message[at - 1][1] if at else "")
    words = [word for word in line.split() if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return [line] if len(words) > 2 and capitals * 2 > len(words) and line[-1:] not in tuple(".?!") else []
