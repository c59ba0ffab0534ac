"""The command table, the grammar of typed lines, and `answer`: a line in, a Reply out, on every platform."""

from core.commands.answer import answer, answer_file, perform
from core.commands.grammar import Given, parse
from core.commands.table import ONE, TABLE, Bounds, Verb, command, placeless

__all__ = [
    "ONE",
    "TABLE",
    "Bounds",
    "Given",
    "Verb",
    "answer",
    "answer_file",
    "command",
    "parse",
    "perform",
    "placeless",
]
