"""From bytes to papers: listings arrive, each entry finds its paper or becomes one, in one atomic step.

Imports dedup, parsing and the store.
`arrivals` is the way in; a worker runs the rest.
"""
