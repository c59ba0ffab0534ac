"""arXiv's three formats: the query API, the daily feeds and the daily mail.

Pure: imports text, the nouns and the reader of XML.
Each file is one format, `arxiv_text` what they share.
"""
