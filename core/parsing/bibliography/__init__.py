"""What reference managers and bibliographic services write: BibTeX, RIS, EndNote, CSV, lists, and JSON by each service's names.

Every reader brings the fields of its format to those of `core.parsing.records`, which makes the entries. Pure.
"""
