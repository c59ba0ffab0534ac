"""Tests of the commands of the ways out beside the chats."""
