"""A room to try Paperboy in: a fake Slack or Discord with one person, in whose name a terminal types, and the bot's answers beside it.

`python -m tests.fakes.room slack|discord`. Each platform's file makes its room; `prompt` reads lines and shows what changes.
"""
