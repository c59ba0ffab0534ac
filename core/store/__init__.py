"""The record: every change is one atomic step that also lands in the log. Redis is spoken here and in core/queue only."""
