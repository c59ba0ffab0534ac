"""The slow work: RQ jobs as plain functions, and the processes that run them."""
