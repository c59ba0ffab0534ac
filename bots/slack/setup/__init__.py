"""The app's manifest, and the checks of a set-up.

Imports the command table and the API.
`paperboy init` and `paperboy doctor` ask these.
"""
