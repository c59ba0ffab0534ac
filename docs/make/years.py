"""Draw docs/years.svg, `python -m docs.make.years [FILE]`: what two years of the campaign `years` took, from its measurements.

FILE is what `python -m tests.chaos years --out FILE` wrote; it is kept as tests/chaos/years.json. Without it the picture is drawn again.
"""

import json
import math
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MEASURED = ROOT / "tests" / "chaos" / "years.json"
PICTURE = ROOT / "docs" / "years.svg"

WIDTH, HEIGHT, LEFT, RIGHT = 920, 500, 60, 190
PANELS = ((50, 120), (220, 240))
"""Top and height of the panels: papers, and megabytes."""

LINES: Mapping[str, tuple[str, str]] = {
    "home": ("all files, backups too", "#999999"),
    "aof": ("Valkey's file", "#8a6d3b"),
    "memory": ("Valkey's memory", "#5b6abf"),
    "index": ("the search index", "#3d8b7d"),
}
"""What is drawn in megabytes, with its name and colour."""

GAP = 15
"""Pixels between two names at the right edge."""


def picture(measured: Mapping[str, Any]) -> str:
    """The picture as SVG."""
    samples, days = measured["samples"], measured["days"]
    papers = [(sample["day"], sample["papers"]) for sample in samples]
    sizes = {name: [(s["day"], s["sizes"][name] / 1e6) for s in samples] for name in LINES}
    most = max(value for line in sizes.values() for _, value in line)
    middle = _x(days / 2, days)
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_panel(PANELS[0], "papers", papers[-1][1], days, [("papers", "#1a1a1a", papers)]),
        *_panel(PANELS[1], "MB", most, days, [(name, colour, sizes[key]) for key, (name, colour) in LINES.items()]),
        f'<path d="M{middle:.0f} 34 V{HEIGHT - 40}" stroke="#999999" stroke-dasharray="3 4"/>',
        f'<text x="{middle + 6:.0f}" y="44" fill="#666666" font-size="12">from here on half as many papers a day</text>',
        *(
            f'<text x="{_x(day, days):.0f}" y="{HEIGHT - 16}" text-anchor="middle" fill="#666666" font-size="12">day {day}</text>'
            for day in range(0, days + 1, 182)
        ),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="14">'
    return "".join((head, *parts, "</svg>\n"))


def _panel(
    place: tuple[int, int],
    unit: str,
    most: float,
    days: int,
    lines: Sequence[tuple[str, str, Sequence[tuple[int, float]]]],
) -> list[str]:
    """A panel: a grid of quarters, and lines with their names at the right edge, apart from each other."""
    (top, height), parts = place, list[str]()
    most = 4 * _step(most / 4)
    for step in range(5):
        y, value = top + height - height * step / 4, most * step / 4
        parts.append(f'<path d="M{LEFT} {y:.0f} H{WIDTH - RIGHT}" stroke="#eeeeee"/>')
        parts.append(
            f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end" fill="#666666" font-size="12">{value:,.0f}</text>'
        )
    parts.append(f'<text x="{LEFT}" y="{top - 10}" fill="#1a1a1a" font-weight="bold">{unit}</text>')
    below = float(top)
    for name, colour, points in sorted(lines, key=lambda line: -line[2][-1][1]):
        path = " ".join(f"{_x(day, days):.1f},{top + height - height * value / most:.1f}" for day, value in points)
        y = max(top + height - height * points[-1][1] / most + 4, below)
        below = y + GAP
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{y:.0f}" fill="{colour}" font-size="12">{name}</text>')
    return parts


def _step(least: float) -> float:
    """The next round number: 1, 2 or 5 times a power of ten, or 2.5 times."""
    power = 10 ** math.floor(math.log10(least))
    return next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= least)


def _x(day: float, days: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * day / days


def main(argv: list[str]) -> None:
    """Keep the measurements that are named, and draw."""
    if argv:
        shutil.copy(argv[0], MEASURED)
    PICTURE.write_text(picture(json.loads(MEASURED.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
