"""The Valkey that comes with Paperboy: started by whoever comes first, kept by a guard, its files read and salvaged.

Imports the engine's file formats only.
`server.join` is the way in.
"""
