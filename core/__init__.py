"""The platform-neutral core: parsing, search, dedup, votes and the record. It knows no platform."""
