"""From a typed line to an answer: the table of verbs, the grammar, the options, the verbs, and dispatch above them.

Imports the app and the services; no platform is named here.
`dispatch.answer` is the way in: a line in, a Reply out.
"""
