"""Long campaigns, run by `python -m tests.chaos NAME`; each prints its seed, so that a failure can be had again."""
