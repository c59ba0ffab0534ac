"""Discord's frames: around messages and forms."""

from html import escape

from bots.preview.asking import Sample
from bots.preview.discord.drawing import drawn
from bots.preview.discord.style import CSS
from bots.preview.page import ICON, TIME, Look


def frame(sample: Sample, name: str) -> str:
    """A sample as Discord shows it, in its place."""
    body = drawn(sample.view["components"], sample.filled)
    if sample.surface == "modal":
        return _modal(str(sample.view["title"]), body, name)
    if sample.surface == "unfurl":
        link = f'<p><a href="{escape(sample.asked)}">{escape(sample.asked)}</a></p>'
        return _message(link, "Grace", person=True) + _message(body, "Paperboy", before="↱ Grace posted a link")
    only = "Only you can see this" if sample.surface == "private" else ""
    return _message(body, "Paperboy", after=only, of=sample.surface)


def _message(
    body: str, who: str, *, person: bool = False, before: str = "", after: str = "", of: str = "message"
) -> str:
    icon = '<span class="icon face" aria-hidden="true">G</span>' if person else ICON
    badge = "" if person else ' <span class="badge">APP</span>'
    said = f'<p class="only">{before}</p>' if before else ""
    foot = f'<p class="only">{after}</p>' if after else ""
    return (
        f'<div class="message {of}">{said}{icon}<div class="content"><p class="who"><b>{who}</b>{badge} '
        f"<time>{TIME}</time></p>{body}{foot}</div></div>"
    )


def _modal(title: str, fields: str, name: str) -> str:
    return (
        f'<div class="modal" role="group" aria-labelledby="m{name}"><div class="bar">{ICON}<b id="m{name}">{escape(title)}</b>'
        f'<span aria-hidden="true">✕</span></div><div class="inside">{fields}</div>'
        '<div class="foot"><button type="button" class="button">Cancel</button>'
        '<button type="button" class="button primary">Submit</button></div></div>'
    )


LOOK = Look("Discord", CSS, frame)
