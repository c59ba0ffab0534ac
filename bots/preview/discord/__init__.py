"""Discord's part of the page of all that people see."""
