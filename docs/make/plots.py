"""Draw docs/growth.svg and docs/years.svg, `python -m docs.make.plots` (needs `pip install -e ".[docs]"`), from what was measured.

tests/chaos/years.json is what `python -m tests.chaos years --out tests/chaos/years.json` wrote.
"""

import json
from math import log

import matplotlib as mpl
from matplotlib import pyplot
from matplotlib.figure import Figure

from docs.make.figures import RESULTS, ROOT, Results

DOCS = ROOT / "docs"
YEARS = ROOT / "tests" / "chaos" / "years.json"
SIZES = {
    "home": "all files, backups too",
    "aof": "Valkey's file",
    "memory": "Valkey's memory",
    "index": "the search index",
}
"""What the campaign of two years measured in bytes, with its name in the plot."""

STYLE = {
    "svg.hashsalt": "paperboy",  # the same results make the same file
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
}


def main() -> None:
    """Write both."""
    results, measured = (json.loads(path.read_text(encoding="utf-8")) for path in (RESULTS, YEARS))
    with mpl.rc_context(STYLE):
        if rows := results.get("growth"):
            save(growth(rows), "growth.svg")
        save(years(measured), "years.svg")


def growth(rows: list[Results]) -> Figure:
    """What a query costs by the papers that the index holds, beside a cost that grows with their logarithm."""
    figure, axes = pyplot.subplots(figsize=(8, 4), layout="constrained")
    papers = [row["papers"] for row in rows]
    for name, label in (
        ("search_p99_ms", "whole queries, p99 of the slowest set"),
        ("search_p50_ms", "whole queries, p50"),
        ("completion_p99_ms", "autocomplete, p99 of the slowest set"),
        ("completion_p50_ms", "autocomplete, p50"),
    ):
        axes.plot(papers, [row[name] for row in rows], marker="o", label=label)
    first = rows[0]["search_p50_ms"]
    by_logarithm = [first * log(count) / log(papers[0]) for count in papers]
    axes.plot(
        papers, by_logarithm, linestyle="--", color="grey", label="as the logarithm of the papers grows, from p50"
    )
    axes.set(xscale="log", yscale="log", xlabel="papers in the index", ylabel="milliseconds, one core")
    axes.legend(frameon=False, fontsize="small")
    return figure


def years(measured: Results) -> Figure:
    """How many papers two years brought, and what the record, its files and the index take."""
    figure, (above, below) = pyplot.subplots(2, figsize=(8, 6), sharex=True, layout="constrained", height_ratios=(1, 2))
    days = [sample["day"] for sample in measured["samples"]]
    above.plot(days, [sample["papers"] for sample in measured["samples"]], color="black")
    above.set(ylabel="papers", ylim=0)
    for name, label in SIZES.items():
        below.plot(days, [sample["sizes"][name] / 1e6 for sample in measured["samples"]], label=label)
    for axes in (above, below):
        axes.axvline(measured["days"] / 2, linestyle="--", color="grey")
    below.annotate(
        "from here on half as many papers a day",
        (measured["days"] / 2 + 5, 0.97),
        xycoords=("data", "axes fraction"),
        fontsize="small",
    )
    below.set(xlabel="day", ylabel="MB", ylim=0)
    below.legend(frameon=False, fontsize="small", loc="upper left")
    return figure


def save(figure: Figure, name: str) -> None:
    """Write a plot into docs/."""
    figure.savefig(DOCS / name, metadata={"Date": None}, facecolor="white")


if __name__ == "__main__":
    main()
