"""The verbs, one function each; importing this package fills the command table."""

from core.verbs import find, lists, shelf, ballot, export, intake, home, talk, sources, service  # isort: skip

__all__ = ["ballot", "export", "find", "home", "intake", "lists", "service", "shelf", "sources", "talk"]
