"""The record's engine: connection, keys, transactions, log, snapshots and backups.

Imports the pure layers only.
Every other room of the store commits through `Record` and `Step`.
"""
