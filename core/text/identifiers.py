"""Identifiers of papers in text: arXiv ids (old and new, any version), DOIs, OpenReview's forums, and their addresses.

A key is `arxiv:2401.01234`, `doi:10.1000/abc` or `openreview:rJ4km2R5t7`; a DOI that arXiv itself gave out counts as the
arXiv id it holds. An OpenReview id looks like any word, so it is known by its address or its key only, never bare.
"""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote

from core.text.cleaning import clean
from core.text.paper_links import LONGEST, named_at

_LONGEST = 500  # characters of a text that is to be one identifier as a whole
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    "|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph"
    "|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_NEW = r"(?P<new>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})"
_OLD = rf"(?P<old>(?:{_ARCHIVES})(?:\.[a-z]{{2}})?/\d{{2}}(?:0[1-9]|1[0-2])\d{{3}})"
_VERSION = r"(?:v\d{1,3})?(?!\d|\.\d)"
_ARXIV = re.compile(
    r"(?:(?:https?://)?(?:[a-z0-9-]{1,30}\.){0,3}"
    r"(?:(?:arxiv\.org/(?:abs|pdf|html|e-print|format|ps|src)|ar5iv\.org/(?:abs|pdf|html)|huggingface\.co/papers"
    r"|alphaxiv\.org/(?:abs|overview|pdf|html)|hf\.co/papers)/|semanticscholar\.org/arxiv[:/])"
    r"|(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)?10\.48550/arxiv\."
    r"|(?:(?:oai:)?arxiv(?:\.org)?\s*[:.]?\s*))?"
    rf"(?:{_NEW}|{_OLD}){_VERSION}(?:\.(?:pdf|md|html))?(?:[/?#&].*|\s*\[[a-z.-]+\].*)?",
    re.IGNORECASE | re.ASCII,
)
_DOI = re.compile(
    r"(?:(?:urn:|info:(?:eu-repo/[a-z/]{1,60}/)?)?doi[:/]?\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE | re.ASCII
)
_DOI_ADDRESS = re.compile(
    r"(?:https?://)?[a-z0-9.-]+\.[a-z]+/(?:[^\s?#]*?[/:])??(10\.\d{4,9}/\S+)", re.IGNORECASE | re.ASCII
)
_NO_PART = '\\s\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff"{}|\\\\^`，。；、：（）【】《》「」『』“”'
_IN_DOI = (  # `<…>` only in what was made of a journal's SICI: `10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O`
    r"(?:(?:<|&lt;)[^\s<>&]{1,60}(?:>|&gt;)(?=\d\.\d\.[a-z]{2};\d)"
    rf"|(?!\]\(|[,;]10\.\d{{4}}|[,;]?https?:|&[lg]t;)[^<>{_NO_PART}])"
)
_PUBLISHERS_TAIL = re.compile(
    r"(?:(?<=\d)v\d{1,2}(?:\.[a-z+-]+)*"
    r"|/(?:full|abstract|summary|e?pdf(?:direct)?|pdfft|meta|html|epub|references|citations|fulltext(?:\.html|\.pdf)?)(?:/html)?"
    r"|\.full(?:\.pdf(?:\+html)?)?|\.pdf)$"
)
_ADDRESS = re.compile(r"https?://(?:(?!\]\(|\)\[|,https?:)[^\s<>\"{}|\\^`]){4,2000}", re.IGNORECASE)
_MOST_TURNS = 3  # an address that leads to an address that leads to an address
_FORUM = (
    r"(?:https?://|(?<![\w.@/-]))(?:www\.)?openreview\.net/(?:forum|pdf|attachment)/?",
    r"\?(?:(?!id=)[^\s&#<>\"|]{0,100}+&(?:amp;)?){0,8}+id=(?P<forum>[\w-]{6,20})",  # possessive, and so linear
)
_OPENREVIEW = re.compile(
    rf"openreview:(?P<key>[\w-]{{6,20}})|{_FORUM[0]}{_FORUM[1]}(?:[&#].*)?", re.IGNORECASE | re.ASCII
)
_IN_TEXT = re.compile(
    rf"{_FORUM[0]}(?={_FORUM[1]}(?![\w-]))"  # only ahead: what else stands in the address is searched too
    rf"|(?<![\d.])10\.\d{{4,9}}/{_IN_DOI}{{1,300}}"
    rf"|(?:(?:(?<=arxiv)|(?<![a-z\d]))(?<!\d\.){_NEW}|(?<![a-z.-]){_OLD}){_VERSION}",
    re.IGNORECASE | re.ASCII,
)
_MAY_NAME = re.compile(r"\d|openreview", re.IGNORECASE)  # every other identifier has a digit
_NAMED_BEFORE = re.compile(r"(?:arxiv[:.\s]{0,3}|/)$", re.IGNORECASE)
_TRAILING = "*`.,;:!?'\"»”’…。，；：、）】》」』"
_OPENERS = "<([{\"'“«（【《「『"
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}


def arxiv_id(text: str) -> str:
    """The arXiv id without version that the whole text is (bare, `arXiv:`, an address, a DataCite DOI), or ''."""
    match = _ARXIV.fullmatch(_bare(text))
    if not match:
        return ""
    return match.group("new") or _old_style(match.group("old"))


def doi(text: str) -> str:
    """The DOI that the whole text is (bare, `doi:`, an address), lower-cased as DOIs are compared, or ''."""
    bare = _bare(text)
    if match := _DOI.fullmatch(bare):
        return match[1].lower()
    match = _DOI_ADDRESS.match(bare)
    return _end_of_address(match[1]) if match else ""


def openreview_id(text: str) -> str:
    """The id of the OpenReview forum whose address (or key, `openreview:…`) the whole text is, in its own case, or ''."""
    match = _OPENREVIEW.fullmatch(_bare(text)) if len(text.split(maxsplit=1)) == 1 else None
    return (match["key"] or match["forum"]) if match else ""


def reference(text: str) -> str:
    """The key of the paper that the whole text names, `arxiv:…`, `doi:…` or `openreview:…`, or '' where it names none."""
    if known := arxiv_id(text):
        return f"arxiv:{known}"
    if known := openreview_id(text):
        return f"openreview:{known}"
    return f"doi:{known}" if (known := doi(text)) else ""


def first_of(kind: str, keys: Iterable[str]) -> str:
    """The id in the first of these keys that is of a kind, `arxiv`, `doi` or `openreview`; '' without."""
    scheme = f"{kind}:"
    return next((key.removeprefix(scheme) for key in keys if key.startswith(scheme)), "")


def find_references(text: str) -> list[str]:
    """The keys of all papers that a free text names, in order, each once.

    A bare number counts with five digits after its point (`2401.01234`); one with four, as arXiv gave them out before
    2015, only after `arXiv` or a slash, because prose is full of such numbers.
    """
    keys: dict[str, None] = {}
    if not _MAY_NAME.search(text):
        return []
    for match in _IN_TEXT.finditer(_ADDRESS.sub(_plainly, text)):
        if match["forum"]:
            keys[f"openreview:{match['forum']}"] = None
            continue
        text = match.string
        short = match["new"] and len(match["new"]) < len("2401.01234")
        if short and not _NAMED_BEFORE.search(text[max(0, match.start() - 10) : match.start()]):
            continue
        name = unescape(match[0]) if "&lt;" in match[0] else match[0]
        key = reference(name)
        if key.startswith("doi:") and text[match.start() - 1 : match.start()] == "/":
            key = f"doi:{_end_of_address(_bare(name))}"
        if key:
            keys[key] = None
    return list(keys)


def year_of(arxiv: str, doi: str = "") -> int | None:
    """The year that an arXiv id or a bioRxiv DOI names, or None."""
    if match := re.match(r"(?:[a-z-]+/)?(\d\d)\d\d", arxiv):
        return (1900 if int(match[1]) > 90 else 2000) + int(match[1])
    match = re.match(r"10\.(?:1101|64898)/((?:19|20)\d\d)\.\d\d\.\d\d\.", doi)
    return int(match[1]) if match else None


def _bare(text: str) -> str:
    """The text without what people put around an identifier: spaces, brackets, quotes, a full stop.

    It is fit to show: what an address hides behind percent signs (controls, marks of direction) is gone.
    """
    held_text = text.strip()
    for _ in range(_MOST_TURNS):
        if len(held_text) > LONGEST:
            return ""
        if not (held := named_at(_trim(held_text.lstrip(_OPENERS)))):
            break
        held_text = held
    if len(held_text) > _LONGEST:
        return ""
    return _trim(clean(unquote(held_text)).lstrip(_OPENERS))


def _plainly(match: re.Match[str]) -> str:
    """An address in a text, or what it names where only its host's rule tells: so that it is found as any other."""
    address = _trim(match[0])
    key = reference(address) if named_at(address) else ""
    if not key:
        return match[0]
    plain = key if key.startswith("arxiv:") else key.removeprefix("doi:")
    if key.startswith("openreview:"):
        plain = f"https://openreview.net/forum?id={key.partition(':')[2]}"
    return f"{plain} {match[0][len(address) :]}"


def _end_of_address(name: str) -> str:
    """The DOI at the end of an address, without tracking parameters and what publishers add: a version, `/full`."""
    return _PUBLISHERS_TAIL.sub("", _trim(re.split(r"[?#]", name.lower(), maxsplit=1)[0]))


def _trim(name: str) -> str:
    """The name without the punctuation after it; a bracket stays that was opened inside it."""
    while name and (
        name[-1] in _TRAILING or (name[-1] in _CLOSING and name.count(name[-1]) > name.count(_CLOSING[name[-1]]))
    ):
        name = name[:-1]
    return name


def _old_style(text: str) -> str:
    """`math.GT/0309136` and `math/0309136` are one paper; arXiv itself files it without the subject class."""
    catalog, _, number = text.lower().partition("/")
    return f"{catalog.split('.')[0]}/{number}"
