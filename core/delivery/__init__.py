"""Digests on their way out: each occurrence is planned, decided, sent and recorded, exactly once.

Imports the subscriptions, the catalog and the store; platforms hand in an `Outlet`.
The deliveries are a transactional outbox: a row is claimed under a lease and sent by its holder alone.
"""
