"""A paper as search takes it in."""

from core.model import Paper
from core.scope import Viewer, as_seen
from core.search.documents import Doc
from core.text.source_names import source_name


def doc_of(paper: Paper) -> Doc:
    """A paper for the index: of one that is everybody's only what everybody may know."""
    seen = as_seen(paper, Viewer(frozenset({"", paper.scope})))
    return Doc(
        id=seen.id,
        title=" ".join((seen.title, *seen.also[:2])),
        abstract=seen.abstract,
        authors=seen.authors,
        categories=seen.categories,
        sources=tuple(
            sorted({name for sighting in seen.sightings for name in (sighting.source, source_name(sighting.source))})
        ),
        day=seen.first_day or seen.published,
        scope=seen.scope,
    )
