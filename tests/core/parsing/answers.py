"""What the sources answer, about invented cards: APIs, feeds and mails in the form that each really has."""

import json
from datetime import date
from html import escape
from typing import Any

from tests.core.parsing.renderings import Card

AUTHORS = ("Ada Byron", "Emmy Noether", "Mary Somerville", "Émilie du Châtelet", "Sofja Kowalewskaja")
CATEGORIES = ("cs.CL", "cs.LG", "stat.ML")


def authors_of(card: Card) -> tuple[str, ...]:
    """From one to five of the authors."""
    return AUTHORS[: 1 + card.authors % 5]


def hf_paper(card: Card, day: date | None = None, **more: Any) -> dict[str, Any]:
    """One paper as Hugging Face tells it today."""
    fields: dict[str, Any] = {
        "id": card.arxiv,
        "authors": [{"_id": f"{n:024x}", "name": name, "hidden": False} for n, name in enumerate(authors_of(card))],
        "publishedAt": f"{card.published}T17:34:15.000Z",
        "title": card.title,
        "summary": card.text,
        "upvotes": card.upvotes,
        "discussionId": f"{card.upvotes:024x}",
        "projectPage": f"https://example.org/{card.arxiv}",
        "githubRepo": card.code or None,
        "githubStars": card.stars,
        "ai_summary": f"A machine says of {card.arxiv} that it is new.",
        "ai_keywords": ["nets", "numbers"],
    }
    return fields | ({"submittedOnDailyAt": f"{day}T01:02:03.000Z"} if day else {}) | more


def hf_entry(card: Card, day: date | None = None, **more: Any) -> dict[str, Any]:
    """One element of a daily list."""
    return {
        "paper": hf_paper(card, day, **more),
        "publishedAt": f"{card.published}T13:34:15.000Z",
        "title": card.title,
        "summary": card.text,
        "numComments": card.comments,
        "submittedBy": {"_id": "0" * 24, "fullname": "Somebody", "name": "somebody"},
        "organization": {"name": "lantern"},
    }


def hf_list(cards: list[Card], day: date | None = None) -> bytes:
    """The answer of `daily_papers`, on one line as it is sent."""
    return json.dumps([hf_entry(card, day) for card in cards], separators=(",", ":"), ensure_ascii=False).encode()


def atom(cards: list[Card]) -> bytes:
    """The answer of arXiv's query API."""
    entries = "".join(
        f"""  <entry>
    <id>http://arxiv.org/abs/{card.arxiv}v2</id>
    <title>{_folded(card.title)}</title>
    <updated>2026-02-01T00:00:00Z</updated>
    <link href="https://arxiv.org/abs/{card.arxiv}v2" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/{card.arxiv}v2" rel="related" type="application/pdf" title="pdf"/>
    <summary>  {_folded(card.text)}
</summary>
    <category term="68T50" scheme="http://arxiv.org/schemas/atom"/>
    {"".join(f'<category term="{term}" scheme="http://arxiv.org/schemas/atom"/>' for term in CATEGORIES)}
    <published>{card.published}T23:16:12Z</published>
    <arxiv:comment>{card.comments} pages</arxiv:comment>
    <arxiv:doi>10.1000/{card.arxiv}</arxiv:doi>
    <arxiv:primary_category term="cs.LG"/>
    {"".join(f"<author><name>{name}</name><arxiv:affiliation>X</arxiv:affiliation></author>" for name in authors_of(card))}
  </entry>
"""
        for card in cards
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/abcdefgh</id>
  <title>arXiv Query: search_query=all:nets&amp;id_list=</title>
  <updated>2026-02-01T17:54:18Z</updated>
  <link href="https://arxiv.org/api/query?search_query=all:nets" type="application/atom+xml"/>
  <opensearch:totalResults>{len(cards)}</opensearch:totalResults>
{entries}</feed>
""".encode()


def rss(cards: list[Card], kinds: tuple[str, ...] = ("new", "cross", "replace", "replace-cross")) -> bytes:
    """arXiv's daily RSS; the announcement types take turns."""
    items = "".join(
        f"""    <item>
      <title>{escape(card.title)}</title>
      <link>https://arxiv.org/abs/{card.arxiv}</link>
      <description>{_announced(card, kinds[n % len(kinds)])}</description>
      <guid isPermaLink="false">oai:arXiv.org:{card.arxiv}v{n % 3 + 1}</guid>
      {"".join(f"<category>{term}</category>" for term in CATEGORIES)}
      <pubDate>Thu, 24 Sep 2026 00:00:00 -0400</pubDate>
      <arxiv:announce_type>{kinds[n % len(kinds)]}</arxiv:announce_type>
      <dc:rights>http://example.org/licence</dc:rights>
      <arxiv:DOI>10.1000/{card.arxiv.upper()}</arxiv:DOI>
      <dc:creator>{", ".join(authors_of(card))}</dc:creator>
    </item>
"""
        for n, card in enumerate(cards)
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
  <channel>
    <title>cs.CL updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/cs.CL</link>
    <atom:link href="http://rss.arxiv.org/rss/cs.CL" rel="self" type="application/rss+xml"/>
    <lastBuildDate>Fri, 25 Sep 2026 04:58:05 +0000</lastBuildDate>
    <pubDate>Thu, 24 Sep 2026 00:00:00 -0400</pubDate>
    <skipDays><day>Sunday</day></skipDays>
{items}  </channel>
</rss>
""".encode()


def rss_as_atom(cards: list[Card]) -> bytes:
    """The same list in the Atom that `rss.arxiv.org/atom` gives."""
    entries = "".join(
        f"""  <entry>
    <id>oai:arXiv.org:{card.arxiv}v1</id>
    <title>{escape(card.title)}</title>
    <updated>2026-09-24T04:05:00+00:00</updated>
    <link href="https://arxiv.org/abs/{card.arxiv}" rel="alternate" type="text/html"/>
    <summary>{_announced(card, "new")}</summary>
    {"".join(f'<category term="{term}"/>' for term in CATEGORIES)}
    <published>2026-09-24T00:00:00-04:00</published>
    <arxiv:announce_type>new</arxiv:announce_type>
    <arxiv:DOI>10.1000/{card.arxiv}</arxiv:DOI>
    <dc:creator>{", ".join(authors_of(card))}</dc:creator>
  </entry>
"""
        for card in cards
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://www.w3.org/2005/Atom">
  <id>http://rss.arxiv.org/atom/cs.CL</id>
  <title>cs.CL updates on arXiv.org</title>
  <updated>2026-09-24T04:05:00+00:00</updated>
{entries}</feed>
""".encode()


def mail(cards: list[Card], sent: str = "") -> bytes:
    """arXiv's daily mail: thirds of new papers, cross-listings and replacements."""
    rule = "-" * 78
    third = -(-len(cards) // 3)
    head = [
        *([sent] if sent else []),
        rule,
        rule,
        "Send any comments regarding submissions directly to submitter.",
        rule,
    ]
    head += ["Archives at http://arxiv.org/", "To unsubscribe, e-mail To: cs@arXiv.org, Subject: cancel", rule]
    head += [
        "Submissions to:",
        "Machine Learning",
        "received from  Wed 20 Nov 24 19:00:00 GMT  to  Thu 21 Nov 24 19:00:00 GMT",
        rule,
    ]
    lines = [*head, rule]
    for n, card in enumerate(cards):
        kind = n // third
        if n == 2 * third:
            lines += ["%%--" * 19 + "%%"]
        lines += ["\\\\", f"arXiv:{card.arxiv}{' (*cross-listing*)' if kind == 1 else ''}"]
        day = f"{card.published:%a}, {card.published.day} {card.published:%b %Y} 02:49:53 GMT   ({n + 5}kb,D)"
        lines += [f"replaced with revised version {day}" if kind == 2 else f"Date: {day}", ""]
        lines += [
            _wrapped("Title: ", card.title, 9),
            _wrapped("Authors: ", ", ".join(map(_as_tex, authors_of(card))), 7),
        ]
        lines += [
            f"Categories: {' '.join(CATEGORIES)}",
            f"Comments: {card.comments} pages,",
            "  more",
            f"DOI: 10.1000/{card.arxiv}",
        ]
        lines += [] if kind == 2 else ["\\\\", "  " + _folded(card.text, 12)]
        lines += [f"\\\\ ( https://arxiv.org/abs/{card.arxiv} ,  {n + 5}kb)", rule]
    return "\n".join([*lines, "%%%---" * 13, "For subscribe options to combined physics archives,"]).encode()


def posts(cards: list[Card], server: str = "bioRxiv", **more: Any) -> dict[str, Any]:
    """The answer of bioRxiv's API, as an object."""
    collection = [
        {
            "doi": f"10.1101/{card.published:%Y.%m.%d}.{n:06}",
            "title": card.title,
            "authors": "".join(f"{name.split()[-1]}, {name[0]}.; " for name in authors_of(card)).strip(),
            "author_corresponding": "Somebody",
            "date": str(card.published),
            "version": "1",
            "type": "new results",
            "license": "cc_by",
            "category": "neuroscience",
            "abstract": card.text,
            "published": "NA",
            "server": server,
        }
        for n, card in enumerate(cards)
    ]
    messages = [{"status": "ok", "interval": "2026-01-01:2026-01-02", "cursor": 0, "count": len(cards), "total": "20"}]
    return {"messages": messages, "collection": collection} | more


def biorxiv(cards: list[Card], server: str = "bioRxiv") -> bytes:
    """The same, as it is sent."""
    return json.dumps(posts(cards, server)).encode()


def blog(cards: list[Card]) -> bytes:
    """A feed of papers by somebody else: RSS 2.0 with HTML in it."""
    items = "".join(
        f"""<item><title><![CDATA[{escape(card.title, False)}]]></title><link>/papers/{card.arxiv}?utm_source=rss</link>
<description>{escape("<p>" + escape(card.text, False) + "</p><script>track()</script>")}</description>
<author>papers@example.org ({" and ".join(authors_of(card))})</author><category>nets</category>
<pubDate>{card.published:%a, %d %b %Y} 08:00:00 GMT</pubDate><guid isPermaLink="false">{card.upvotes}</guid></item>
"""
        for card in cards
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Papers: a blog</title><link>https://www.papers.example/</link>
{items}</channel></rss>""".encode()


def _announced(card: Card, kind: str) -> str:
    return f"arXiv:{card.arxiv}v1 Announce Type: {kind} \nAbstract: {escape(card.text)}"


def _folded(text: str, words: int = 11) -> str:
    """Text broken into lines of so many words, the next ones as far in as arXiv's API puts them."""
    parts = text.split(" ")
    return escape("\n".join(" ".join(parts[at : at + words]) for at in range(0, len(parts), words)), False)


def _wrapped(field: str, text: str, words: int) -> str:
    parts = text.split(" ")
    return field + "\n  ".join(" ".join(parts[at : at + words]) for at in range(0, len(parts), words))


def _as_tex(name: str) -> str:
    return name.replace("É", "\\'E").replace("â", "\\^{a}")
