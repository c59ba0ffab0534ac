"""Ingest is tested on each kind of server that the record may lie on."""

from tests.core.store.conftest import valkey

__all__ = ["valkey"]
