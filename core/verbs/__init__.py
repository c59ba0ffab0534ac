"""The verbs, one function each; importing this package fills the command table."""

from core.verbs import ballot, export, find, intake, lists, service, shelf, sources

__all__ = ["ballot", "export", "find", "intake", "lists", "service", "shelf", "sources"]
