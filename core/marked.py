"""Text with highlighted spans. Each platform escapes the pieces and marks some, so that it cannot escape the marks themselves."""

from collections.abc import Iterator

import msgspec

Span = tuple[int, int]


class Marked(msgspec.Struct, frozen=True):
    """A text and its highlighted spans: half-open, in order, not overlapping, inside the text.

    Build one with `Marked.of`, which makes any list of spans so; offsets count code points.
    """

    text: str
    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, text: str, spans: list[Span] | tuple[Span, ...] = ()) -> "Marked":
        """A marked text from spans in any order: they are clipped to the text, sorted and joined where they touch."""
        joined: list[Span] = []
        for start, end in sorted((max(0, s), min(len(text), e)) for s, e in spans):
            if start >= end:
                continue
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return cls(text, tuple(joined))

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in order, piece by piece, each with whether it is highlighted; what is not may be empty."""
        at = 0
        for start, end in self.spans:
            yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        yield self.text[at:], False

    def cut(self, start: int, end: int) -> "Marked":
        """The part from `start` to `end`, with the spans that fall inside it."""
        text = self.text[start:end]
        return Marked.of(text, [(s - start, e - start) for s, e in self.spans if s < end and e > start])

    def __str__(self) -> str:
        return self.text
