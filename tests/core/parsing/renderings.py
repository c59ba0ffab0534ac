"""Daily Papers pages of invented cards, written as the programs write them that turn web pages into text."""

from datetime import date
from typing import NamedTuple

from tests.core.parsing.invented import WRITTEN, Pair, invent

HOME = "https://huggingface.co"


class Card(NamedTuple):
    """What one card of a page shows."""

    arxiv: str
    title: str
    text: str
    upvotes: int
    comments: int
    authors: int
    published: date
    stars: int = 0
    organisation: str = ""

    @property
    def code(self) -> str:
        return f"https://github.com/example/{self.arxiv.replace('.', '-')}" if self.stars else ""

    @property
    def link(self) -> str:
        return f"{HOME}/papers/{self.arxiv}"

    @property
    def login(self) -> str:
        return f"{HOME}/login?next=%2Fpapers%2F{self.arxiv}"

    def dated(self, year: int = 2026) -> str:
        """The day as a page shows it: without its year where that is the current one."""
        shown = f"{self.published:%b} {self.published.day}"
        return shown if self.published.year == year else f"{shown}, {self.published.year}"


def deal(pairs: list[Pair] | None = None) -> list[Card]:
    """Cards of every kind: with and without upvotes, comments, stars, an organisation and a year in the date."""
    papers = pairs if pairs is not None else WRITTEN + invent(8)
    return [
        Card(
            arxiv=f"{25 + n % 2}{n % 12 + 1:02}.{10000 + n * 7}",
            title=title,
            text=text,
            upvotes=(0, 1, 65, 117)[n % 4],
            comments=(0, 2, 0, 14)[n % 4],
            authors=1 + n % 30,
            published=date(2025 + n % 2, n % 12 + 1, 1 + n),
            stars=(0, 476, 11300, 0, 50800)[n % 5],
            organisation="Lantern Institute" if n % 3 == 1 else "",
        )
        for n, (title, text) in enumerate(papers)
    ]


def shown(stars: int) -> str:
    """A number of stars as a page shows it."""
    return str(stars) if stars < 1000 else f"{stars / 1000:g}k"


HEADER = [
    "new",
    "",
    "Get trending papers in your email inbox once a day!",
    "",
    "Get trending papers in your email inbox!",
    "",
]
FOOTER = [
    "Previous",
    "",
    "Next",
    "",
    "Company",
    "",
    "TOS",
    "",
    "Privacy",
    "",
    "Trending Papers ranked by GitHub stars activity",
]


def linked_headings(cards: list[Card], day: str = "Oct 2") -> str:
    """Everything a link, abstracts with escaped line ends, comments glued to the date."""
    lines = [*HEADER, f"[Subscribe]({HOME}/login?next=%2Fpapers)", "", "# Daily Papers", ""]
    lines += [f"## by [![]({HOME}/front/by.png)AK]({HOME}/akhaliq) and the research community", ""]
    lines += ["- Daily", "- Weekly", "- Monthly", "", f"[Trending Papers]({HOME}/papers/trending)", "", day, ""]
    for card in cards:
        words = card.text.split()
        text = "\\\\\n".join(" ".join(words[at : at + 11]) for at in range(0, len(words), 11))
        somebody = (
            f"[![x](https://cdn.example.org/x.png){card.organisation}]({HOME}/lantern)"
            if card.organisation
            else f"[- ![](https://cdn.example.org/a.svg)\\\\\n- {card.authors} authors]({card.link})"
        )
        comments = f"[{card.comments}]({card.link}#community)" if card.comments else ""
        lines += [f"[{card.upvotes or '-'}]({card.login})", "", f"### [{_broken(card.title)}]({card.link})", ""]
        lines += [f"[{text}]({card.link})", "", somebody, "", "·", "", f"{card.dated()}{comments}", ""]
    return "\n".join([*lines, *FOOTER])


def numbered_links(cards: list[Card], listed: bool = True) -> str:
    """Links as numbers, listed at the end unless the text was cut; brackets on lines of their own."""
    links: list[str] = []

    def to(url: str) -> str:
        links.append(url)
        return f"[{len(links)}]"

    lines = [f"[[Hugging Face's logo] Hugging Face]{to(HOME)}", f"* [ Models ]{to(HOME + '/models')}", *HEADER]
    lines += [
        "# Daily Papers",
        "",
        f"## by[AK]{to(HOME + '/akhaliq')} and the research community",
        "* Daily",
        "* Weekly",
        "",
        "Jun 29",
    ]
    for card in cards:
        lines += [
            "[",
            str(card.upvotes or "-"),
            f"]{to(card.login)}",
            "",
            f"### [{card.title}]{to(card.link)}",
            "",
            "[",
            "",
        ]
        words = card.text.split()
        lines += [" ".join(words[at : at + 18]) for at in range(0, len(words), 18)]
        lines += ["", f"]{to(card.link)}"]
        if card.organisation:
            lines.append(f"[[lantern] {card.organisation}]{to(HOME + '/lantern')}")
        else:
            lines += ["[", f"* {card.authors} authors", f"]{to(card.link)}"]
        comments = f" [ {card.comments}]{to(card.link + '#community')}" if card.comments else ""
        lines += ["·", f"{card.dated()}{comments}"]
    entries = [f"[{n}]: {url}" for n, url in enumerate(links, start=1)]
    return "\n".join([*lines, "", *(entries if listed else [])])


def plain_export(cards: list[Card]) -> str:
    """No markup: an address stands on the line after what it links."""
    lines = [
        *HEADER,
        "Subscribe",
        "",
        f"{HOME}/login?next=%2Fpapers",
        "",
        "Daily Papers",
        "",
        "by ",
        "",
        "AK",
        "",
        f"{HOME}/akhaliq",
    ]
    lines += [
        "",
        " and the research community",
        "",
        "Daily",
        "",
        "Weekly",
        "",
        "Monthly ",
        "",
        f"{HOME}/papers/trending",
        "",
        "Mar 25",
        "",
    ]
    for card in cards:
        lines += [
            f" [-] {card.upvotes or '-'}",
            "",
            card.login,
            "",
            card.title,
            "",
            card.link,
            "",
            card.text,
            "",
            card.link,
            "",
        ]
        if card.organisation:
            lines += [card.organisation, "", f"{HOME}/lantern", ""]
        else:
            lines += ["[", "", f"{card.authors} authors]({card.link})", ""]
        lines += ["·", "", f"{card.dated()} ", ""]
        if card.comments:
            lines += [str(card.comments), "", f"{card.link}#community", ""]
    return "\n".join([*lines, *FOOTER])


def trending(cards: list[Card]) -> str:
    """Every card twice, headings without links, long titles broken, no blank line between the fields."""
    lines = ["# Where papers are", "**URL:** https://example.org", "-" * 20, "", *HEADER[2:], "## Trending Papers", ""]
    lines += ["## by AK and the research community", ""]
    for card in [card for card in cards for _ in range(2)]:
        lines += [f"### {_broken(card.title, chr(10) + '  ')}", "", card.text]
        lines += [f"- {card.authors} authors"] * (not card.organisation)
        lines += [f"[LINK: GitHub {shown(card.stars)}]({card.code})"] * bool(card.stars) + [""]
    return "\n".join([*lines, "-" * 20])


def extracted(cards: list[Card]) -> str:
    """Every card twice, pictures named, who submitted it before the title, upvotes as a button after it."""
    lines = [
        "# A page",
        "",
        "- Source URL: https://huggingface.co/papers/trending",
        "",
        "## Extracted Text",
        "",
        *HEADER,
        "# Trending Papers",
        "",
    ]
    lines += [
        f"## by[[Picture] AK]({HOME}/akhaliq) and the research community",
        "",
        "-",
        "",
        "-",
        "",
        "Trending Papers",
        "",
    ]
    for n, card in enumerate(card for card in cards for _ in range(2)):
        lines += [
            f"[[Picture: none]]({card.link})",
            "",
            "Submitted by",
            "",
            "[Picture: none]",
            "",
            "somebody",
            "",
            f'<a id="section-{n}"></a>',
            "",
        ]
        lines += [f"### [{_broken(card.title, chr(10))}]({card.link})", "", "", card.text, "", ""]
        if card.organisation:
            lines.append(
                f"[[Picture: x] {card.organisation}]({HOME}/lantern) · Published on {card.published:%b %d, %Y}"
            )
        else:
            lines += [
                "-",
                "",
                "- [Picture: none]",
                "",
                f"- {card.authors} authors",
                "",
                f"· Published on {card.published:%b %d, %Y}",
            ]
        lines += ["", "", "[Upvote", "", f"{card.upvotes or '-'}]({card.login})", ""]
        code = f"[GitHub {shown(card.stars)}]({card.code}) " if card.stars else ""
        lines += [f"{code}[arXiv Page](https://arxiv.org/abs/{card.arxiv})", "", ""]
    return "\n".join([*lines, *FOOTER])


def _broken(title: str, end: str = "\\  ") -> str:
    """A long title with the line break that it has in arXiv's own record."""
    words = title.split()
    return f"{' '.join(words[:9])}{end}{' '.join(words[9:])}" if len(words) > 11 and "$" not in title else title
