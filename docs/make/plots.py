"""Draw the plots of docs/benchmarks.md, `python -m docs.make.plots` (needs `pip install -e ".[docs]"`), from the committed results."""

import json
from math import log

import matplotlib as mpl
from matplotlib import pyplot
from matplotlib.figure import Figure

from docs.make.figures import RESULTS, ROOT, Results

DOCS = ROOT / "docs"
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
    """Write docs/growth.svg."""
    results: Results = json.loads(RESULTS.read_text(encoding="utf-8"))
    with mpl.rc_context(STYLE):
        save(growth(results["growth"]), "growth.svg")


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


def save(figure: Figure, name: str) -> None:
    """Write a plot into docs/."""
    figure.savefig(DOCS / name, metadata={"Date": None}, facecolor="white")


if __name__ == "__main__":
    main()
