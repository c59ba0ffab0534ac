"""Each host's row reads its own addresses, alone and inside a text, and no others."""

import pytest

from core.text.identifiers import find_references, reference
from core.text.paper_links import named_at

KNOWN = {
    "https://scholar.google.com/scholar_url?url=https://arxiv.org/pdf/2611.01234&hl=de&sa=X&oi=scholaralrt": "arxiv:2611.01234",
    "https://scholar.google.de/scholar_url?url=https%3A%2F%2Fdoi.org%2F10.1000%2Fabc&amp;hl=de": "doi:10.1000/abc",
    "https://www.google.com/url?q=https://openreview.net/forum%3Fid%3DrJ4km2R5t7&sa=D": "openreview:rJ4km2R5t7",
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Farxiv.org%2Fabs%2F2611.01234&data=05": "arxiv:2611.01234",
    "https://papers.cool/arxiv/2611.01234": "arxiv:2611.01234",
    "https://papers.cool/arxiv/kimi?paper=2611.01234": "arxiv:2611.01234",
    "https://papers.cool/venue/rJ4km2R5t7@OpenReview": "openreview:rJ4km2R5t7",
    "https://scirate.com/arxiv/2611.01234v2": "arxiv:2611.01234",
    "https://scirate.com/arxiv/quant-ph/9901001": "arxiv:quant-ph/9901001",
    "https://ui.adsabs.harvard.edu/abs/2026arXiv261101234O/abstract": "arxiv:2611.01234",
    "https://ui.adsabs.harvard.edu/abs/2013arXiv1302.4567B": "arxiv:1302.4567",
    "https://ui.adsabs.harvard.edu/#abs/2026arXiv261101234O": "arxiv:2611.01234",
    "https://ui.adsabs.harvard.edu/abs/1997hep.th...10012B/abstract": "arxiv:hep-th/9710012",
    "https://ui.adsabs.harvard.edu/abs/2002astro.ph..1234B/abstract": "arxiv:astro-ph/0201234",
    "https://ui.adsabs.harvard.edu/abs/arXiv:2611.01234/abstract": "arxiv:2611.01234",
    "https://ui.adsabs.harvard.edu/abs/10.1000/abc/abstract": "doi:10.1000/abc",
    "https://www.emergentmind.com/papers/2611.01234": "arxiv:2611.01234",
    "https://arxiv-sanity-lite.com/?rank=pid&pid=2611.01234": "arxiv:2611.01234",
    "http://www.arxiv-sanity.com/2611.01234v1": "arxiv:2611.01234",
    "https://www.semanticscholar.org/arxiv/2611.01234": "arxiv:2611.01234",
    "https://api.semanticscholar.org/graph/v1/paper/arXiv:2611.01234": "arxiv:2611.01234",
    "https://www.connectedpapers.com/main/arxiv/2611.01234": "arxiv:2611.01234",
    "https://www.alphaxiv.org/resources/2611.01234v1": "arxiv:2611.01234",
    "https://www.alphaxiv.org/de/overview/2611.01234": "arxiv:2611.01234",
    "https://huggingface.co/api/papers/2611.01234": "arxiv:2611.01234",
    "https://dblp.org/rec/journals/corr/abs-2611-01234.html": "arxiv:2611.01234",
    "https://arxiv.org/ftp/arxiv/papers/2611/2611.01234.pdf": "arxiv:2611.01234",
    "https://inspirehep.net/api/arxiv/2611.01234": "arxiv:2611.01234",
    "http://arxiv.org/PS_cache/arxiv/pdf/0704/0704.0001v1.pdf": "arxiv:0704.0001",
    "http://arxiv.org/PS_cache/hep-th/pdf/9901/9901001v2.pdf": "arxiv:hep-th/9901001",
    "https://web.archive.org/web/20260101000000/https://arxiv.org/abs/2611.01234": "arxiv:2611.01234",
    "https://web.archive.org/web/2026/http:/doi.org/10.1000/abc": "doi:10.1000/abc",
    "https://r.jina.ai/https://arxiv.org/abs/2611.01234": "arxiv:2611.01234",
    "https://urldefense.com/v3/__https://arxiv.org/abs/2611.01234__;!!aBc": "arxiv:2611.01234",
    "https://www.nature.com/articles/d41586-026-01234-4": "doi:10.1038/d41586-026-01234-4",
    "https://aclanthology.org/2026.acl-long.12/": "doi:10.18653/v1/2026.acl-long.12",
    "https://www.aclweb.org/anthology/P19-1234.pdf": "doi:10.18653/v1/p19-1234",
    "https://academic.oup.com/nar/article/doi/10.1093/nar/gkz123/5312345": "doi:10.1093/nar/gkz123",
    "https://academic.oup.com/nar/article-pdf/doi/10.1093/nar/gkz123/27/gkz123.pdf": "doi:10.1093/nar/gkz123",
    "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0123456": "doi:10.1371/journal.pone.0123456",
    "https://journals.plos.org/plosone/article/file?type=printable&id=10.1371%2Fjournal.pone.0123456": "doi:10.1371/journal.pone.0123456",
    "https://www.biorxiv.org/content/biorxiv/early/2026/11/03/2026.11.02.123456.full.pdf": "doi:10.1101/2026.11.02.123456",
    "https://www.biorxiv.org/content/early/2016/05/12/012345": "doi:10.1101/012345",
    "https://www.medrxiv.org/content/10.1101/2026.11.02.123456v3.full.pdf+html": "doi:10.1101/2026.11.02.123456",
    "https://www.medrxiv.org/content/medrxiv/early/2026/11/03/2026.11.02.123456.full.pdf": "doi:10.1101/2026.11.02.123456",
    "https://www.nature.com/articles/s41586-026-01234-5.pdf": "doi:10.1038/s41586-026-01234-5",
    "https://elifesciences.org/articles/12345": "doi:10.7554/elife.12345",
    "https://dl.acm.org/citation.cfm?doid=1234567.1234568": "doi:10.1145/1234567.1234568",
    "https://papers.ssrn.com/sol3/papers.cfm?abstract_id=1234567": "doi:10.2139/ssrn.1234567",
    "https://dx.doi.org/10.1000/abc": "doi:10.1000/abc",
    "https://link.springer.com/content/pdf/10.1007/s1234-026-0123-4.pdf": "doi:10.1007/s1234-026-0123-4",
    "https://onlinelibrary.wiley.com/doi/10.1002/abc.123/full": "doi:10.1002/abc.123",
    "https://example.org/viewer?doi=10.1000/abc&from=mail": "doi:10.1000/abc",
}


@pytest.mark.parametrize("url", KNOWN)
def test_an_address_names_its_paper(url: str) -> None:
    assert reference(url) == KNOWN[url]
    assert reference(f"<{url}>") == KNOWN[url]


@pytest.mark.parametrize("url", KNOWN)
def test_an_address_in_a_text_names_the_same_one_paper(url: str) -> None:
    assert find_references(f"see {url} please") == [KNOWN[url]]
    assert find_references(f"- [A title]({url}), read it.") == [KNOWN[url]]


def test_many_addresses_in_one_text_come_in_order() -> None:
    assert find_references(" and\n".join(KNOWN)) == list(dict.fromkeys(KNOWN.values()))


@pytest.mark.parametrize(
    "url",
    [
        "https://www.semanticscholar.org/paper/A-title/0123456789abcdef0123456789abcdef01234567",
        "https://ui.adsabs.harvard.edu/abs/2019ApJ...875L...1E/abstract",
        "https://scholar.google.com/citations?user=abcdefgh",
        "https://openreview.net/group?id=ICLR.cc",
        "https://aclanthology.org/2024.lrec-main.12/",
        "https://www.nature.com/articles/d",
        "https://example.org/2611.01234",
        "https://example.org/?q=goose",
        "https://[::1",
    ],
)
def test_an_address_that_names_no_paper_gives_nothing(url: str) -> None:
    assert reference(url) == ""


@pytest.mark.parametrize("text", ["https://a.org/?" + "url=https://a.org/?" * 90, "https://a.org/" + "arxiv/" * 300])
def test_an_address_without_end_is_read_once(text: str) -> None:
    assert reference(text) == ""
    assert named_at(text * 100) == ""
