"""Whether a model's sentence may stand under a title: it holds no number and no name that title and abstract do not hold."""

import re
import unicodedata

from core.text.cleaning import sentences
from core.text.gist.choosing import marked
from core.text.gist.scoring import allowed

_THOUGHTS = re.compile(r".*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.,'’\-][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:\s?(?:%|percent\b))?")
_PART = re.compile(r"[^\W\d_]+")
_FORM = re.compile(r"://|www\.|[<>*_`#@|\n]|\[\w+\]\(")
_LEAST = 12
_NUMERALS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions"
    " billion billions trillion trillions dozen dozens half halves third quarter twice thrice double doubles doubled doubling"
    " triple triples tripled tripling twofold threefold tenfold".split()
)
_OPENINGS = frozenset(
    "a an the this these it its how why when where with by for from in on to and as at both each every many most new novel"
    " adapts adds aligns allows analyses analyzes applies argues asks automates benchmarks bounds brings builds casts combines"
    " compares compiles compresses computes considers constructs corrects creates cuts decides defines demonstrates derives describes"
    " designs detects develops discovers edits enables encourages estimates evaluates examines explains explores extends extracts"
    " filters finds finetunes fits formalizes gives guides helps identifies improves infers integrates introduces investigates learns"
    " lets links maps measures merges models offers optimizes performs plans predicts presents probes produces proposes proves"
    " provides prunes reduces refines removes replaces reports retrieves reuses reveals reviews rewards samples selects separates"
    " shows simulates solves speeds splits studies surveys synthesizes teaches tests trains transfers translates treats tunes"
    " turns unifies uses validates".split()
)
"""What may open a sentence with a capital letter and is no name."""


def sentence_of(answer: str) -> str:
    """The sentence of a model's answer, without what it thought aloud, the quotation marks around it and a last full stop."""
    thought = _THOUGHTS.sub("", unicodedata.normalize("NFKC", answer)).strip().strip('"“”').strip()
    return thought.removesuffix(".").strip()


def is_faithful(line: str, title: str, abstract: str) -> bool:
    """Whether a line is one short plain sentence whose numbers and names all stand in the title or the abstract."""
    if len(line) < _LEAST or not marked(line) or _FORM.search(line) or not line.isprintable():
        return False
    if len(sentences(line)) > 1 or not allowed(line):
        return False
    source = unicodedata.normalize("NFKC", f"{title}\n{abstract}")
    words = {form for word in _WORD.findall(source) for form in _forms(word)}
    if not _numbers(line) <= _numbers(source):
        return False
    return all(_is_held(word, words, first=at == 0) for at, word in enumerate(_WORD.findall(line)))


def _numbers(text: str) -> set[str]:
    """The numbers of a text, without the commas of thousands; a share in percent is another number than the same without."""
    numbers = (re.sub(r"\s|,(?=\d{3}\b)", "", number) for number in _NUMBER.findall(text))
    return {number.replace("percent", "%") for number in numbers}


def _is_held(word: str, words: set[str], *, first: bool) -> bool:
    """Whether the source holds a word, where it is a name or a number in words; any other may be the model's own."""
    has_digit = any(sign.isdigit() for sign in word)
    if has_digit and any(sign.isupper() for sign in word):
        return word.casefold() in words
    return all(_is_part_held(part, words, first=first and at == 0) for at, part in enumerate(_PART.findall(word)))


def _is_part_held(part: str, words: set[str], *, first: bool) -> bool:
    low = part.casefold()
    if low in _NUMERALS:
        return low in words
    if not any(sign.isupper() for sign in part) or words & _stems(low):
        return True
    return first and not any(sign.isupper() for sign in part[1:]) and low in _OPENINGS


def _forms(word: str) -> set[str]:
    """A word of the source whole and in its parts, each as it may be bent."""
    return {form for part in (word, *_PART.findall(word)) for form in _stems(part.casefold())}


def _stems(low: str) -> set[str]:
    """A folded word, and without the ending of a plural or a possessive."""
    return {low, low.removesuffix("'s").removesuffix("’s"), low.removesuffix("s"), low.removesuffix("es")}
