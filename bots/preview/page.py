"""The page: samples in groups, each under what was typed, a part for each chat, framed as that chat frames it."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from bots.preview.asking import Sample
from bots.preview.drawing import HtmlCanvas, drawn
from bots.preview.reading import ChatMarkup, Markdown, Mrkdwn
from bots.preview.record import NOW

ICON = (
    '<svg class="icon" viewBox="0 0 36 36" role="img" aria-label="Paperboy"><rect width="36" height="36" rx="6" fill="#1f5f5b"/>'
    '<path d="M10 9h12l4 4v14H10z" fill="#fff"/><path d="M13 16h10M13 20h10M13 24h6" stroke="#1f5f5b" stroke-width="2"/></svg>'
)


STYLE = Path(__file__).with_name("style.css")


class Look(NamedTuple):
    """How a chat shows things: its name, its marks, and its words around messages and forms."""

    name: str
    markup: ChatMarkup
    private: str
    private_above: bool
    reply_to_link: str = ""
    close: str = "Close"
    submit: str = ""


SLACK = Look("Slack", Mrkdwn(NOW.date()), "Only visible to you", private_above=True)
DISCORD = Look("Discord", Markdown(), "Only you can see this", False, "↱ Grace posted a link", "Cancel", "Submit")


def frame(look: Look, sample: Sample, name: str) -> str:
    """A sample as a chat shows it, in its place; `name` is for ids."""
    view = sample.view
    body = drawn(view["blocks"] if "blocks" in view else view["components"], HtmlCanvas(look.markup, sample.filled))
    if sample.surface == "home":
        tabs = '<div class="tabs"><b>Home</b><span>Messages</span><span>About</span></div>'
        bar = f'<div class="bar">{ICON}<b>Paperboy</b></div>'
        return f'<div class="home">{bar}{tabs}<div class="inside">{body}</div></div>'
    if sample.surface == "modal":
        return _modal(look, view, body, name)
    if sample.surface == "unfurl":
        link = f'<p><a href="{escape(sample.asked)}">{escape(sample.asked)}</a></p>'
        if not look.reply_to_link:
            return message(f"{link}<div class=unfurl>{body}</div>", person="Grace")
        return message(link, person="Grace") + message(body, above=look.reply_to_link)
    only = look.private if sample.surface == "private" else ""
    above, below = (only, "") if look.private_above else ("", only)
    return message(body + (_file(sample) if "blocks" in view else ""), above=above, below=below, kind=sample.surface)


def message(
    body: str, *, person: str = "", at: str = f"{NOW:%H:%M}", above: str = "", below: str = "", kind: str = ""
) -> str:
    """A message in a channel: a person's, else Paperboy's, written at a time of day."""
    icon = f'<span class="icon face" aria-hidden="true">{person[:1]}</span>' if person else ICON
    who = f"<b>{person}</b>" if person else '<b>Paperboy</b> <span class="badge">APP</span>'
    before, after = (f'<p class="only">{words}</p>' if words else "" for words in (above, below))
    return (
        f'<div class="message {kind}">{before}{icon}<div class="content"><p class="who">{who} '
        f"<time>{at}</time></p>{body}{after}</div></div>"
    )


def _modal(look: Look, view: Mapping[str, Any], body: str, name: str) -> str:
    title, close, submit = (
        escape(words["text"] if isinstance(words, Mapping) else str(words))
        for words in (view["title"], view.get("close", look.close), view.get("submit", look.submit))
    )
    send = f'<button type="button" class="button primary">{submit}</button>' if submit else ""
    return (
        f'<div class="modal" role="group" aria-labelledby="m{name}"><div class="bar">{ICON}<b id="m{name}">{title}</b>'
        f'<span aria-hidden="true">✕</span></div><div class="inside">{body}</div>'
        f'<div class="foot"><button type="button" class="button">{close}</button>{send}</div></div>'
    )


def _file(sample: Sample) -> str:
    """The file that Slack's message announces."""
    if not sample.file:
        return ""
    size = len(sample.file.data) / 1000
    return f'<p class="file"><b>{escape(sample.file.name)}</b><br>{size:,.0f} kB, in the direct message</p>'


def page(parts: Iterable[tuple[Look, Iterable[tuple[str, Sequence[Sample]]]]]) -> str:
    """The whole page, which fetches nothing and runs nothing."""
    kept = [(look, list(groups)) for look, groups in parts]
    names, number = " and ".join(look.name for look, _ in kept), count(1)
    nav = "".join(_contents(look, groups) for look, groups in kept)
    main = "".join(_part(look, groups, number) for look, groups in kept)
    intro = (
        f"<header><h1>Paperboy in {names}</h1><p>Every card, list, form, receipt and error, as people see it. Made by the "
        f"program itself over its sample papers; nothing here can be pressed.</p><nav>{nav}</nav></header>"
    )
    return whole(f"Paperboy in {names}", f"{intro}<main>{main}</main>")


def _contents(look: Look, groups: Sequence[tuple[str, Sequence[Sample]]]) -> str:
    name = look.name.lower()
    links = "".join(f'<li><a href="#{name}{place}">{escape(title)}</a></li>' for place, (title, _) in enumerate(groups))
    return f"<p>{look.name}</p><ul>{links}</ul>"


def _part(look: Look, groups: Sequence[tuple[str, Sequence[Sample]]], number: "count[int]") -> str:
    name = look.name.lower()
    shown = "".join(
        f'<section><h2 id="{name}{place}">{look.name}: {escape(title)}</h2>'
        f"{''.join(_entry(look, sample, next(number)) for sample in samples)}</section>"
        for place, (title, samples) in enumerate(groups)
    )
    return f'<div class="{name}">{shown}</div>'


def _entry(look: Look, sample: Sample, number: int) -> str:
    head = f"<h3><code>{escape(sample.asked)}</code></h3><p class=about>{escape(sample.about)}</p>"
    return f'<article class="sample" id="s{number}">{head}{frame(look, sample, str(number))}</article>\n'


def whole(title: str, body: str) -> str:
    """A page of its own with the style of both chats."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>' + escape(title) + "</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_css()}</style></head><body>{body}</body></html>\n"
    )


def _css() -> str:
    """The style, without the comment at its head."""
    return STYLE.read_text(encoding="utf-8").partition("*/")[2]
