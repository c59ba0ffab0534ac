"""Who gets a digest: filters, topics, schedule, time zones, the pick of a day and how the post reads.

Pure: imports text, cards and the nouns.
`core.delivery` does what needs the record.
"""
