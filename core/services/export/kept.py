"""What a person keeps of a paper, as exports for that person alone carry it."""

import msgspec


class KeptOfPaper(msgspec.Struct, frozen=True):
    """Whether a paper is saved and read, its tags, its person's own notes on it, and the shared lists it is on, by name."""

    saved: bool = False
    read: bool = False
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


NOTHING_KEPT = KeptOfPaper()
