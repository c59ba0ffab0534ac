"""What the machine gives: the clock that is handed in, files that survive a power cut, the time zone, the garbage collector.

Imports nothing of Paperboy.
Code that needs one of these takes it from here, so that tests hand in their own.
"""
