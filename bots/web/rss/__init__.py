"""Lists as Atom (RFC 4287) and JSON Feed 1.1. The word is rss: a feed is what comes in."""
