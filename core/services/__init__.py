"""What several adapters and verbs do: reactions, links, redraws, status, export, fetching, dead letters.

Imports the store and the layers below it.
No platform is named here.
"""
