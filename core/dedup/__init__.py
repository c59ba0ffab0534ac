"""Which paper an entry is: the keys to look it up by, and the verdict on a pair. The record holds the index."""

from core.dedup.keys import CANDIDATES, FULL, LOOKED_UP, RARE, Described, Keys, keys_of, paper_id, stable_id
from core.dedup.verdict import SURE, Decision, Known, MatchKind, Verdict, decide, judge

__all__ = [
    "CANDIDATES",
    "FULL",
    "LOOKED_UP",
    "RARE",
    "SURE",
    "Decision",
    "Described",
    "Keys",
    "Known",
    "MatchKind",
    "Verdict",
    "decide",
    "judge",
    "keys_of",
    "paper_id",
    "stable_id",
]
