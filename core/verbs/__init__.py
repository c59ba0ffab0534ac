"""The verbs, one function each; importing this package fills the command table."""

from core.verbs import ballot, export, find, home, intake, lists, service, shelf, sources, talk

__all__ = ["ballot", "export", "find", "home", "intake", "lists", "service", "shelf", "sources", "talk"]
