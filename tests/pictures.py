"""Draw the README's pictures: `python -m tests.pictures` writes docs/layers.svg from the architecture test's rows, and docs/demo.svg."""

import os
import re
import subprocess
import sys
from html import escape
from io import StringIO

from rich.console import Console
from rich.text import Text

from tests.test_architecture import ROOT, ROWS

DOCS = ROOT / "docs"
WIDTH, ROW_HEIGHT, GAP = 920, 54, 14
SAYS = (
    "what can go wrong, and text with highlights",
    "papers, people, places; cards and buttons",
    "pure: no input or output, no clock, no environment",
    "the edges: settings, record, queue, server",
    "the façade, the command table, one verb a function",
)
COLUMNS = 104


def main() -> None:
    """Write both pictures."""
    DOCS.mkdir(exist_ok=True)
    (DOCS / "layers.svg").write_text(layers(), encoding="utf-8")
    (DOCS / "demo.svg").write_text(demo(), encoding="utf-8")


def layers() -> str:
    """The house as boxes: what is above may import what is below."""
    present = {path.stem for path in (ROOT / "core").iterdir()}
    boxes = [
        ("workers", "jobs that may run 0, 1 or 5 times", "#5b6abf"),
        ("bots", "terminal (Slack and Discord follow)", "#3d8b7d"),
    ]
    for number in range(len(ROWS) - 1, -1, -1):
        names = "  ".join(sorted(ROWS[number] & present))
        boxes.append((f"core {number + 1}", f"{names}|{SAYS[number]}", "#8a6d3b"))
    height = len(boxes) * (ROW_HEIGHT + GAP) + GAP
    drawn = "".join(_box(place, *box) for place, box in enumerate(boxes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="14">'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{drawn}</svg>\n'
    )


def _box(place: int, name: str, text: str, colour: str) -> str:
    top = GAP + place * (ROW_HEIGHT + GAP)
    first, _, second = text.partition("|")
    lines = (
        f'<text x="150" y="{top + 23}" fill="#1a1a1a">{escape(first)}</text>'
        f'<text x="150" y="{top + 42}" fill="#666666" font-size="12">{escape(second)}</text>'
        if second
        else f'<text x="150" y="{top + 33}" fill="#1a1a1a">{escape(first)}</text>'
    )
    arrow = (
        "" if place == 0 else f'<path d="M70 {top - GAP} v{GAP - 3} m-4 -5 l4 5 l4 -5" stroke="#999999" fill="none"/>'
    )
    return (
        f'{arrow}<rect x="14" y="{top}" width="{WIDTH - 28}" height="{ROW_HEIGHT}" rx="8" fill="#f7f5f0" stroke="{colour}"/>'
        f'<text x="32" y="{top + 33}" fill="{colour}" font-weight="bold">{escape(name)}</text>{lines}'
    )


def demo() -> str:
    """What `paperboy demo` prints, as a terminal shows it."""
    command = [sys.executable, "-m", "bots.terminal", "demo"]
    colours = {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    said = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, **colours}, cwd=ROOT
    ).stdout
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text("$ make demo", style="bold"))
    console.print(Text.from_ansi(said))
    picture = console.export_svg(title="Paperboy")
    return re.sub(r"@font-face\s*{[^}]*}", "", picture).replace("Fira Code", "DejaVu Sans Mono")


if __name__ == "__main__":
    main()
