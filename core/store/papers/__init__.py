"""What the record keeps of papers and of where they come from.

Imports the engine.
Papers by id and day, feeds and turns at sites, who added what, what is still to be resolved.
"""
