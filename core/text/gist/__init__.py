"""The line under a paper's title, cut from its abstract: clauses, what is deleted from them, and which tells most.

It is pure and imports only `core.text.cleaning`; `choosing.gist` is what others ask.
"""
