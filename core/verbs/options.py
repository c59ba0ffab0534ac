"""Option types that several verbs share, so that they read the same everywhere."""

from typing import Annotated, Literal

from core.commands.table import ONE, Bounds

PaperId = Annotated[str, "a paper's id, arXiv link or DOI", ONE]
Limit = Annotated[int, "papers a page, 1 to 10", Bounds(1, 10)]
Page = Annotated[int, "which page, from 1", Bounds(1, 10_000)]
Day = Annotated[str, "a day as 2026-11-20", ONE]
Tag = Annotated[str, "a tag of your own"]
Author = Annotated[str, "an author's name"]
Category = Annotated[str, "a category such as cs.LG"]
Source = Annotated[str, "a source such as arXiv or Hugging Face"]
From = Annotated[str, "listed on or after: 2026-11-01, 7d, 2w"]
To = Annotated[str, "listed on or before: 2026-11-20, 7d"]
MinVotes = Annotated[int, "at least this many votes net", Bounds(0, 1_000_000)]
Order = Annotated[Literal["relevance", "new", "votes"], "what comes first"]
Span = Literal["7d", "30d", "all"]
