"""The adapters and the entry points around the core.

`slack`, `discord` and `terminal` know one platform each and nothing of each other; `shared` is what they have in common.
`web` is the pages and feeds; `cli` is the `paperboy` command, `preview` the page of all that people see.
"""
