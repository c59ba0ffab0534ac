"""The platforms: each adapter takes in (who, where, what), asks the core for an answer, and draws it."""
