"""A line for every verb whose answer one person alone may read, as somebody would type it."""

from core.commands.table import TABLE, Verb

PAPER = "2611.00010"
SAMPLES = {"zone": "UTC", "query": "tidal", "day": "2026-11-20", "text": f"https://arxiv.org/abs/{PAPER}"}


def line_of(verb: Verb) -> str:
    """The verb with a value for each option that it needs."""
    values = (
        option.choices[0]
        if option.choices
        else str(option.bounds.least)
        if option.bounds
        else SAMPLES.get(option.name, PAPER)
        for option in verb.options
        if option.required
    )
    return " ".join((verb.name, *values))


def private_lines() -> list[str]:
    """The lines; without those of verbs that do something in a channel for all to see."""
    import core.commands.verbs  # noqa: F401 (the verbs declare themselves)

    return [line_of(verb) for verb in TABLE.values() if verb.private and not verb.here]
