"""The record's engine: connection, keys, transactions, log, snapshots and backups; and the queue on the same server.

Imports the pure layers only.
Every other room of the store commits through `Record` and `Step`.
"""
