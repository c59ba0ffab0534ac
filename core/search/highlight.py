"""Hits highlighted on the text as it is shown: words are compared folded, stemmed and joined, spans are the original's."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import regex

from core.model import Marked, Span
from core.text.cleaning import clip, sentences
from core.text.words import STOP_WORDS, pairs_of, runs_of, split, stem, words_of

_WORD = regex.compile(r"(?<!\\)\b[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}\u00ad\u200b-\u200d]|['’](?=\p{L}))*")
_HYPHENATED = regex.compile(
    r"(?<![\p{L}\p{N}\p{M}])[\p{L}\p{N}][\p{L}\p{N}\p{M}]*+(?:[-‐‑–][\p{L}\p{N}][\p{L}\p{N}\p{M}]*+){1,2}"
)
_CHUNK = regex.compile(r"[^\s,;:.!?()\[\]\"]++")
_FORMULA_SIGNS = frozenset("$\\^_{}")
_APART = " … "


def highlight(text: str, terms: Iterable[str]) -> Marked:
    """The text with every word highlighted that one of the terms means: `résumés` for `resume`."""
    wanted = _wanted(terms)
    return Marked.of(text, _hits(text, wanted)) if wanted else Marked(text)


def snippet(abstract: str, terms: Iterable[str], limit: int) -> Marked:
    """At most two sentences that hold most of the terms, in their order and in `limit` characters, hits highlighted.

    Without any hit, the first sentence.
    """
    marked = highlight(abstract, terms)
    bounds = _bounds(abstract)
    if not bounds:
        return Marked("")
    held = [_held(marked, start, end) for start, end in bounds]
    best = max(range(len(bounds)), key=lambda at: (len(held[at]), -at))
    gains = [len(words - held[best]) if at != best else 0 for at, words in enumerate(held)]
    second = max(range(len(bounds)), key=lambda at: (gains[at], -abs(at - best)))
    chosen = sorted({best, second}) if gains[second] and _length(bounds, best, second) <= limit else [best]
    pieces = [marked.cut(*bounds[at]) for at in chosen]
    apart = " " if chosen[-1] - chosen[0] < 2 else _APART
    return _clipped(_joined(pieces, apart), limit)


def _wanted(terms: Iterable[str]) -> frozenset[str]:
    """The stems that count as hits; terms that follow one another may also stand joined."""
    pieces = [split(term) for term in terms]
    words = [word for parts, _ in pieces for word in parts]
    words = [word for word in words if word not in STOP_WORDS] or words
    joined = [left + right for left, right in pairwise(words)]
    return frozenset(filter(None, map(stem, [*words, *joined, *(word for _, parts in pieces for word in parts)])))


def _hits(text: str, words: frozenset[str]) -> list[Span]:
    hits = [match.span() for match in _WORD.finditer(text) if _means(match.group(), words)]
    hits += [
        (start + at, start + at + len(pair))
        for start, run in runs_of(text)
        for at, pair in enumerate(pairs_of(run))
        if words_of(pair)[0] in words
    ]
    hits += [match.span() for match in _HYPHENATED.finditer(text) if _joins(match.group(), words)]
    if not _FORMULA_SIGNS.isdisjoint(text):
        chunks = (match for match in _CHUNK.finditer(text) if _is_formula(match.group()))
        hits += [match.span() for match in chunks if _means(match.group(), words)]
    return hits


def _is_formula(piece: str) -> bool:
    return not _FORMULA_SIGNS.isdisjoint(piece) and not piece.lstrip("\\").isalpha()


def _means(piece: str, terms: frozenset[str]) -> bool:
    return _stem_of(piece) in terms


@lru_cache(maxsize=20_000)
def _stem_of(piece: str) -> str:
    """The stem of a piece that is one word, '' of any other: texts repeat their words, and folding each takes a while."""
    words = words_of(piece)
    return stem(words[0]) if len(words) == 1 else ""


def _joins(piece: str, words: frozenset[str]) -> bool:
    return any(stem(word) in words for word in split(piece)[1])


def _bounds(text: str) -> list[Span]:
    bounds, at = [], 0
    for sentence in sentences(text):
        start = text.index(sentence, at)
        at = start + len(sentence)
        bounds.append((start, at))
    return bounds


def _held(marked: Marked, start: int, end: int) -> set[str]:
    """The different words that are highlighted in a part."""
    return {" ".join(map(stem, words_of(marked.text[s:e]))) for s, e in marked.spans if start <= s < end}


def _length(bounds: list[Span], *chosen: int) -> int:
    return sum(bounds[at][1] - bounds[at][0] for at in chosen) + len(_APART)


def _joined(pieces: list[Marked], apart: str) -> Marked:
    text, spans = "", list[Span]()
    for piece in pieces:
        text += apart if text else ""
        spans += [(start + len(text), end + len(text)) for start, end in piece.spans]
        text += piece.text
    return Marked.of(text, spans)


def _clipped(marked: Marked, limit: int) -> Marked:
    """The part around the first hit, where all does not fit; words and graphemes stay whole."""
    if len(marked.text) <= limit:
        return marked
    first = marked.spans[0] if marked.spans else (0, 0)
    start = 0
    if first[1] > limit - 2:
        start = max(0, marked.text.rfind(" ", 0, max(0, first[0] - limit // 4)) + 1) or first[0]
    part = marked.cut(start, len(marked.text))
    lead = "…" if start else ""
    text = clip(lead + part.text, limit)
    kept = len(text) - 1 if text.endswith("…") and not part.text.endswith("…") else len(text)
    spans = [(s + len(lead), min(e + len(lead), kept)) for s, e in part.spans if s + len(lead) < kept]
    return Marked.of(text, spans)
