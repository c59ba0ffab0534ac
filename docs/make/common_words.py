"""Write core/text/common_words.txt, `python -m docs.make.common_words`: needs the package symspellpy, which Paperboy itself does not."""

from importlib.resources import files
from pathlib import Path

TABLE = Path(__file__).parents[2] / "core" / "text" / "common_words.txt"
HEAD = (
    "# The commonest English words, from the frequency dictionary of SymSpell (https://github.com/wolfgarbe/SymSpell, MIT),"
    " whose counts are of the\n"
    "# Google Books Ngrams (https://books.google.com/ngrams, CC BY 3.0) and whose words of SCOWL. Made by docs/make/common_words.py.\n"
)
MOST = 10_000
SHORTEST = 3
"""Letters of a word that a correction could touch."""


def main() -> None:
    """Write the table: the words, the commonest first, some to a line."""
    lines = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig").splitlines()
    words = [word for line in lines if (word := line.partition(" ")[0]).isalpha() and len(word) >= SHORTEST]
    rows = [" ".join(words[first : first + 16]) for first in range(0, MOST, 16)]
    TABLE.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
