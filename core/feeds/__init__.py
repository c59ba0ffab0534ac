"""Where papers come from: the safe fetcher, the manners towards hosts, and one file for each source.

Imports the store, parsing and the layers below.
`sources` reads the setting; a new source is one file and one row there.
"""
