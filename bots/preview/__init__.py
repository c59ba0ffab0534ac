"""What chats would show, as one HTML page: for looking at cards without a token, and for the README's pictures."""
