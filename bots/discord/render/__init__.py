"""A Reply as Discord's components, within every limit of Discord's.

Imports the core's cards only; no call goes out from here.
`message` is the way in.
"""
