"""What `python -m tests.bench scale` is made of: its world, its clock, and what the platforms' limits force."""
