"""What the core answers with: cards, and how papers and receipts read as cards.

Imports the nouns and text only.
Every platform draws these; all wording lives here and in the verbs.
"""
