"""What people keep beside their saved papers: notes, lists they share, authors they follow.

Imports the engine and the papers.
A note goes with its paper where that is merged into another; a list is read by what its papers are now.
"""
