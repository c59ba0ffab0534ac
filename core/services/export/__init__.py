"""Papers as text for other programs, which `add` and `ingest` read back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from core.model import KeptEntry, Paper
from core.services.export.bibtex import bibtex
from core.services.export.csl import csl
from core.services.export.markdown import markdown
from core.services.export.plain import as_csv, as_json
from core.services.export.ris import ris

Format = Literal["bibtex", "ris", "csl", "md", "csv", "json"]

_WRITERS: Mapping[Format, Callable[[Sequence[Paper]], str]] = {
    "bibtex": bibtex,
    "ris": ris,
    "csl": csl,
    "md": markdown,
    "csv": as_csv,
    "json": as_json,
}


def export(
    papers: Sequence[Paper],
    form: Format,
    kept: Mapping[str, KeptEntry] | None = None,
    follows: Sequence[str] = (),
) -> str:
    """These papers in that form, each once, in their order; as JSON with what a person keeps of each, and whom they follow by name."""
    return as_json(papers, kept, follows) if form == "json" else _WRITERS[form](papers)
