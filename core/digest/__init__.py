"""The day's highlights: who wants which papers when, when that is, and which of the new ones they get."""
