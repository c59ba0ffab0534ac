"""The Valkey that comes with Paperboy: started by its first user, kept by a supervisor, its files read and salvaged.

Imports the engine's file formats only.
`server.join` is the way in.
"""
