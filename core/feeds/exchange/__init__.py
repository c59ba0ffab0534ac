"""One exchange with a host: where it may go, what stands around it, the wire, and what the answer means.

Imports the store and the layers below; only the fetcher and who paces it ask it.
"""
