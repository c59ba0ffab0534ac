"""The platform-neutral core: from bytes to papers, from typed lines to answers, and the record in between.

It imports nothing of `bots` or `workers`, and no platform is named here.
The layers stand in `.importlinter`, highest first; `core.app` is what adapters ask.
"""
