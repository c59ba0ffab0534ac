"""One morning on both chats: the bots' real handlers, senders and renderers, with what would go out kept in a file instead."""
