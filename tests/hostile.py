"""Titles, names, bodies, queries and links as the worst stranger writes them, made by a grammar from a seed.

Each maker is a function of its dice alone, so every finding can be had again from its seed.
"""

import random
from datetime import date

from core.cards.card import Button, Card, Field, Reply
from core.cards.views import LONGEST_LINK
from core.model import Marked

WORDS = "sparse routing A* of_the L_2 Qwen2.5 e.g. GPT-3.5 Node.js cs.AI 2401.01234v2 10:30:45 C# 50% ~5 R&D p<0.05 10.1000/x".split()
SIGNS = (
    *(
        "*",
        "_",
        "~",
        "`",
        "```",
        ">",
        ">>>",
        "&",
        "<",
        "|",
        ":",
        "@",
        "#",
        "\\",
        "[",
        "](",
        "||",
        "-# ",
        "＊",
        "＿",
        "＞",
        "｀",
    ),
    *("\n", "\r\n", "\n> ", "\n- ", "\n1. ", "\n* ", "\n• ", "\t", "  ", "\n```\n", "\u2028", "\x85"),
)
TOKENS = (
    *(
        "<!channel>",
        "<!here>",
        "<!everyone>",
        "<@U1>",
        "<@U024BE7LH|bob>",
        "<#C1|general>",
        "<!subteam^S1>",
        "<!subteam^S1|@all>",
    ),
    *(
        "<https://evil.example|safe.org>",
        "<mailto:a@evil.org|a>",
        "<!date^1^{date}|x>",
        "&lt;!channel&gt;",
        "&amp;lt;@U1&amp;gt;",
    ),
    *(
        "@everyone",
        "@here",
        "@channel",
        "#general",
        "@U1",
        "<@&1>",
        "</cmd:1>",
        "<t:0:R>",
        "<id:customize>",
        "<:a:1>",
        "<a:b:2>",
    ),
    *(
        ":smile:",
        ":+1::skin-tone-3:",
        ":100:",
        "::tada::",
        ":a:b:c:",
        ":слон:",
        "[text](https://evil.org)",
        "||spoiler||",
    ),
    *(
        "*bold*",
        "_it_",
        "~s~",
        "`code`",
        "```x```",
        "*_~all~_*",
        "**b**",
        "__u__",
        "a*b*c",
        "a_b_c",
        "*a",
        "b*",
        "* a*",
        "<*b*>",
    ),
    *(
        "https://evil.org/x",
        "http://xn--80ak6aa92e.com",
        "www.evil.org",
        "evil.org",
        "mailto:a@b.org",
        "tel:123",
        "a@b.org",
    ),
    *(
        "evil.org|arxiv.org",
        "127.0.0.1",
        "http://0x7f.1",
        "slack://x",
        "javascript:alert(1)",
        "https://a@b.org",
        "пример.рф",
    ),
)
UNICODE = (
    *(
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\u00ad",
        "\ufeff",
        "\U000e0041",
        "\u3164",
        "\ud800",
        "\udfff",
        "\x00",
        "\x1b[31m",
    ),
    *(
        "e" + "\u0301" * 40,
        "\ufdfa" * 3,
        "İ",
        "\u212a",
        "ß",
        "ﬁ",
        "ｆｕｌｌ",
        "аttention",
        "注意",
        "😀",
        "👨‍👩‍👧‍👦",
        "❤️",
        "👍🏽",
        "🇩🇪",
        "\u2060",
    ),
)
LINKS = (
    *(
        "https://arxiv.org/abs/2401.01234",
        "http://example.org/a?b=1&c=2#d",
        "https://bücher.example/ä",
        "https://x.org/a|b<c>*d*",
    ),
    *(
        "javascript:alert(1)",
        "ftp://x.org",
        "https://arxiv.org@evil.org/",
        "https://evil.org\\@arxiv.org",
        "",
        "https://",
        "//x.org",
    ),
    *(
        "https://x.org/\n<!channel>",
        "https://[::1]/",
        "https://x.org:99999/",
        "https://" + "a" * 64 + ".org",
        "https://x.org/" + "&" * 900,
    ),
    *(
        "https://x.org/" + "y" * 2500,
        "https://x.org/:smile:/~a~/_b_",
        "https://x.org/\ud800",
        "https://x.org/`a`",
        "data:text/html,x",
    ),
)
BETWEEN = ("", "", " ", " ", " ", "\n")


def text(dice: random.Random, pieces: int) -> str:
    """A text of so many pieces: words, signs, tokens and odd characters, with and without spaces between."""
    kinds = (WORDS, WORDS, SIGNS, TOKENS, UNICODE)
    words = map(dice.choice, dice.choices(kinds, k=pieces))
    return "".join(f"{word}{gap}" for word, gap in zip(words, dice.choices(BETWEEN, k=pieces), strict=True))


def sized(dice: random.Random, near: int) -> str:
    """A text about as long as a limit, or one that only its escaping makes too long."""
    sign = dice.choice(("a", "&", "<", "😀", "👨‍👩‍👧‍👦", "é", "ab ", "x\n", "*", ":a:", "a.bc", "\u0301"))
    return (sign * (near // len(sign) + 1))[: near + dice.choice((-1, 0, 1))] + text(dice, dice.choice((0, 3)))


def title(dice: random.Random) -> str:
    """A paper's title."""
    return dice.choice((text(dice, 6), text(dice, 15), text(dice, 1), sized(dice, 150), sized(dice, 600), " ", ""))


def name(dice: random.Random) -> str:
    """A person's, feed's or tag's name."""
    return dice.choice((text(dice, 1), text(dice, 3), sized(dice, 80), ""))


def body(dice: random.Random) -> str:
    """An abstract, a note or a list of lines."""
    return dice.choice((text(dice, 40), text(dice, 400), sized(dice, 3000), sized(dice, 15_000), "", "\n\n"))


def query(dice: random.Random) -> str:
    """What somebody types after the command."""
    return dice.choice(
        (text(dice, 4), text(dice, 30), sized(dice, 255), "(" * 500, '"' * 501, "a*" * 400, "x " * 1200, "")
    )


def link(dice: random.Random) -> str:
    """An address, or what pretends to be one."""
    return dice.choice(LINKS)


def card(dice: random.Random) -> Card:
    """A card of which a stranger wrote every word and every address."""
    said, claim = title(dice), body(dice)
    spans = [(at, at + dice.randrange(12)) for at in (dice.randrange(len(claim) + 1) for _ in range(dice.randrange(4)))]
    names = dice.sample(["by", "why", "votes", "keywords", name(dice)], dice.randrange(6))
    acts = [Button(name(dice), query(dice), link(dice)) for _ in range(dice.randrange(8))]
    return Card(
        title=Marked.of(said, [(0, 3)]),
        body=Marked.of(claim, spans),
        link=link(dice),
        fields=tuple(Field(one, dice.choice((name, title, body))(dice)) for one in names),
        buttons=tuple(acts[:4]),
        menu=tuple(acts[4:]),
        links=tuple(
            Button(name(dice)[:40], url=url) for _ in range(dice.randrange(5)) if len(url := link(dice)) <= LONGEST_LINK
        ),
        day=dice.choice((None, date(2026, 11, 20), date.min, date.max)),
        code=dice.choice(("", "", "", body(dice))),
        source=dice.choice(("", "hf", "arxiv", name(dice))),
        paper_id=dice.choice(("", "2611.01234", "math/0211159", "abcdefghij")),
        plain=said,
    )


def reply(dice: random.Random) -> Reply:
    """One such card or several, more than fit one message."""
    return Reply(tuple(card(dice) for _ in range(dice.choice((1, 1, 1, 2, 3, 12)))))
