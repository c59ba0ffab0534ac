"""What the record keeps of votes and saves, and how papers stand.

Imports the engine, the papers and `core.votes`.
Nothing is ever incremented: a tally is computed from the marks in the same step.
"""
