"""The addresses that digests go to beside the chats: webhooks and mail addresses, kept apart from everything that names them."""
