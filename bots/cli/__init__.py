"""The `paperboy` command: an entry point, one file a family of commands.

May import every adapter and the core.
`main` is the command; everything heavy is imported when its command runs.
"""
