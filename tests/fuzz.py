"""Real and invented files damaged at random: what a broken disk, a hostile feed or a hurried paste makes of them.

`mutate` is a function of its bytes and its dice alone, so every finding can be had again from its seed.
"""

import gzip
import lzma
import random
import re
from collections.abc import Callable

_Mutation = Callable[[bytes, random.Random], bytes]

_HOSTILE = (
    *(
        b"<",
        b">",
        b"&",
        b"&amp;",
        b"&#0;",
        b"&nbsp;",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"<?xml",
    ),
    *(
        b"<item>",
        b"</item>",
        b"<entry>",
        b"<title/>",
        b"</channel>",
        b"<a>" * 70,
        b"<p><b>",
        b"xmlns:a='b'",
        b"type='xhtml'",
    ),
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b'"',
        b"\\",
        b"\\ud800",
        b"\\u0000",
        b"null",
        b"true",
        b"NaN",
        b"1e400",
        b"9" * 5000,
        b"[" * 300,
    ),
    *(
        b"\n",
        b"\r",
        b"\n\n",
        b"\x00",
        b"\x1b",
        b"\x85",
        b"\xff",
        b"\xff\xfe",
        b"\xc3",
        b"\t" * 9,
        b" " * 300,
        b"-" * 78,
        b"\n### ",
    ),
    *(
        b"](https://huggingface.co/papers/2401.01234)",
        b"![](",
        b"][7]",
        b"\n3 authors\n",
        b"\nMar 11\n",
        b"\n\\\\\narXiv:2401.01234\n",
    ),
    *(
        "\u202e\u2066\u200b\u00ad".encode(),
        "\u2028".encode(),
        "\ufdfa".encode() * 40,
        ("e" + "\u0301" * 500).encode(),
        "\U000e0041".encode(),
    ),
    *(
        "İKßﬁ".encode(),
        "注意".encode(),
        "😀👨‍👩‍👧".encode(),
        b"2401.01234v9",
        b"10.1000/x",
        b"9999-99-99",
        b"0000-01-01T00:00:00Z",
    ),
)
_ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-7", "shift_jis")
_TOKEN = re.compile(rb"\s+|</?[\w:.-]+|\"[^\"\n]{0,40}\"|[\w.-]+|.", re.DOTALL)
_QUOTED = re.compile(rb"\"[^\"\\\n]{1,40}\"")
_LARGEST = 400_000


def mutate(data: bytes, dice: random.Random) -> bytes:
    """The data after one to four mutations; at most 400,000 bytes where it was smaller."""
    limit = max(_LARGEST, len(data))
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 4))):
        data = dice.choice(_MUTATIONS)(data, dice)[:limit]
    return data


def _flip(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 2, 8, 64)) if data else 0):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(data: bytes, dice: random.Random) -> bytes:
    start, stop = _slice(data, dice)
    return dice.choice((data[:start], data[stop:], data[:start] + data[stop:]))


def _repeat(data: bytes, dice: random.Random) -> bytes:
    start, stop = _slice(data, dice)
    return data[:stop] + data[start:stop] * dice.choice((1, 1, 2, 50)) + data[stop:]


def _move(data: bytes, dice: random.Random) -> bytes:
    start, stop = _slice(data, dice)
    rest = data[:start] + data[stop:]
    at = dice.randint(0, len(rest))
    return rest[:at] + data[start:stop] + rest[at:]


def _insert(data: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.choice((1, 1, 3))):
        at = dice.randint(0, len(data))
        data = data[:at] + dice.choice(_HOSTILE) * dice.choice((1, 1, 1, 30)) + data[at:]
    return data


def _swap_tokens(data: bytes, dice: random.Random) -> bytes:
    start = dice.randint(0, max(0, len(data) - 4000))
    tokens = _TOKEN.findall(data[start : start + 4000])
    for _ in range(dice.choice((1, 3, 20)) if tokens else 0):
        a, b = dice.randrange(len(tokens)), dice.randrange(len(tokens))
        tokens[a], tokens[b] = tokens[b], tokens[a]
    return data[:start] + b"".join(tokens) + data[start + 4000 :]


def _replace_token(data: bytes, dice: random.Random) -> bytes:
    """One token, often a key or a tag's name, becomes another everywhere, or something hostile."""
    start = dice.randint(0, max(0, len(data) - 4000))
    tokens = _TOKEN.findall(data[start : start + 4000]) or [b"x"]
    return data.replace(dice.choice(tokens), dice.choice((*tokens[:50], *_HOSTILE)), dice.choice((1, 5, -1)))


def _retype(data: bytes, dice: random.Random) -> bytes:
    """Quoted texts become values of other types."""
    values = (
        b"null",
        b"true",
        b"17",
        b"2503.0210",
        b"[]",
        b"{}",
        b'["a", 1, null]',
        b'{"name": 1}',
        b'""',
        b"1e400",
        b"-1",
    )
    count = dice.choice((1, 1, 5, 0))
    return _QUOTED.sub(lambda found: dice.choice(values) if dice.random() < 0.5 else found[0], data, count=count)


def _shuffle_lines(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    start = dice.randrange(len(lines))
    some = lines[start : start + dice.choice((2, 5, 50))]
    dice.shuffle(some)
    return b"\n".join([*lines[:start], *some, *lines[start + len(some) :]])


def _end_lines_otherwise(data: bytes, dice: random.Random) -> bytes:
    return data.replace(b"\n", dice.choice((b"\r\n", b"\r", b"", b" ", b"\n\n", b"\x85", b"\xe2\x80\xa8")))


def _encode(data: bytes, dice: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(dice.choice(_ENCODINGS), "replace")


def _pack(data: bytes, dice: random.Random) -> bytes:
    packed = gzip.compress(data, 1, mtime=0) if dice.random() < 0.5 else lzma.compress(data, preset=0)
    return dice.choice((packed, packed, _flip(packed, dice), _cut(packed, dice), packed + packed))


def _slice(data: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randint(0, len(data))
    return start, min(len(data), start + int(dice.expovariate(1 / max(1, len(data) // 20))))


_MUTATIONS: tuple[_Mutation, ...] = (
    *(_flip, _cut, _repeat, _move, _insert, _insert, _swap_tokens, _replace_token, _replace_token, _retype),
    *(_shuffle_lines, _end_lines_otherwise, _encode, _pack),
)
