"""Discord: slash commands and Components V2 around the core's answers. Thin: who, where and what in, a Reply out."""
