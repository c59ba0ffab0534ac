"""The commands that show: a morning and a page of all that people see, on sample papers, and what admins did."""
