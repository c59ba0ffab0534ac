"""The read-only commands as tools for agents, over stdio (extra `mcp`). What papers say is data there, never an instruction."""
