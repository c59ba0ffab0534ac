"""Links of other markup, as Markdown has them: Slack's `<address|text>`, Org's `[[address][text]]`, reST's, MediaWiki's; and of notes."""

import re

_SLACK = re.compile(r"<(https?://[^<>|\s]{4,2000})\|([^<>|\n]{1,500})>")
_ORG = re.compile(r"\[\[(https?://[^\[\]\s]{4,2000})\]\[([^\[\]\n]{1,500})\]\]")
_ORG_ITEM = re.compile(r"^\*+ (?:(?:TODO|DONE|NEXT|WAITING|READ|READING) )?(?=.*\[\[https?://)", re.MULTILINE)
_RST = re.compile(r"`([^`<>\n]{1,500}?)\s*<(https?://[^<>\s]{4,2000})>`__?")
_MEDIA_WIKI = re.compile(r"(?<![\[\w\]])\[(https?://[^\s\[\]<>]{4,2000})\s([^\[\]\n]{1,500})\](?!\()")
_NOTE = re.compile(r"(?<!\])\[\[([^\[\]|]{1,300})(?:\|([^\[\]]{1,300}))?\]\](?!\()")


def without_note_links(text: str) -> str:
    """The text with what its links between notes (`[[note|text]]`) show; one to a citation key alone shows no title."""
    return _NOTE.sub(lambda link: link[2] or ("" if link[1].startswith("@") else link[1]), text)


def as_markdown(text: str) -> str:
    """The text with such links as `[text](address)`; its lines keep their numbers."""
    if "http" not in text:
        return text
    text = _ORG.sub(r"[\2](\1)", _ORG_ITEM.sub("- ", text))
    text = _MEDIA_WIKI.sub(r"[\2](\1)", _SLACK.sub(r"[\2](\1)", text))
    return _RST.sub(r"[\1](\2)", text)
