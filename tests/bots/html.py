"""A page as a browser reads it, for the tests of what the chats' previews draw."""

from html.parser import HTMLParser

VOID = {"br", "hr", "input", "meta", "path", "rect"}


class Read(HTMLParser):
    """A page as a browser reads it: its tags with their attributes, its text, and whether each tag is closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.balanced, self._open = "", True, list[str]()
        self.feed(html)
        self.close()
        self.balanced &= not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.balanced &= bool(self._open) and self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, attribute: str) -> list[str]:
        return [str(attrs[attribute]) for _, attrs in self.tags if attribute in attrs]
