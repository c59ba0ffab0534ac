"""Incoming webhooks as a way out: of Slack, Discord, services that take Slack's form, and programs. Nothing comes back from them."""
