"""One small bibliography in every form that is read: the same two papers each time."""

import json

FIRST, SECOND = "Kites that Count Waves", "A Ledger of Slow Rivers"
DOI, ARXIV = "10.5555/kites.12", "2403.04567"
PEOPLE = ("Ida Fjord", "Jo van der Meer")

BIBTEX = r"""
@string{jkw = "Journal of Kites"}
@article{fjord2024kites,
  title = {Kites that {Count} Waves},
  author = {Fjord, Ida and van der Meer, Jo},
  journal = jkw, year = 2024, month = mar,
  doi = {10.5555/kites.12},
  keywords = {kites, waves}
}
@misc{slow, title = "A Ledger of Slow Rivers", author = "Ida Fjord and Jo van der Meer",
  eprint = {2403.04567}, archivePrefix = {arXiv}, primaryClass = {cs.LG}, year = {2024}}
"""
RIS = """TY  - JOUR
TI  - Kites that Count Waves
AU  - Fjord, Ida
AU  - van der Meer, Jo
PY  - 2024/03//
DO  - 10.5555/kites.12
KW  - kites
KW  - waves
ER  -\x20

TY  - GEN
T1  - A Ledger of
Slow Rivers
A1  - Fjord, Ida
A1  - van der Meer, Jo
UR  - https://arxiv.org/abs/2403.04567
"""
ENDNOTE = """%0 Journal Article
%T Kites that Count Waves
%A Fjord, Ida
%A van der Meer, Jo
%D 2024
%R 10.5555/kites.12
%K kites

%0 Generic
%T A Ledger of Slow Rivers
%A Fjord, Ida
%A van der Meer, Jo
%U https://arxiv.org/abs/2403.04567
"""
PUBMED = """PMID- 1
TI  - Kites that Count
      Waves
FAU - Fjord, Ida
AU  - Fjord I
FAU - van der Meer, Jo
DP  - 2024 Mar
AID - 10.5555/kites.12 [doi]

PMID- 2
TI  - A Ledger of Slow Rivers
FAU - Fjord, Ida
FAU - van der Meer, Jo
AID - arXiv:2403.04567 [arxiv]
"""
WEB_OF_SCIENCE = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Fjord, I
   van der Meer, J
AF Fjord, Ida
   van der Meer, Jo
TI Kites that Count
   Waves
PY 2024
DI 10.5555/kites.12
ER

PT J
AF Fjord, Ida
   van der Meer, Jo
TI A Ledger of Slow Rivers
AR arXiv:2403.04567
ER

EF
"""
ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8"?><xml><records>
<record><titles><title><style face="normal">Kites that Count Waves</style></title></titles><contributors><authors>
<author><style>Fjord, Ida</style></author><author>van der Meer, Jo</author></authors></contributors>
<dates><year>2024</year></dates><electronic-resource-num>10.5555/kites.12</electronic-resource-num></record>
<record><titles><title>A Ledger of Slow Rivers</title></titles><contributors><authors><author>Fjord, Ida</author>
<author>van der Meer, Jo</author></authors></contributors>
<urls><related-urls><url>https://arxiv.org/abs/2403.04567</url></related-urls></urls></record>
</records></xml>"""
ZOTERO_CSV = """"Key","Item Type","Publication Year","Author","Title","DOI","Url","Abstract Note","Date","Manual Tags"
"A","journalArticle","2024","Fjord, Ida; van der Meer, Jo","Kites that Count Waves","10.5555/kites.12","","","2024-03","kites; waves"
"B","preprint","2024","Fjord, Ida; van der Meer, Jo","A Ledger of Slow Rivers","","http://arxiv.org/abs/2403.04567","","",""
"""
OWN_CSV = """id,title,authors,published,categories,url,arxiv,doi,abstract
abc,Kites that Count Waves,Ida Fjord; Jo van der Meer,2024-03-01,,,,10.5555/kites.12,
2403.04567,A Ledger of Slow Rivers,Ida Fjord; Jo van der Meer,,cs.LG,,2403.04567,,
"""
MARKDOWN = """# To read

- [ ] [Kites that Count Waves](https://doi.org/10.5555/kites.12) #kites
- [x] [A Ledger of Slow Rivers](https://arxiv.org/pdf/2403.04567.pdf) — on Monday
"""
REFERENCES = """[1] Ida Fjord and Jo van der Meer. Kites that Count Waves. Journal of Kites, 2024. doi:10.5555/kites.12
[2] Ida Fjord, Jo van der Meer. A Ledger of
    Slow Rivers. arXiv preprint arXiv:2403.04567, 2024.
"""
CSL = json.dumps(
    [
        {
            "id": "k",
            "type": "article-journal",
            "title": FIRST,
            "DOI": DOI,
            "issued": {"date-parts": [[2024, 3]]},
            "author": [
                {"family": "Fjord", "given": "Ida"},
                {"family": "Meer", "given": "Jo", "non-dropping-particle": "van der"},
            ],
        },
        {
            "id": "r",
            "type": "article",
            "title": SECOND,
            "URL": f"https://arxiv.org/abs/{ARXIV}",
            "author": [{"literal": name} for name in PEOPLE],
        },
    ]
)
SEMANTIC_SCHOLAR = json.dumps(
    {
        "total": 2,
        "data": [
            {"paperId": "a", "externalIds": {"DOI": DOI}, "title": FIRST, "year": 2024, "authors": [{"name": n} for n in PEOPLE]},
            {"paperId": "b", "externalIds": {"ArXiv": ARXIV}, "title": SECOND, "authors": [{"name": n} for n in PEOPLE]},
        ],
    }
)  # fmt: skip
CROSSREF = json.dumps(
    {
        "status": "ok",
        "message": {
            "total-results": 2,
            "items": [
                {"DOI": DOI, "title": [FIRST], "reference-count": 3, "issued": {"date-parts": [[2024, 3]]},
                 "author": [{"given": "Ida", "family": "Fjord"}, {"given": "Jo", "family": "van der Meer"}]},
                {"DOI": f"10.48550/arXiv.{ARXIV}", "title": [SECOND], "reference-count": 0, "issued": {"date-parts": [[None]]},
                 "author": [{"given": "Ida", "family": "Fjord"}, {"given": "Jo", "family": "van der Meer"}]},
            ],
        },
    }
)  # fmt: skip
OPENALEX = json.dumps(
    {
        "meta": {"count": 2},
        "results": [
            {"id": "https://openalex.org/W1", "doi": f"https://doi.org/{DOI}", "display_name": FIRST, "publication_date": "2024-03-01",
             "authorships": [{"author": {"display_name": n}} for n in PEOPLE], "abstract_inverted_index": {"count": [1], "Kites": [0]}},
            {"id": "https://openalex.org/W2", "title": SECOND, "authorships": [{"author": {"display_name": n}} for n in PEOPLE],
             "locations": [{"landing_page_url": f"https://arxiv.org/abs/{ARXIV}"}]},
        ],
    }
)  # fmt: skip
PAPERS_WITH_CODE = json.dumps(
    [
        {"paper_url": "https://paperswithcode.com/paper/k", "arxiv_id": None, "url_abs": f"https://doi.org/{DOI}", "title": FIRST,
         "authors": list(PEOPLE), "date": "2024-03-01"},
        {"paper_url": "https://paperswithcode.com/paper/r", "arxiv_id": ARXIV, "url_abs": f"https://arxiv.org/abs/{ARXIV}v1",
         "title": SECOND, "authors": list(PEOPLE)},
    ]
)  # fmt: skip
ARXIV_PY = "\n".join(
    json.dumps(row)
    for row in (
        {"entry_id": "x", "doi": DOI, "title": FIRST, "summary": "", "authors": [{"name": n} for n in PEOPLE],
         "published": "2024-03-01T10:00:00Z", "primary_category": "cs.LG"},
        {"entry_id": f"http://arxiv.org/abs/{ARXIV}v2", "title": SECOND, "summary": "", "authors": list(PEOPLE),
         "primary_category": "cs.LG"},
    )
)  # fmt: skip
DBLP = json.dumps(
    {
        "result": {
            "hits": {
                "@total": "2",
                "hit": [
                    {"@id": "1", "info": {"title": f"{FIRST}.", "doi": DOI, "year": "2024", "ee": f"https://doi.org/{DOI}",
                                          "authors": {"author": [{"text": f"{n} 0001"} for n in PEOPLE]}}},
                    {"@id": "2", "info": {"title": f"{SECOND}.", "venue": "CoRR", "ee": f"https://arxiv.org/abs/{ARXIV}",
                                          "authors": {"author": [{"text": n} for n in PEOPLE]}}},
                ],
            }
        }
    }
)  # fmt: skip
EUROPE_PMC = json.dumps(
    {
        "version": "6.9",
        "resultList": {
            "result": [
                {"id": "1", "doi": DOI, "title": FIRST, "authorString": "Ida Fjord, Jo van der Meer.",
                 "firstPublicationDate": "2024-03-01"},
                {"id": "2", "doi": f"10.48550/arxiv.{ARXIV}", "title": SECOND, "authorString": "Ida Fjord, Jo van der Meer."},
            ]
        },
    }
)  # fmt: skip
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Kites",
        "items": [
            {"id": "1", "url": f"https://doi.org/{DOI}", "title": FIRST, "content_html": "<p>Kites.</p>",
             "date_published": "2024-03-01", "authors": [{"name": n} for n in PEOPLE]},
            {"id": "2", "url": f"https://arxiv.org/abs/{ARXIV}", "title": SECOND, "content_text": "",
             "authors": [{"name": n} for n in PEOPLE]},
        ],
    }
)  # fmt: skip
JSON_LINES = "\n".join(
    json.dumps(row)
    for row in (
        {"name": FIRST, "DOI": DOI, "author": "Ida Fjord, Jo van der Meer", "year": 2024},
        {"title": SECOND, "pdf_url": f"https://arxiv.org/pdf/{ARXIV}", "authors": list(PEOPLE)},
    )
)

EXAMPLES = {
    "BibTeX": BIBTEX,
    "RIS": RIS,
    "EndNote": ENDNOTE,
    "EndNote XML": ENDNOTE_XML,
    "PubMed": PUBMED,
    "Web of Science": WEB_OF_SCIENCE,
    "Zotero CSV": ZOTERO_CSV,
    "CSV": OWN_CSV,
    "Markdown list": MARKDOWN,
    "References": REFERENCES,
    "CSL JSON": CSL,
    "Semantic Scholar JSON": SEMANTIC_SCHOLAR,
    "Crossref JSON": CROSSREF,
    "OpenAlex JSON": OPENALEX,
    "Papers with Code JSON": PAPERS_WITH_CODE,
    "arxiv.py JSON": ARXIV_PY,
    "DBLP JSON": DBLP,
    "Europe PMC JSON": EUROPE_PMC,
    "JSON Feed": JSON_FEED,
    "JSON": JSON_LINES,
}
