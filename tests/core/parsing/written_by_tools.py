"""Two papers as many tools, services and people write them. No text is anybody's: the papers do not exist."""

import json

KITES, RIVERS = "Kites that Count Waves", "A Ledger of Slow Rivers"
KITES_ID, RIVERS_ID = "2403.04567", "2303.04567"
_ABS = "https://arxiv.org/abs/"
_K, _R = f"{_ABS}{KITES_ID}", f"{_ABS}{RIVERS_ID}"

BOTH: dict[str, str] = {
    "a table of Web of Science": f"PT\tAF\tTI\tDI\nJ\tFjord, Ida\t{KITES}\t10.48550/arXiv.{KITES_ID}\nJ\tLi, Bo\t{RIVERS}\t{_R}\n",
    "a German table": f"Titel;Autoren;Jahr;URL\n{KITES};Fjord, Ida;2024;{_K}\n{RIVERS};Li, Bo;2023;{_R}\n",
    "a Chinese table": f"标题,作者,年份,链接,url\n{KITES},王小明,2024,,{_K}\n{RIVERS},李大海,2023,,{_R}\n",
    "a sheet with underscores": f"paper_title,first_author,paper_url\n{KITES},Ida Fjord,{_K}\n{RIVERS},Bo Li,{_R}\n",
    "a reading service": f"title,url,tags\n[{KITES_ID}] {KITES},{_K},kites\n{RIVERS} | OpenReview,{_R},\n",
    "lines without a head": f"{KITES},{_K}\n{RIVERS},{_R}\n",
    "a table with pictures": f"| Title | Date |\n|---|---|\n| ![Star](https://x.org/a.svg) <br> [**{KITES}**]({_K}) <br> | 2024 |\n"
    f"| [{RIVERS}]({_R}) | 2023 |\n",
    "a table of a daily robot": f"|Publish Date|Title|Authors|PDF|\n|---|---|---|---|\n"
    f"|**2024-03-11**|**{KITES}**|Ida Fjord et.al.|[{KITES_ID}]({_K})|\n"
    f"|**2024-03-10**|**{RIVERS}**|Bo Li et.al.|[{RIVERS_ID}]({_R})|\n",
    "an awesome list": f"# Awesome\n\n## Papers\n\n- **{KITES}**, *ICLR 2024* [[paper]]({_K})\n1. **[{RIVERS}]({_R})** (2023), *Bo Li*\n",
    "a list with years before": f"- [2024] {KITES}, ICLR 2024 [[pdf]({_K})]\n- [2023.03] {RIVERS} [[pdf]({_R})]\n",
    "tasks of Obsidian": f"- [ ] [[{KITES}]] {_K} #kites\n- [x] [[@li2023|{RIVERS}]] ([arXiv]({_R})) ✅ 2024-03-11\n",
    "an Org file": f"** TODO {KITES} [[{_K}][arXiv]]\n** DONE [[{_R}][{RIVERS}]]\n",
    "reST": f"- `{KITES} <{_K}>`_\n- `{RIVERS} <{_R}>`__\n",
    "Slack's own marks": f"<{_K}|{KITES}>\n<{_R}|{RIVERS}>\n",
    "bullets of Slack": f"• *{KITES}* <{_K}|arXiv>\n• *{RIVERS}* <{_R}|arXiv>\n",
    "a wiki": f"* [{_K} {KITES}]\n* [{_R} {RIVERS}]\n",
    "posts with emoji": f"📄 {KITES}\n👥 Ida Fjord\n🔗 {_K}\n\n📄 {RIVERS}\n👥 Bo Li\n🔗 {_R}\n",
    "a numbered list": f"1. {KITES} (Fjord et al., 2024) - {_K}\n2) {RIVERS} – arXiv:{RIVERS_ID}\n",
    "an answer of a model": f'Here are two:\n\n1. **"{KITES}"** (2024) by Ida Fjord. [arXiv:{KITES_ID}]({_K})\n'
    f'2. **"{RIVERS}"** (2023) by Bo Li. [arXiv:{RIVERS_ID}]({_R})\n',
    "APA": f"Fjord, I. (2024). {KITES} (arXiv:{KITES_ID}). arXiv. {_K}\n\nLi, B. (2023). {RIVERS}. {_R}\n",
    "MLA": f'Fjord, Ida, and Jo Meer. "{KITES}." Kites, vol. 3, 2024, arXiv:{KITES_ID}.\nLi, Bo. "{RIVERS}." arXiv:{RIVERS_ID} (2023).\n',
    "PubMed's summaries": f"1: Fjord I, van der Meer J. {KITES}. J Kites. 2024;3:1. doi: 10.48550/arXiv.{KITES_ID}.\n\n"
    f"2: Li B. {RIVERS}. J Rivers. 2023;2:3. doi: 10.48550/arXiv.{RIVERS_ID}.\n",
    "PubMed's abstracts": f"1. J Kites. 2024 Mar 11. doi: 10.48550/arXiv.{KITES_ID}.\n\n{KITES}.\n\nFjord I(1).\n\nPMID: 1\n\n"
    f"2. J Rivers. 2023. doi: 10.48550/arXiv.{RIVERS_ID}.\n\n{RIVERS}.\n\nLi B.\n\nPMID: 2\n",
    "a .bbl": f"\\begin{{thebibliography}}{{9}}\n\\bibitem{{a}}\nIda Fjord.\n\\newblock {KITES}."
    f"\n\\newblock {{\\em arXiv:{KITES_ID}}}, 2024.\n\n"
    f"\\bibitem[Li]{{b}}\nBo~Li.\n\\newblock {RIVERS}.\n\\newblock arXiv:{RIVERS_ID}, 2023.\n\\end{{thebibliography}}\n",
    "two pages of arXiv": f"arXiv:{KITES_ID} (cs)\n[Submitted on 11 Mar 2024 (v1), last revised 12 Mar 2024 (v2)]\n{KITES}\nIda Fjord\n"
    f"View PDF\nHTML (experimental)\nCite as:\tarXiv:{KITES_ID} [cs.LG]\n\n"
    f"arXiv:{RIVERS_ID} (cs)\n[Submitted on 8 Mar 2023]\n{RIVERS}\nBo Li\nView PDF\n",
    "a chat of Slack": f"Ida\n  9:15 AM\nsee {_K}\narXiv.org\n{KITES}\n:eyes:\n2\n\nJo\n  9:20 AM\n{RIVERS} {_R}\n",
    "a chat of Discord": f"ida — 03/11/2024 9:15 AM\n{_K}\narXiv.org\n{KITES}\njo — Today at 9:20 AM\n{_R}\narXiv.org\n{RIVERS}\n",
    "a chat of WhatsApp": f"[11/03/2024, 09:15:01] Ida: {KITES} {_K}\n[11/03/2024, 09:20:10] Jo: {RIVERS} {_R}\n",
    "bookmarks": f'<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n'
    f'<DT><A HREF="{_K}">[{KITES_ID}] {KITES}</A>\n<DT><A HREF="{_R}">{RIVERS}</A>\n</DL>\n',
    "JSON of Mendeley": json.dumps([
        {"title": KITES, "authors": [{"first_name": "Ida", "last_name": "Fjord"}], "identifiers": {"arxiv": KITES_ID}},
        {"title": RIVERS, "authors": [], "identifiers": {"doi": f"10.48550/arXiv.{RIVERS_ID}"}},
    ]),
    "JSON of Paperpile": json.dumps([
        {"title": KITES, "author": [{"first": "Ida", "last": "Fjord"}], "published": {"year": "2024"}, "arxivid": KITES_ID},
        {"title": RIVERS, "published": {"year": "2023"}, "arxivid": RIVERS_ID},
    ]),
    "JSON of a feed reader": json.dumps({"items": [{"title": KITES, "alternate": [{"href": _K}]}, {"title": RIVERS, "canonicalUrl": _R}]}),
    "JSON of Lens": json.dumps({"total": 2, "data": [{"title": KITES, "external_ids": [{"value": f"10.48550/arXiv.{KITES_ID}"}]},
                                                     {"title": RIVERS, "source_urls": [{"url": _R}]}]}),
    "JSON of Crossref with preprints": json.dumps({"message": {"items": [
        {"title": [KITES], "DOI": "10.5555/k", "reference-count": 1, "relation": {"has-preprint": [{"id-type": "arxiv", "id": KITES_ID}]}},
        {"title": [RIVERS], "DOI": f"10.48550/arXiv.{RIVERS_ID}", "reference-count": 1},
    ]}}),
}  # fmt: skip
"""What names both papers and nothing else."""
