"""Slack: Bolt and Block Kit around the core's answers.

Thin: who, where and what in, a Reply out; imports the core and `bots.shared`.
`handlers` act, `render` draws, `setup` makes the app and checks it.
"""
