"""What a process keeps of the index in memory: titles, words, authors, and the commit they reach.

Imports text and the index's documents.
Completion, corrections and re-ranking read these tables.
"""
