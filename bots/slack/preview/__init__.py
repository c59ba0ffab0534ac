"""What Slack would show, as one HTML page: for looking at cards without a workspace, and for the README's pictures."""
