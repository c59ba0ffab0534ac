"""What users read: each sentence is in tests/sentences.txt, to be read as a whole, and keeps a few rules of plain English.

Docstrings and comments are read by the next person who works here: they keep to the words of docs/glossary.md.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import pytest

from tests.sentences import FILE, Text, texts, written
from tests.source import FILES, ROOT, nodes
from tests.source import text as source

OURS = (
    "intake",
    "slot",
    "slots",
    "merge",
    "merged",
    "level",
    "span",
    "way",
    "form",
    "slice",
    "slices",
    "hf-page",
    "outlet",
    "sighting",
    "verb",
    "verbs",
)
STILTED = ("anew", "whoever", "whomever", "is told", "are told", "thereof", "stands there", "comes to nothing")

CLUMSY = (
    "unasked",
    "shall",
    "all the same",
    "at this very moment",
    "it is tried again",
    "is taken up",
    "being asked first",
)
"""What a sentence for users had in place of a plain word: nobody says it aloud."""

DIALECT = (
    *("made good", "level with", "absorb", "absorbs", "newsroom", "rounds"),
    *("guard", "guards", "hole", "holes", "slot", "slots"),
)
"""Words that docs/glossary.md has others for: a gap is closed, a process catches up, a delivery is sent, a supervisor looks."""

DOCUMENTED = {
    "core/search/": ("slot", "slots"),
}
"""Words that the docstrings of a folder may use, with the reason: the list of titles has numbered slots, as a table has."""

OPERATORS = (
    "bots/terminal/",
    "bots/cli/",
    "core/settings/",
    "core/store/embedded/server.py",
    "core/store/embedded/paths.py",
    "core/store/engine/record.py",
)
"""Where only those who run Paperboy read. To them the record is what its folder and `paperboy backup` hold; others read “database”."""

EXCEPTIONS = {
    ("merge", "core/commands/verbs/paper.py"): "the verb `paper merge`",
    ("merged", "core/commands/verbs/paper.py"): "what `paper merge` did",
    ("form", "Preview"): "it shows the forms",
    ("form", "Terminal"): "`paperboy preview` names what it draws",
}  # fmt: skip
"""Words that a kind of place, or a file, may say, with the reason."""

COUNTED = re.compile(
    r" (?:[a-z]+ )?(?:papers|picks|votes|upvotes|comments|stars|digests|feeds|lists|posts|jobs|parts|entries|lines|words|characters|places"
    r"|changes|seconds|minutes|hours|days|months|years|titles|servers|channels)\b"
)
"""What follows a number of ours that would read `1 papers`, should it be one."""

NEVER_ONE = re.compile(
    r"^[A-Z_0-9 *+<>()-]+(?::,)?$|^(?:MOST|LONGEST)\w*|LARGEST"  # limits, by the names of their constants
    r"|^counted\(|^named\("  # a count with its noun, and a name
    r"|deadline\.seconds|^self\.seconds$"  # how long a host is waited for
    r"|^len\(text\)$|^linked$|WAITS|^seen\.years$"  # said where it is more than a limit, more than what was taken, or more than one
)
"""What is never one paper, one second and so on."""


def _banned(words: tuple[str, ...], text: Text) -> Iterator[str]:
    bare = re.sub(r"\{[^{}]*\}", " ", text.said)
    for word in words:
        if re.search(rf"(?<![\w`/.-]){re.escape(word)}(?![\w-])", bare, re.IGNORECASE) and not {
            (word, text.kind),
            (word, text.file),
        } & set(EXCEPTIONS):
            yield f"{text.file}:{text.line}: “{word}” in “{text.said}”"


def test_the_snapshot_lists_every_sentence() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), (
        "renew it with `python -m tests.sentences`, and read what changed"
    )


def test_our_own_words_are_in_nothing_a_user_reads() -> None:
    assert not [wrong for text in texts() for wrong in _banned(OURS, text)]


def test_every_exception_is_needed() -> None:
    said = {
        (word, at)
        for text in texts()
        for at in (text.kind, text.file)
        for word, _ in EXCEPTIONS
        if re.search(rf"\b{word}\b", text.said)
    }
    assert set(EXCEPTIONS) <= said


def test_the_record_is_a_word_for_those_who_run_it() -> None:
    chats = [
        text
        for text in texts()
        if not text.file.startswith(OPERATORS) and text.kind != "Terminal commands and their options"
    ]
    assert not [wrong for text in chats for wrong in _banned(("record", "records", "record's"), text)]


def test_no_sentence_is_stilted() -> None:
    assert not [wrong for text in texts() for wrong in _banned(STILTED, text)]


def test_no_sentence_is_clumsy() -> None:
    assert not [wrong for text in texts() for wrong in _banned(CLUMSY, text)]


def test_no_docstring_is_stilted() -> None:
    banned = re.compile(rf"\b(?:{'|'.join((*STILTED, *DIALECT))})\b", re.IGNORECASE)
    assert not [
        f"{path}:{line}: “{found[0]}” in “{text}”"
        for path, line, text in _documented(banned)
        for found in [banned.search(re.sub("`[^`]*`", "", text))]
        if found and not any(path.startswith(at) and found[0].lower() in may for at, may in DOCUMENTED.items())
    ]


def _documented(pattern: re.Pattern[str]) -> Iterator[tuple[str, int, str]]:
    """The lines of every docstring and comment in the files of the product that have the pattern at all."""
    for file in FILES:
        if not pattern.search(source(file)):
            continue
        path = file.relative_to(ROOT).as_posix()
        for node in nodes(file):
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                yield from ((path, node.lineno + n, line) for n, line in enumerate(node.value.value.split("\n")))
        for token in tokenize.generate_tokens(io.StringIO(source(file)).readline):
            if token.type == tokenize.COMMENT:
                yield path, token.start[0], token.string


def test_a_count_agrees_with_its_noun() -> None:
    """`core.text.cleaning.counted` says `1 paper`; a number of our own before a plural does not."""
    wrong = []
    for text in texts():
        for filled, after in zip(text.filled, text.said.split("{…}")[1:], strict=True):
            if COUNTED.match(after) and not NEVER_ONE.search(filled):
                wrong.append(f"{text.file}:{text.line}: {text.said} ({filled})")
    assert not wrong


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (r"(?<!:)::(?!:)", "two colons"),
        (r"  +\S", "two spaces"),
        (r"\w [,;](?:\s|$)", "a space before a sign"),
        (r"\.\.(?!\.)(?<!\.\.\.)", "two full stops"),
        (r"\b(\w+) \1\b", "a word twice"),
        (r"[Ss]orry|[Oo]ops|[Pp]lease note", "filler"),
    ],
)
def test_no_sentence_has(pattern: str, what: str) -> None:
    lines = [text for text in texts() if "\n" not in text.said]
    assert not [f"{text.file}:{text.line}: {what} in “{text.said}”" for text in lines if re.search(pattern, text.said)]


def test_errors_and_helps_of_verbs_are_sentences() -> None:
    """An error, and the help of a verb or of a command of the terminal, begins with a capital or a quoted word and ends with a stop."""
    told = [
        text
        for text in texts()
        if text.kind == "Errors" or (text.kind.startswith(("Verbs", "Terminal commands")) and text.said[:1].isupper())
    ]
    unfinished = [
        text
        for text in told
        if text.said[:1].isupper()
        and " " in text.said
        and ": " not in text.said
        and text.said.rstrip()[-1] not in ".?!…}:"
    ]
    assert not [f"{text.file}:{text.line}: {text.said}" for text in unfinished]
