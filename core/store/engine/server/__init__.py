"""The record's server: its address, the connections to it, and what must hold of it."""
