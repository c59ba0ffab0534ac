"""What the record keeps of digests: subscriptions, deliveries, and those that were stopped.

Imports the engine and the subscriptions.
`delivery_queue` is the transactional outbox of `core.delivery`.
"""
