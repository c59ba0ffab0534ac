"""The search: a query read, asked of tantivy, corrected, re-ranked, highlighted; and completion.

Imports text and the nouns; papers come in as `Doc`s.
`index.Index` is the way in: one writer, any number of readers.
"""
