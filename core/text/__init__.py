"""Text as such: cleaning, clipping, words, names, addresses, identifiers and days as people write them.

Pure: no clock, no network, no record; imports the nouns only.
Parsing, dedup, search and subscriptions read words through these.
"""
