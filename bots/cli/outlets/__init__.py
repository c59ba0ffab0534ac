"""The commands of the ways out beside the chats: the pages and feeds here, mail and what programs ask in files of their own."""
