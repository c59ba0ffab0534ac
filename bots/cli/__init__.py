"""The `paperboy` command: an entry point, one file a family of commands.

May import every adapter and the core.
`main` is the command: a table of all commands, each imported from the file of its family when it runs.
"""
