"""Addresses of papers on other hosts than the paper's own: one row a host, which tells how the address names the paper.

A row reads the address and gives the identifier in it, an arXiv id or a DOI as text, or the address that it leads to.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

LONGEST = 2_000
"""Characters of an address."""

_ID = r"(?:\d{4}\.\d{4,5}|[a-z-]{2,9}(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?(?![\d.]*\d)"
_DOI = r"10\.\d{4,9}/[^\s&?#]+"
_LEADS_TO = ("url", "u", "q", "target", "dest", "redirect", "link", "href", "to")


class _Address(NamedTuple):
    """An address as rows read it: its host, its path without percent signs, the parameters after `?`, its whole text."""

    host: str
    path: str
    query: dict[str, str]
    text: str


class _Host(NamedTuple):
    """A host (the end of its name; '' is any), and how an address there names a paper; '' where it names none."""

    name: str
    read: Callable[[_Address], str]


def _path(pattern: str, form: str = "{}") -> Callable[[_Address], str]:
    """What a part of the path says, put into a form."""
    known = re.compile(pattern, re.IGNORECASE | re.ASCII)

    def read(address: _Address) -> str:
        match = known.search(address.path)
        return form.format(*match.groups()) if match else ""

    return read


def _query(names: tuple[str, ...], pattern: str, form: str = "{}") -> Callable[[_Address], str]:
    """What the first of these parameters says that has the form of an identifier."""
    known = re.compile(rf"(?:arxiv:|doi:|https?://(?:dx\.)?doi\.org/)?({pattern})", re.IGNORECASE | re.ASCII)

    def read(address: _Address) -> str:
        matches = (known.match(address.query.get(name, "")) for name in names)
        return next((form.format(match[1]) for match in matches if match), "")

    return read


def _target(address: _Address) -> str:
    """The address that another one leads to, or ''."""
    values = (address.query.get(name, "") for name in _LEADS_TO)
    return next((url for url in values if re.match(r"https?://", url, re.IGNORECASE)), "")


def _copied(address: _Address) -> str:
    """The address whose copy, or whose way through a filter, another one is: `https://web.archive.org/web/2026/https://…`, or ''."""
    match = re.search(r"[/_](https?:/{1,2}[^/].*)", address.text[8:], re.IGNORECASE)
    return re.sub(r"^(https?:/)(?!/)", r"\1/", match[1].partition("__;")[0]) if match else ""


_BIBCODE = re.compile(
    r"/(?P<year>\d{4})(?:arxiv(?:(?P<new>\d{9})|(?P<short>\d{4}\.\d{4}))"
    r"|(?P<archive>(?:astro|hep|math|nucl|quant)\.(?:ph|ex|lat|th)|cond\.mat|gr\.qc|q\.bio|cs|math|nlin|physics)\.+"
    r"(?P<old>\d{1,5}))[a-z.](?:/|$)",
    re.IGNORECASE | re.ASCII,
)


def _bibcode(address: _Address) -> str:
    """The arXiv id of ADS's code for an e-print: `2015arXiv151007141C`, `2013arXiv1312.6114K`, `1997hep.th...11200M`."""
    match = _BIBCODE.search(address.path or address.text)
    if not match:
        return ""
    if match["new"]:
        return f"{match['new'][:4]}.{match['new'][4:]}"
    if match["short"]:
        return match["short"]
    return f"{match['archive'].lower().replace('.', '-')}/{match['year'][2:]}{match['old']:0>5}"


_ACL = (  # the meetings of which every paper has a DOI
    r"/((?:20[2-9]\d\.(?:acl|emnlp|naacl|eacl|findings|conll|semeval)(?:-[a-z]{1,12})?\.|[PDNEK]1[5-9]-)\d{1,4})(?![\w-])"
)

_HOSTS = (
    _Host("papers.cool", _path(r"/venue/([\w-]{6,20})@openreview", "openreview:{}")),
    _Host("papers.cool", _query(("paper", "show"), _ID)),
    _Host("arxiv.org", _path(rf"/ftp/.*/({_ID})\.pdf")),
    _Host("arxiv.org", _path(r"/ps_cache/arxiv/[a-z]+/\d{4}/(\d{4}\.\d{4})(?:v\d{1,3})?\.[a-z.]+$")),
    _Host("arxiv.org", _path(r"/ps_cache/([a-z-]{2,9})/[a-z]+/\d{4}/(\d{7})(?:v\d{1,3})?\.[a-z.]+$", "{}/{}")),
    _Host("lanl.gov", _path(rf"/(?:abs|pdf)/({_ID})")),
    _Host("scirate.com", _path(rf"/arxiv/({_ID})")),
    _Host("adsabs.harvard.edu", _path(rf"arxiv:({_ID})")),
    _Host("adsabs.harvard.edu", _path(rf"({_DOI}?)(?:/(?:abstract|citations|references|exportcitation|metrics))?$")),
    _Host("adsabs.harvard.edu", _bibcode),
    _Host("emergentmind.com", _path(rf"/papers?/(?:arxiv[:/])?({_ID})")),
    _Host("arxiv-sanity.com", _path(rf"^/({_ID})")),
    _Host("arxiv-sanity.com", _query(("pid", "q"), _ID)),
    _Host("arxiv-sanity-lite.com", _query(("pid", "q"), _ID)),
    _Host("arxiv-vanity.com", _path(rf"/papers/({_ID})")),
    _Host("semanticscholar.org", _path(rf"/(?:arxiv[:/])({_ID})")),
    _Host("connectedpapers.com", _path(rf"/({_ID})")),
    _Host("alphaxiv.org", _path(rf"/({_ID})")),
    _Host("huggingface.co", _path(rf"/papers/({_ID})")),
    _Host("dblp.org", _path(r"/corr/abs-(\d{4})-(\d{4,5})(?!\d)", "{}.{}")),
    _Host("dblp.uni-trier.de", _path(r"/corr/abs-(\d{4})-(\d{4,5})(?!\d)", "{}.{}")),
    _Host("aclanthology.org", _path(_ACL, "10.18653/v1/{}")),
    _Host("aclweb.org", _path(_ACL, "10.18653/v1/{}")),
    _Host("academic.oup.com", _path(r"/(10\.1093/[\w.-]+/[\w.-]+)")),
    _Host("plos.org", _path(r"/(10\.1371/journal\.p[a-z]{3}\.\d{7})")),
    _Host("plos.org", _query(("id", "uri"), r"10\.1371/journal\.p[a-z]{3}\.\d{7}")),
    _Host("biorxiv.org", _path(r"/early/(?:\d{4}/\d\d/\d\d/)?((?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})(?!\d)", "10.1101/{}")),
    _Host("medrxiv.org", _path(r"/early/(?:\d{4}/\d\d/\d\d/)?((?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})(?!\d)", "10.1101/{}")),
    _Host("biorxiv.org", _path(r"/cgi/content/[a-z]+/((?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})(?!\d)", "10.1101/{}")),
    _Host("medrxiv.org", _path(r"/cgi/content/[a-z]+/((?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})(?!\d)", "10.1101/{}")),
    _Host(
        "nature.com", _path(r"/articles/([ds]\d{5}-\d{3}-\d{4,5}-[\dxyz]|[a-z]{2,12}\d{4,6})(?![\w-])", "10.1038/{}")
    ),
    _Host("elifesciences.org", _path(r"/(?:articles|reviewed-preprints)/(\d{4,6})(?!\d)", "10.7554/elife.{}")),
    _Host("peerj.com", _path(r"/articles/((?:cs-)?\d{1,6})(?![\w-])", "10.7717/peerj.{}")),
    _Host("dl.acm.org", _query(("doid",), r"\d{6,8}\.\d{6,8}", "10.1145/{}")),
    _Host("ssrn.com", _query(("abstract_id", "abstractid"), r"\d{5,8}", "10.2139/ssrn.{}")),
    _Host("ssrn.com", _path(r"/abstract=(\d{5,8})", "10.2139/ssrn.{}")),
    _Host("", _query(("doi", "id", "uri", "pid", "article", "term"), _DOI)),
    _Host("", _target),
    _Host("", _copied),
    _Host("", _path(rf"/arxiv(?:/abs|/paper|/pdf)?[/:]({_ID})")),
)


def named_at(text: str) -> str:
    """The identifier or the further address that an address holds by the rules of its host; '' where no rule knows it.

    Addresses that hold their identifier plainly (arXiv's own, doi.org, a DOI in the path) need no rule.
    """
    address = _address(text)
    if not address:
        return ""
    values = (row.read(address) for row in _HOSTS if not row.name or f".{address.host}".endswith(f".{row.name}"))
    return next(filter(None, values), "")


def _address(text: str) -> _Address | None:
    if len(text) > LONGEST or not re.match(r"(?:https?://)?[a-z0-9.-]+\.[a-z]{2,}/", text, re.IGNORECASE | re.ASCII):
        return None
    try:
        parts = urlsplit(text if "://" in text[:8] else f"https://{text}")
        query = dict(reversed(parse_qsl(parts.query.replace("&amp;", "&"), max_num_fields=100)))
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.fragment.startswith("abs/"):  # ADS's older addresses
        path = f"/{unquote(parts.fragment)}"
    return _Address((parts.hostname or "").lower(), path, {key.lower(): query[key] for key in query}, text)
