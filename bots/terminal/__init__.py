"""The terminal adapter: the `paperboy` command. It proves that the core knows no platform, and needs no token."""
