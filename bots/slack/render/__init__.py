"""A Reply as Slack's blocks, within every limit of Slack's.

Imports the core's cards only; no call goes out from here.
`message` is the way in.
"""
