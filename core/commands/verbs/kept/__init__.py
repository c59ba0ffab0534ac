"""The verbs for what people keep: their own list, notes, lists they share, and authors they follow; in the order of the help."""

# ruff: noqa: F401, I001 (a verb declares itself, and the help keeps this order)
from core.commands.verbs.kept import shelf, notes, shared, follow
