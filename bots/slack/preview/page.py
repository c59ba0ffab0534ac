"""The page: samples in groups, each under what was typed, in the frames that Slack puts around messages, modals and Home."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import count

from bots.slack.preview.asking import Sample
from bots.slack.preview.drawing import Canvas, drawn
from bots.slack.preview.record import NOW
from bots.slack.preview.style import CSS

ICON = (
    '<svg class="icon" viewBox="0 0 36 36" role="img" aria-label="Paperboy"><rect width="36" height="36" rx="6" fill="#1f5f5b"/>'
    '<path d="M10 9h12l4 4v14H10z" fill="#fff"/><path d="M13 16h10M13 20h10M13 24h6" stroke="#1f5f5b" stroke-width="2"/></svg>'
)
TIME = f"{NOW:%H:%M}"


def page(groups: Iterable[tuple[str, Sequence[Sample]]]) -> str:
    """The whole page, which fetches nothing and runs nothing."""
    kept = [(name, list(samples)) for name, samples in groups]
    number = count(1)
    links = "".join(f'<li><a href="#g{place}">{escape(name)}</a></li>' for place, (name, _) in enumerate(kept))
    parts = "".join(
        f'<section><h2 id="g{place}">{escape(name)}</h2>{"".join(_entry(one, next(number)) for one in samples)}</section>'
        for place, (name, samples) in enumerate(kept)
    )
    return _html(
        "Paperboy in Slack",
        "<header><h1>Paperboy in Slack</h1><p>Every card, list, form, receipt and error, as Slack shows it. Made by the program "
        f"itself over its sample papers; nothing here can be pressed.</p><nav><ul>{links}</ul></nav></header><main>{parts}</main>",
    )


def picture(sample: Sample) -> str:
    """One sample alone, for a picture."""
    return _html(sample.asked, f'<main class="picture">{_frame(sample, "x")}</main>')


def _html(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>' + escape(title) + "</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{CSS}</style></head><body>{body}</body></html>\n"
    )


def _entry(sample: Sample, number: int) -> str:
    head = f"<h3><code>{escape(sample.asked)}</code></h3><p class=about>{escape(sample.about)}</p>"
    return f'<article class="sample" id="s{number}">{head}{_frame(sample, str(number))}</article>\n'


def _frame(sample: Sample, name: str) -> str:
    blocks = drawn(sample.view["blocks"], Canvas(NOW.date(), sample.filled))
    if sample.surface == "home":
        return _home(blocks)
    if sample.surface == "modal":
        return _modal(sample, blocks, name)
    if sample.surface == "unfurl":
        link = f'<p><a href="{escape(sample.asked)}">{escape(sample.asked)}</a></p>'
        return _message(f"{link}<div class=unfurl>{blocks}</div>", "Grace", person=True)
    return _message(blocks + _file(sample), "Paperboy", private=sample.surface == "private", of=sample.surface)


def _message(body: str, who: str, *, person: bool = False, private: bool = False, of: str = "") -> str:
    icon = '<span class="icon face" aria-hidden="true">G</span>' if person else ICON
    badge = "" if person else ' <span class="badge">APP</span>'
    only = '<p class="only">Only visible to you</p>' if private else ""
    return (
        f'<div class="message {of}">{only}{icon}<div class="content"><p class="who"><b>{who}</b>{badge} '
        f"<time>{TIME}</time></p>{body}</div></div>"
    )


def _file(sample: Sample) -> str:
    if not sample.file:
        return ""
    size = len(sample.file.text.encode()) / 1000
    return f'<p class="file"><b>{escape(sample.file.name)}</b><br>{size:,.0f} kB, in the direct message</p>'


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
