"""What the renderers of the chats share: lines on buttons, limits and what is left out within them, texts that only their writer makes.

Imports the core's cards and lines only.
`render/` of each bot takes these.
"""
