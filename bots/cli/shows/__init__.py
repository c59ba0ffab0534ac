"""The commands that show Paperboy on sample papers: a morning, and a page of all that people see."""
