"""The team's own pages and feeds over HTTP: what the chats show, to be read in a browser and in a feed reader.

`addresses.py` names every address. A page is made in a thread from a `Visit`, and is a `Page`; only a POST changes anything.
Imports the core, `bots.shared` and the other adapters; needs the extra `web`.
"""
