"""The commands about digests: setting them up, what they learn, and what these share."""

# The order is that of the help.
# isort: off
from core.commands.verbs.digests import digest, posting, mail, learning

# isort: on

__all__ = ["digest", "learning", "mail", "posting"]
