"""One sample of every format, all about the same invented cards: for tests of all parsers together, and to be damaged."""

import json
from datetime import date

from tests.core.parsing import answers, forums, renderings
from tests.core.parsing.invented import as_bytes, dense, spaced
from tests.core.parsing.renderings import deal

DAY = date(2026, 8, 21)
CARDS = deal()
_PAIRS = [(card.title, card.text) for card in CARDS]

SAMPLES: dict[str, bytes] = {
    "hf list": answers.hf_list(CARDS, DAY),
    "hf paper": json.dumps(answers.hf_paper(CARDS[4], DAY)).encode(),
    "arxiv atom": answers.atom(CARDS),
    "arxiv rss": answers.rss(CARDS),
    "arxiv rss as atom": answers.rss_as_atom(CARDS),
    "arxiv mail": answers.mail(CARDS),
    "biorxiv": answers.biorxiv(CARDS),
    "openreview": forums.forum(
        *(note for card in CARDS for note in (forums.review("Elsewhere"), forums.submission(card)))
    ),
    "blog": answers.blog(CARDS),
    "records": json.dumps([{"title": card.title, "abstract": card.text, "id": card.arxiv} for card in CARDS]).encode(),
    "linked headings": renderings.linked_headings(CARDS).encode(),
    "numbered links": renderings.numbered_links(CARDS).encode(),
    "plain export": renderings.plain_export(CARDS).encode(),
    "trending": renderings.trending(CARDS).encode(),
    "extracted": renderings.extracted(CARDS).encode(),
    "spaced page": as_bytes(spaced(_PAIRS)),
    "dense page": as_bytes(dense(_PAIRS)),
}
