"""Discord: slash commands and Components V2 around the core's answers.

Thin: who, where and what in, a Reply out; imports the core and `bots.shared`.
`handlers` act, `render` draws, `setup` makes the tree, the invite and the checks.
"""
