"""The tables of docs/: figures from the committed result file, commands and settings from the program. `python -m docs.make.tables`."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import core.commands.verbs
from bots.slack.setup.manifest import SCOPES
from core.commands.table import TABLE, Verb
from core.settings import SETTINGS
from core.settings.table import Setting
from tests.bots.discord import budget

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "tests" / "bench" / "results.json"

Results = dict[str, Any]


PAGES = {"verbs": "commands", "budget": "commands", "settings": "settings", "scopes": "slack", "figures": "benchmarks"}
"""The generated parts, each with the page in docs/ that has it."""


def main() -> None:
    """Write the tables into their pages."""
    for name, table in tables().items():
        page = ROOT / "docs" / f"{PAGES[name]}.md"
        part = f"<!-- {name} -->\n{table().strip()}\n<!-- /{name} -->"
        text = re.sub(
            rf"<!-- {name} -->\n.*?<!-- /{name} -->",
            lambda _, part=part: part,
            page.read_text("utf-8"),
            flags=re.DOTALL,
        )
        page.write_text(text, encoding="utf-8")


def tables() -> dict[str, Callable[[], str]]:
    """What makes each generated part."""
    return {"verbs": verbs, "budget": budget.sentence, "settings": settings, "scopes": scopes, "figures": figures}


def verbs() -> str:
    """The verbs, in the order of the help."""
    assert core.commands.verbs
    return _table("command | what it does | who sees it", map(_verb, TABLE.values()))


def _verb(verb: Verb) -> str:
    usage, seen = verb.usage.replace("|", "\\|"), "you" if verb.private else "everyone"
    return f"`{usage}` | {verb.help} | {seen}{'' if verb.menu else '; typed or a button'}"


def settings() -> str:
    """The settings, each with its default."""
    return _table("Setting | Default | Meaning", map(_setting, SETTINGS))


def _setting(row: Setting) -> str:
    default = f"`{row.default}`" if row.default else "(empty)"
    meaning = row.meaning.replace("|", "\\|") + (" Secret." if row.secret else "")
    return f"`{row.name}` | {default} | {meaning}"


def scopes() -> str:
    """The scopes of the app in Slack, each with its reason."""
    return _table("scope | why", (f"`{scope}` | {why}" for scope, why in SCOPES.items()))


def _table(head: str, rows: Iterable[str]) -> str:
    rule = " | ".join("---" for _ in head.split(" | "))
    return "\n".join(f"| {row} |" for row in (head, rule, *rows))


def figures() -> str:
    """The figures beside their goals, as measured."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    head = f"Measured {results['date']} on {results['machine']}. {CORPUS}"
    rows = (f"{figure} | {goal} | {_shown(measured, results)}" for figure, goal, measured in ROWS)
    return f"{head}\n\n{_table('what | goal | measured', rows)}"


def _shown(measured: Callable[[Results], str], results: Results) -> str:
    try:
        return measured(results)
    except (KeyError, TypeError):
        return "not measured"


def _mrr(results: Results, *names: str) -> str:
    return " / ".join(f"{results['search']['sets'][name]['mrr']:.3f}" for name in names)


def _slowest(results: Results) -> str:
    return f"{max(figures['p99_ms'] for figures in results['search']['sets'].values()):.1f} ms in the slowest set"


def _beside_peers(results: Results) -> str:
    ours = results["search"]["sets"]
    said = []
    for name, peer in results["search"]["peers"].items():
        ratios = [
            ours[one]["p99_ms"] / theirs["p99_ms"] for one, theirs in peer["sets"].items() if theirs.get("p99_ms")
        ]
        mrr = [theirs["mrr"] for theirs in peer["sets"].values() if theirs.get("mrr") is not None]
        if ratios:
            said.append(f"{max(ratios):.3f} x {name}'s at most (its mean MRR@10 {sum(mrr) / len(mrr):.2f})")
    mean = sum(figures["mrr"] for figures in ours.values()) / len(ours)
    return f"{'; '.join(said)}; ours {mean:.2f}"


def _dedup_peers(results: Results) -> str:
    peers = ", ".join(f"{name} {figures['f1']:.3f}" for name, figures in results["dedup"]["peers"].items())
    ours = results["dedup"]
    return f"{ours['f1']:.4f} (precision {ours['precision']:.4f}, recall {ours['recall']:.4f}); {peers}"


def _line(results: Results) -> str:
    ours = results["line"]
    fresh = ours["cross_validated"]
    seen = f"{ours['idea']:.2f} / {ours['idea_or_result']:.2f} of {ours['abstracts']}"
    return f"{fresh['idea']:.2f} / {fresh['idea_or_result']:.2f} cross-validated; {seen} with the weights fitted to all"


def _gain(results: Results, name: str) -> str:
    figures = results["picks"][name]
    return f"{figures['ours']:.3f} ({figures['source']:.3f})"


def _channels(results: Results) -> str:
    ours = results["learning"]
    minutes = ours["channels_cpu_s"] / ours["channels"] * 10_000 / 2 / 60
    spent = f"{ours['channels_cpu_s']:,} s of CPU, of which two free cores would need {minutes:.1f} min for 10,000"
    return f"{ours['channels']:,} in {ours['channels_s']:,} s beside other work ({spent})"


CORPUS = (
    "The corpus holds 2,245 real papers (the recordings); the rest up to 87,000 is recombined from their titles and sentences by a seeded "
    "generator, so that other corpora will give other figures. Query words and noise are made, too."
)

ROWS: tuple[tuple[str, str, Callable[[Results], str]], ...] = (
    (
        "tools for agents (MCP over stdio): answers equal to `ask --json` / p99 of a call",
        "all of 1,000 drawn lines / 50 ms",
        lambda r: f"{r['mcp']['equal']:,} of {r['mcp']['lines']:,} / {r['mcp']['p99_ms']} ms",
    ),
    (
        "MRR@10: title / title with 1-2 typos / 3 title words / 3 words, one misspelt",
        "1.00 / .995 / .85 / .82",
        lambda r: _mrr(r, "title", "title, 1-2 typos", "3 title words", "3 words, one misspelt"),
    ),
    ("MRR@10: prefix / misspelt prefix", ".95 / .90", lambda r: _mrr(r, "prefix", "misspelt prefix")),
    ("MRR@10: one-line summaries / keywords of the source", ".88 / .34", lambda r: _mrr(r, "summary", "keywords")),
    ("MRR@10: surname and one title word", ".90", lambda r: _mrr(r, "surname and title word")),
    ("SciFact nDCG@10", ".71", lambda r: f"{r['search']['ndcg10']:.2f}"),
    ("p99 of every set", "4 ms or less", _slowest),
    ("p99 beside peers in the same run", "0.03 x SQLite FTS5's, 0.7 x fuzzy tantivy's", _beside_peers),
    (
        "autocomplete, p50 / p99",
        "0.5 / 2 ms",
        lambda r: " / ".join(
            f"{max(r['search']['sets'][name][part] for name in ('prefix', 'misspelt prefix')):.2f} ms"
            for part in ("p50_ms", "p99_ms")
        ),
    ),
    (
        "index opens / a new paper is findable after",
        "1 s / 300 ms",
        lambda r: f"{r['record']['index_opens_s']} s / {r['record']['findable_ms']:.0f} ms",
    ),
    (
        "ingest (parse, dedup, store with fsync always, index) with 86,000 papers present",
        "600 papers/s",
        lambda r: f"{r['record']['ingest_papers_per_s']} papers/s",
    ),
    ("dedup F1, 10,000 papers with synthetic noise; peers beside", ".998", _dedup_peers),
    (
        "`hard_negatives.tsv` merged by title / `title_variants.jsonl` merged by title; with ids",
        "0 of 70 / 8 of 9; 9 of 9",
        lambda r: TESTED,
    ),
    (
        "the three shared digests together",
        "441 entries, 413 papers, no false merge",
        lambda r: "441 entries, 413 papers, none (a test)",
    ),
    (
        "memory of Valkey with 92,000 papers, log at its longest / after a snapshot",
        "600 MB",
        lambda r: f"{r['record']['valkey_mb']} MB / {r['record']['valkey_mb_after_snapshot']} MB",
    ),
    (
        "112 recorded days (1,834 entries) from bytes to findable / the same again",
        "5 s / 2 s",
        lambda r: f"{r['feeds']['first_s']} s / {r['feeds']['again_s']} s",
    ),
    ("memory of a process that answers, 92,000 papers", "500 MB", lambda r: f"{r['record']['bot_process_mb']} MB"),
    (
        "Slack: ack at 20 commands/s while 10,000 papers come in on the same 2 cores, p50 / p99",
        "p99 100 ms",
        lambda r: f"{r['slack']['ack_p50_ms']} / {r['slack']['ack_p99_ms']} ms ({r['slack']['commands']} commands)",
    ),
    (
        "a vote from its event to the record at 200 votes/s, fsync always, p50 / p99",
        "p99 50 ms",
        lambda r: f"{r['votes']['vote_p50_ms']} / {r['votes']['vote_p99_ms']} ms ({r['votes']['votes']:,} votes)",
    ),
    (
        "`top` over 100,000 scored papers, p50 / p99",
        "5 ms",
        lambda r: f"{r['votes']['top_ms']} / {r['votes']['top_p99_ms']} ms",
    ),
    (
        "planning 10,000 digests whose hour has come at once, in every zone",
        "2 s",
        lambda r: f"{r['rounds']['plan_s']} s",
    ),
    (
        "one pick: 87,000 papers, 200 of them new, median / longest",
        "50 ms",
        lambda r: f"{r['rounds']['pick_ms']} / {r['rounds']['pick_longest_ms']} ms",
    ),
    (
        "Slack: a search's answer by the real bot in that run, p50 / p99",
        "p99 60 ms (core and render)",
        lambda r: f"{r['slack']['answer_p50_ms']} / {r['slack']['answer_p99_ms']} ms (the whole way, over loopback)",
    ),
    (
        "Discord: autocomplete with 87,000 papers while 10,000 come in on the same 2 cores, p50 / p99",
        "p99 50 ms",
        lambda r: (
            f"{r['discord']['complete_p50_ms']} / {r['discord']['complete_p99_ms']} ms ({r['discord']['keystrokes']} keystrokes)"
        ),
    ),
    (
        "Discord: a search's answer by the real bot in that run, p50 / p99",
        "p99 60 ms (core and render)",
        lambda r: (
            f"{r['discord']['answer_p50_ms']} / {r['discord']['answer_p99_ms']} ms (the whole way, over loopback)"
        ),
    ),
    (
        "learned picks, nDCG@10 on five reading lists (source order beside): mean / from the fourth vote on",
        ".71 / .71",
        lambda r: f"{_gain(r, 'mean')} / {_gain(r, 'from_fourth')}",
    ),
    (
        "share of the papers above the floor that are in the list, beside as many of the source's order",
        "2 times the source's",
        lambda r: f"{r['picks']['floor']['ours']:.2f} beside {r['picks']['floor']['source']:.3f}",
    ),
    (
        "fit of 500 votes, warm, features kept / scores of a day's 200 papers, CPU",
        "60 / 20 ms",
        lambda r: f"{r['learning']['fit_ms']} / {r['learning']['score_ms']} ms",
    ),
    ("channels whose votes changed, learned again by two processes", "10,000 in 10 min", _channels),
    (
        "abstracts whose line lies in a marked idea / idea or result for at least half of its letters",
        ".52 / .55",
        _line,
    ),
)
TESTED = "0 of 70 / 9 of 9; 9 of 9 (tests)"


if __name__ == "__main__":
    main()
