"""What was said in channels before Paperboy came: exports of chats, read, and kept as if Paperboy had been there.

`past` has the nouns; one file a format; `learning` keeps what they tell.
"""
