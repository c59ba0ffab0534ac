"""Slack's frames: around messages, modals and Home."""

from html import escape

from bots.preview.asking import Sample
from bots.preview.page import ICON, TIME, Look, file_of
from bots.preview.record import NOW
from bots.preview.slack.drawing import HtmlCanvas, drawn
from bots.preview.slack.style import CSS


def frame(sample: Sample, name: str) -> str:
    """A sample as Slack shows it, in its place."""
    blocks = drawn(sample.view["blocks"], HtmlCanvas(NOW.date(), sample.filled))
    if sample.surface == "home":
        return _home(blocks)
    if sample.surface == "modal":
        return _modal(sample, blocks, name)
    if sample.surface == "unfurl":
        link = f'<p><a href="{escape(sample.asked)}">{escape(sample.asked)}</a></p>'
        return _message(f"{link}<div class=unfurl>{blocks}</div>", "Grace", person=True)
    return _message(
        blocks + file_of(sample, ", in the direct message"),
        "Paperboy",
        private=sample.surface == "private",
        of=sample.surface,
    )


def _message(body: str, who: str, *, person: bool = False, private: bool = False, of: str = "") -> str:
    icon = '<span class="icon face" aria-hidden="true">G</span>' if person else ICON
    badge = "" if person else ' <span class="badge">APP</span>'
    only = '<p class="only">Only visible to you</p>' if private else ""
    return (
        f'<div class="message {of}">{only}{icon}<div class="content"><p class="who"><b>{who}</b>{badge} '
        f"<time>{TIME}</time></p>{body}</div></div>"
    )


def _modal(sample: Sample, blocks: str, name: str) -> str:
    title = escape(sample.view["title"]["text"])
    submit = sample.view.get("submit")
    close = escape(sample.view["close"]["text"]) if "close" in sample.view else "Close"
    send = f'<button type="button" class="button primary">{escape(submit["text"])}</button>' if submit else ""
    return (
        f'<div class="modal" role="group" aria-labelledby="m{name}"><div class="bar">{ICON}<b id="m{name}">{title}</b>'
        f'<span aria-hidden="true">✕</span></div><div class="inside">{blocks}</div>'
        f'<div class="foot"><button type="button" class="button">{close}</button>{send}</div></div>'
    )


def _home(blocks: str) -> str:
    tabs = '<div class="tabs"><b>Home</b><span>Messages</span><span>About</span></div>'
    return (
        f'<div class="home"><div class="bar">{ICON}<b>Paperboy</b></div>{tabs}<div class="inside">{blocks}</div></div>'
    )


LOOK = Look("Slack", CSS, frame)
