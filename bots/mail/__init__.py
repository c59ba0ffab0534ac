"""Mail as one more way out: letters from the same cards as the chats, a relay that takes them, and what comes back.

Imports the core and bots.shared. What takes the extra `mail` is imported by `outlet.open_outlet` and the commands alone.
"""
