"""Bytes to text: unpacks gzip and xz, finds the encoding, makes every line end `\\n`. Bounded, and the only parser of raw bytes.

What cannot be text (a picture, an archive, a file cut inside its compression) raises `NotAListing` in one sentence.
"""

import re
import zlib
from typing import NamedTuple, Protocol

from core.errors import NotAListing

LARGEST = 20 * 1024 * 1024
"""Bytes a listing may have, packed or unpacked: fifty times the largest page recorded."""

_MOST_MEMBERS = 16  # a packed file may be several in a row; a file of a million empty ones is an attack
_XZ_MEMORY = 80 << 20  # bytes that unpacking may take: `xz -9` asks for 65 MB, a forged header for gigabytes
_OPENING = 16_384
_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"+/v8", "utf-7"),
    (b"+/v9", "utf-7"),
    (b"+/v+", "utf-7"),
    (b"+/v/", "utf-7"),
)
_NUL_PATTERNS: dict[tuple[bool, ...], str] = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
_NOT_TEXT = {
    b"PK\x03\x04": "a zip archive or an Office document",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"BZh": "packed with bzip2",
    _XZ: "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "a database",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
DECLARED = re.compile(rb"\s*<\?xml\s[^<>?]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,30})[\"']")
"""The encoding that an XML declaration names."""
_NARROW = re.compile(  # encodings that hold ASCII as ASCII, by the names that feeds declare
    r"(us-)?ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|koi8-[ru]|gb_?2312|gbk|gb18030|big5|euc-(jp|kr)|ks_c_5601-1987|(x-)?sjis|shift_jis"
)
_READ_AS = {
    **dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "gb-2312", "gb2312-80", "x-gbk"), "gb18030"),
    **dict.fromkeys(("shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks-c-5601-1987", "ksc5601"), "cp949"),
    "big5": "big5hkscs",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
}
"""Charsets whose texts use signs that they lack, by the larger ones to read them by, as browsers do (encoding.spec.whatwg.org)."""
_LINE_END = re.compile(r"\r\n?")
_SEPARATOR = re.compile("[\u2028\u2029]")


class _Unpacker(Protocol):
    """What the decompressors of zlib and lzma have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Packing(NamedTuple):
    """How a file is packed, and the errors that its unpacker raises."""

    name: str
    unpacker: _Unpacker
    error: type[Exception]


def text_of(data: bytes, where: str) -> str:
    """The text of a file in any usual encoding, without BOM, with `\\n` as its only line end.

    Raises `NotAListing` where the bytes are empty, too large, cut inside their compression, or no text.
    """
    if len(data) > LARGEST:
        raise NotAListing(f"{where} is larger than {LARGEST >> 20} MB: split it into smaller files.")
    if _packing(data):
        data = _unpacked(data, where)
    for mark, kind in _NOT_TEXT.items():
        if data.startswith(mark):
            raise NotAListing(f"{where} is {kind}, not text: paste or save its text instead.")
    text = _decoded(data)
    if len(_CONTROLS.findall(text[:_OPENING])) > len(text[:_OPENING]) // 10:
        raise NotAListing(f"{where} is not text: paste or save the text of the digest instead.")
    if not text or text.isspace():
        raise NotAListing(f"{where} is empty: there is no paper in it.")
    return _with_plain_line_ends(text)


def codec(charset: str) -> str:
    """By which codec to read a text of this charset, of whatever spelling."""
    return _READ_AS.get(charset.lower().replace("_", "-"), charset)


def opening(data: bytes) -> str:
    """The first characters of a file as text, to recognise its format by; never raises."""
    if packing := _packing(data):
        try:
            data = packing.unpacker.decompress(data[:_OPENING], _OPENING)
        except packing.error:
            return ""
    return _decoded(data[:_OPENING]).lstrip()


def _packing(data: bytes) -> _Packing | None:
    """How these bytes are packed; None where they are not, or in a way this Python cannot unpack."""
    if data.startswith(_GZIP):
        return _Packing("gzip", zlib.decompressobj(zlib.MAX_WBITS | 16), zlib.error)
    if data.startswith(_XZ):
        try:
            import lzma  # some builds of Python lack it
        except ImportError:
            return None
        return _Packing("xz", lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY), lzma.LZMAError)
    return None


def _unpacked(data: bytes, where: str) -> bytes:
    """The contents of a packed file of one or more members, never more than `LARGEST` bytes in memory."""
    pieces, room = [], LARGEST + 1
    for _ in range(_MOST_MEMBERS):
        packing = _packing(data)
        if packing is None:
            break
        pieces.append(_member(packing, data, room, where))
        room -= len(pieces[-1])
        data = packing.unpacker.unused_data.lstrip(b"\x00")
    else:
        raise NotAListing(f"{where} is packed in more than {_MOST_MEMBERS} pieces: unpack it first.")
    whole = b"".join(pieces)
    if whole.startswith((_GZIP, _XZ)):
        raise NotAListing(f"{where} is packed twice: unpack it first.")
    return whole


def _member(packing: _Packing, data: bytes, room: int, where: str) -> bytes:
    """One member's contents, fewer than `room` bytes."""
    try:
        piece = packing.unpacker.decompress(data, room)
    except packing.error as error:
        raise NotAListing(f"{where} is a damaged {packing.name} file: send it again, or unpacked.") from error
    if len(piece) >= room:
        raise NotAListing(f"{where} unpacks to more than {LARGEST >> 20} MB: split it into smaller files.")
    if not packing.unpacker.eof:
        raise NotAListing(f"{where} is cut short inside its {packing.name} packing: send it again, or unpacked.")
    return piece


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _wide_encoding(data)
    if encoding:
        return data.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8", "replace").decode("utf-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _mended(data)


def _wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 without BOM, seen by where its NULs stand, or ''."""
    sample = data[: _OPENING // 4 * 4]
    quarter = len(sample) // 4
    if quarter == 0 or sample.count(0) < quarter:
        return ""
    return _NUL_PATTERNS.get(tuple(sample[at::4].count(0) > quarter * 0.6 for at in range(4)), "")


def _mended(data: bytes) -> str:
    """Text that is not quite UTF-8: as an XML declaration says, damaged UTF-8 where most is valid, else Windows-1252."""
    declared = DECLARED.match(data)
    if declared and _NARROW.fullmatch(name := declared[1].decode("ascii").lower()):
        try:
            return data.decode(codec(name), "replace")
        except LookupError:  # ISO-8859 has no part 99
            pass
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore")) - damaged
    if damaged == 1 and text.endswith("\ufffd"):
        return text[:-1]  # a character was cut at the end
    return text if foreign > damaged else data.decode("cp1252", "replace")


def _with_plain_line_ends(text: str) -> str:
    """Every line end as `\\n`; Unicode's own separators only where they are what parts the lines of this text."""
    text = _LINE_END.sub("\n", text) if "\r" in text else text
    if "\n" not in text:
        text = text.replace("\x85", "\n")
    if text.isascii() or len(_SEPARATOR.findall(text)) <= text.count("\n"):
        return text
    return _SEPARATOR.sub("\n", text)
