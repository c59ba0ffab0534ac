"""Signed links: addresses that carry their own right, and the lists that they lead to.

May import what stands below it in `.importlinter`. `signed` makes and reads the links; nothing of a link is kept but its owner's version.
"""
