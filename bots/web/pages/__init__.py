"""The pages that show papers: lists, search, one paper, the digests of a channel. They may import what the site is made of."""
