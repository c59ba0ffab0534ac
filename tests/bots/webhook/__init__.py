"""Tests of incoming webhooks as a way out."""
