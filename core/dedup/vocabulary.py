"""Words of titles that mean something to dedup: those that carry nothing, those of headings, those of one paper about another."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _listed(
    "a an the and or of for in on at to by with from via as is are be its s t into towards toward using"
)

NOTICES = _listed(
    "correction corrections corrigendum corrigenda erratum errata addendum retraction retracted reply rejoinder "
    "rebuttal comment comments"
)
"""A title that opens or ends with one of these and is otherwise another's is a text about that paper, not the paper."""

NOTICE_OPENINGS = NOTICES | _listed(
    "expression supplement supplementary supplemental supporting appendix response discussion commentary"
)
"""With these a title that names another behind a colon opens: “Expression of Concern: …”, “Supplementary Material for: …”."""

FRONT_MATTER = NOTICES | _listed(
    "response discussion commentary review reviews supplement supplementary supplemental material appendix poster "
    "demo tutorial workshop keynote panel "
    "editorial editorials editor editors introduction introductory preface foreword afterword message messages note "
    "notes chair chairs guest special issue section letter letters welcome overview survey index table contents front "
    "back matter cover call papers news announcement announcements obituary interview column report technical "
    "conference symposium proceedings program programme committee acknowledgments acknowledgements information this "
    "volume number part chapter book books reviewers list abstract abstracts remarks opening closing paper article "
    "conclusion conclusions untitled reminiscences influential"
)
"""A title of nothing but these is a heading that many papers share."""

NUMBERED = _listed("part volume vol chapter section phase stage type book number no episode act version")
"""After one of these, a single `i`, `v` or `x` is a numeral."""

ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
    "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17", "xviii": "18", "xix": "19", "xx": "20",
}  # fmt: skip
ROMAN_LETTERS = {"i": "1", "v": "5", "x": "10"}
