"""Slack: Bolt and Block Kit around the core's answers. Thin: who, where and what in, a Reply out."""
