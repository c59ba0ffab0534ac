"""What the record keeps of chats: teams, rooms, posts, threads, links, the inbox and what is to be redrawn.

Imports the engine and the papers.
Events are recorded in the inbox before they are acknowledged.
"""
