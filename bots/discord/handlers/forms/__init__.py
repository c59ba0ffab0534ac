"""Discord's modals that people fill in: each opens, and a sent one is answered or carried out.

Imports the handlers beside it.
"""
