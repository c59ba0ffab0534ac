"""What Slack's events, commands, buttons and forms do.

Imports the session, the renderer and the core.
`bind` hands every listener's payload to one of these.
"""
