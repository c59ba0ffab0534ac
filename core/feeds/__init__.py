"""Where papers come from: the safe fetcher, the manners towards hosts, and one file for each source."""
