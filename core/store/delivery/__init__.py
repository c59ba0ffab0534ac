"""What the record keeps of digests: subscriptions, deliveries, and those that were stopped.

Imports the engine and the subscriptions.
`deliveries` is the transactional outbox of `core.delivery`.
"""
