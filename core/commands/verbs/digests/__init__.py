"""The commands about digests: setting them up, what they learn, and what these share; in the order of the help."""

# ruff: noqa: F401, I001 (a verb declares itself, and the help keeps this order)
from core.commands.verbs.digests import digest, posting, mail, learning
