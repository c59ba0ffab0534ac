"""The page: samples in groups, each under what was typed, a part for each chat with the style and the frames of that chat."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import count
from typing import NamedTuple

from bots.preview.asking import Sample
from bots.preview.record import NOW
from bots.preview.style import CSS

ICON = (
    '<svg class="icon" viewBox="0 0 36 36" role="img" aria-label="Paperboy"><rect width="36" height="36" rx="6" fill="#1f5f5b"/>'
    '<path d="M10 9h12l4 4v14H10z" fill="#fff"/><path d="M13 16h10M13 20h10M13 24h6" stroke="#1f5f5b" stroke-width="2"/></svg>'
)
TIME = f"{NOW:%H:%M}"


class Look(NamedTuple):
    """How a chat shows things: its name, its style, and how it frames a sample (the text is a name for ids)."""

    name: str
    css: str
    frame: Callable[[Sample, str], str]


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
    return _html(f"Paperboy in {names}", "".join(look.css for look, _ in kept), f"{intro}<main>{main}</main>")


def picture(look: Look, sample: Sample) -> str:
    """One sample alone, for a picture."""
    framed = f'<main class="picture {look.name.lower()}">{look.frame(sample, "x")}</main>'
    return _html(sample.asked, look.css, framed)


def file_of(sample: Sample, where: str = "") -> str:
    """The file beside a message; '' where there is none."""
    if not sample.file:
        return ""
    size = len(sample.file.text.encode()) / 1000
    return f'<p class="file"><b>{escape(sample.file.name)}</b><br>{size:,.0f} kB{where}</p>'


def _contents(look: Look, groups: Sequence[tuple[str, Sequence[Sample]]]) -> str:
    name = look.name.lower()
    links = "".join(f'<li><a href="#{name}{place}">{escape(title)}</a></li>' for place, (title, _) in enumerate(groups))
    return f"<p>{look.name}</p><ul>{links}</ul>"


def _part(look: Look, groups: Sequence[tuple[str, Sequence[Sample]]], number: "count[int]") -> str:
    name = look.name.lower()
    shown = "".join(
        f'<section><h2 id="{name}{place}">{look.name}: {escape(title)}</h2>'
        f"{''.join(_entry(look, one, next(number)) for one in samples)}</section>"
        for place, (title, samples) in enumerate(groups)
    )
    return f'<div class="{name}">{shown}</div>'


def _entry(look: Look, sample: Sample, number: int) -> str:
    head = f"<h3><code>{escape(sample.asked)}</code></h3><p class=about>{escape(sample.about)}</p>"
    return f'<article class="sample" id="s{number}">{head}{look.frame(sample, str(number))}</article>\n'


def _html(title: str, css: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>' + escape(title) + "</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{CSS}{css}</style></head><body>{body}</body></html>\n"
    )
