"""Daily Papers pages as people copy them: cards, spaced or dense text, in any state of repair.

Pure: imports text and the nouns.
`cards_page` and `page` are the formats, the rest reads lines.
"""
