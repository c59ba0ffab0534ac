"""Servers that behave as the real ones do, and misbehave on demand, on loopback."""
