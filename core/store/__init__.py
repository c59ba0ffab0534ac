"""The record: every change is one atomic step that also lands in the log.

Redis is spoken here and nowhere else; imports the pure layers.
`engine` is the database handle, the other rooms keep one kind of thing each.
"""
