"""The third adapter: a prompt and an outlet in the terminal.

Imports the core only; it needs no token and proves that the core knows no platform.
`chat` asks, `render` draws, `outlet` prints posts.
"""
