"""Papers that are looked up: one by its name, several by their titles.

Imports the parsers, the exchange and the layers below; resolving and the jobs ask it.
"""
