"""What the platforms' adapters share: how a bot starts, its session, its inbox, gaps, lines of buttons and attachments.

Imports the core; knows no platform.
An adapter takes these and adds what its platform does differently.
"""
