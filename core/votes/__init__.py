"""Votes as state, without the record: marks, emoji, how papers trend, and their order.

Pure: imports the nouns only.
`core.store.votes` keeps what is decided here.
"""
