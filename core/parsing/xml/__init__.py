"""RSS and Atom, however odd: a reader of XML that resolves nothing, repairs what feeds get wrong, and gives items with their lines.

Pure: imports text and the nouns.
`feed` reads any feed; the sources' own formats build on it.
"""
