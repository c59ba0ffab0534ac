"""The keys that papers claim, in a space for each scope: two scopes that paste one title have two papers, and neither sees the other's."""

PREFIX = "pb:"

EVERYBODYS = ""
"""The space of the keys that papers of everybody's claim."""

ANY_SCOPE = "*"
"""The space of the ids, titles and shingles that papers of all scopes claim once more, so that a feed finds those it lists.

Words are left out: with few papers each is rare, and every entry of a feed would be compared with whatever shares one.
"""


def space(scope: str) -> str:
    """What the keys of a scope begin with: a paper claims its keys within its scope."""
    return f"{PREFIX}in:{scope}:" if scope else PREFIX


def ids(scope: str = EVERYBODYS) -> str:
    """The ids that papers claim (`arxiv:…`): hash of id to paper; in `ANY_SCOPE` to papers."""
    return f"{space(scope)}ids"


def titles(scope: str = EVERYBODYS) -> str:
    """The squashed titles (their hashes): hash of title to papers."""
    return f"{space(scope)}titles"


def words(scope: str = EVERYBODYS) -> str:
    """What the keys of words begin with: for each a set of the papers whose title holds it, no longer fed once it is full."""
    return f"{space(scope)}word:"


def shingle(value: str, scope: str = EVERYBODYS) -> str:
    """The bucket (a hash of shingle to paper ids) that a shingle falls into."""
    return f"{space(scope)}shingle:{value[:3]}"
