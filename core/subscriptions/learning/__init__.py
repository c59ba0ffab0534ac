"""What a team's votes teach: the words of papers, a linear model over them, and the scores of new papers.

Pure: imports numpy, text and the nouns of the core. Offers features, Examples, fit and scores. The same from the same, on any machine.
"""
