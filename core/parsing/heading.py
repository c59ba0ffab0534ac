"""The word "Abstract" that some pages leave at the front of an abstract, glued to it or not: taken off, unless it is meant.

"AbstractWe propose", "Abstract: We" and "Abstract We" lose it; "Abstraction helps", "Abstract reasoning is hard" and
"Abstract Meaning Representation (AMR)" keep it.
"""

import re

_SIGN = re.compile(r"abstract\s*(?:[:.—–]|-\s|\s-)\s*", re.IGNORECASE)
_GLUED = re.compile(r"(?:Abstract|ABSTRACT)(?=[^\W\d_a-z])(?![a-zα-ωà-ÿ])")
_SPACED = re.compile(r"(?:Abstract\s+(?=[A-Z])|ABSTRACT\s+)")
_OPENER = re.compile(
    r"(?:A|An|As|By|Despite|For|From|Given|How|However|In|It|Many|Most|On|Our|Recent|Recently|Since|The|There|These|This|To"
    r"|We|When|While|With)\b"
)
_ACRONYM = re.compile(r"((?:[A-Z][\w-]*\s+){1,5})\(([A-Za-z]+)\)")


def without_heading(abstract: str, title: str = "") -> str:
    """The abstract without a heading "Abstract" before it; its own first word stays, where that is "Abstract"."""
    if abstract[:8].lower() != "abstract":
        return abstract
    if match := _SIGN.match(abstract):
        return abstract[match.end() :]
    if match := _GLUED.match(abstract):
        name = re.match(r"\w+", abstract)
        used_again = name and (name[0] in title or abstract.count(name[0]) > 1)
        return abstract if used_again else abstract[match.end() :]
    match = _SPACED.match(abstract)
    if match and (match[0].isupper() or _is_heading(abstract[match.end() :], title)):
        return abstract[match.end() :]
    return abstract


def _is_heading(rest: str, title: str) -> bool:
    """Whether "Abstract" before a capital is a heading: who writes about something abstract says so again."""
    if _OPENER.match(rest):
        return True
    spelt = _ACRONYM.match(rest)
    if spelt and spelt[2].startswith("A"):
        return spelt[1].startswith("A")
    return "abstract" not in title.lower() and "abstract" not in rest.lower()
