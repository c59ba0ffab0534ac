"""Files that people send to both bots: each with two papers, and what a person reads of each."""

from core.parsing import parse
from tests.core.parsing.bibliography.examples import BIBTEX, CSL, OWN_CSV, RIS, ZOTERO_CSV
from tests.core.parsing.mail.test_letter import SCHOLAR, mail

LINKS = "https://arxiv.org/abs/2403.04567\nhttps://arxiv.org/pdf/2403.04568v2\n"
OPML = (
    '<?xml version="1.0"?><opml version="2.0"><body><outline text="a" xmlUrl="https://kites.example/a.xml"/>'
    '<outline text="b" xmlUrl="https://rivers.example/b.xml"/></body></opml>'
)

LISTS: dict[str, bytes] = {
    "library.bib": BIBTEX.encode(),
    "library.ris": RIS.encode(),
    "alert.eml": mail(SCHOLAR, "html", "base64"),
    "papers.json": CSL.encode(),
    "papers.csv": OWN_CSV.encode(),
    "zotero.csv": ZOTERO_CSV.encode("utf-16"),
    "photo.png": BIBTEX.encode(),
    "noname": RIS.encode(),
}
"""Lists of papers by their files' names, of which the last two say nothing of what is in them."""

OTHERS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "links.txt": (LINKS.encode(), ("2 papers named", "2403.04567", "2403.04568")),
    "ids.csv": (b"arxiv_id,year\n2403.04567,2024\n2403.04568,2024\n", ("2 papers named", "2403.04568")),
    "feeds.opml": (OPML.encode(), ("2 feeds in feeds.opml", "https://kites.example/a.xml", "Look at rivers.example")),
}
"""What holds no list of papers, and what is said of it."""


def said_of(name: str) -> tuple[str, ...]:
    """What both bots say of a list, as `ingest` would count it."""
    listing = parse(LISTS[name], name)
    return (f"{len(listing.entries)} papers are queued.", f"{listing.kind}, {len(listing.entries)} entries.")
