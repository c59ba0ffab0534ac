"""The options of the commands about digests, so that they read the same everywhere."""

from typing import Annotated

from core.commands.table import ONE, PHRASES, Alias, Fits, Opens
from core.delivery.addresses.asked import FORMS, check_to

Topics = Annotated[str, 'topics: unlearning, "graph pruning", state+space, -survey', PHRASES, Alias("topic")]
Name = Annotated[str, "the digest's name, if there are several"]
NewName = Annotated[str, "a name for it"]
Authors = Annotated[str, "authors, separated by commas", Alias("author")]
Cats = Annotated[str, "categories: cs.CL, stat.*", Alias("cat", "category", "categories")]
Sources = Annotated[str, "sources: Hugging Face, arXiv", Alias("source")]
Upvotes = Annotated[str, "at least this many upvotes at the source", Alias("upvotes")]
Top = Annotated[str, "most papers a day, 1 to 10", Alias("limit", "count", "max")]
AtLeast = Annotated[str, "papers a day, also unlike what is voted for, 0 to 10"]
At = Annotated[str, "the time of day, such as 09:00", Alias("time", "hour")]
Zone = Annotated[str, "a time zone or city, such as Europe/Paris", Alias("zone", "timezone")]
Days = Annotated[str, "weekdays: mon-fri, mon,thu or daily", Alias("day")]
Quiet = Annotated[str, "on a day without papers: yes (post nothing) or line (say so)"]
Layout = Annotated[str, "how it looks: compact or cards"]
Abstracts = Annotated[str, "thread: post the abstracts in its thread, or none"]
Publish = Annotated[str, "yes: publish it from Discord's announcement channel, or no"]
Board = Annotated[str, "the weekday for the week's best, or no"]
To = Annotated[str, "mail or webhook; I ask where", ONE, Fits(check_to), Opens(frozenset(FORMS))]
Code = Annotated[str, "the mail's code"]
Sure = Annotated[str, "yes: save even a filter that fits every paper, or none"]


def given_in(options: dict[str, object]) -> dict[str, str]:
    """The options that were given, by name."""
    skipped = ("sure", "rename", "name" if "rename" in options else "")
    return {name: value for name, value in options.items() if isinstance(value, str) and value and name not in skipped}
