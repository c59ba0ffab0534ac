"""The figures of docs/benchmarks.md: each from the committed results, beside its goal and what it was before; a missed goal says so."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "tests" / "bench" / "results.json"
"""What the benchmarks measured last."""

BEFORE = ROOT / "tests" / "bench" / "before.json"
"""What they had measured before search learned to keep one segment and picks to learn: of another corpus, see its `search.corpus`."""

MISSED = "**missed**"
"""The mark of a figure that does not reach its goal."""

Results = dict[str, Any]


def figures() -> str:
    """The figures with their goals, and what was measured before, as a table in Markdown."""
    results, before = (json.loads(path.read_text(encoding="utf-8")) for path in (RESULTS, BEFORE))
    days = "; ".join(f"{', '.join(parts)}: {day}" for day, parts in _by_day(results["days"]).items())
    head = f"Measured on {results['machine']}, each part on its day ({days}). {CORPUS}"
    rows = [f"{what} | {goal} | {_shown(cell, before)} | {_shown(cell, results)}" for what, goal, cell in ROWS]
    title = f"what | goal | {before['date']} | measured"
    return "\n".join((head, "", *(f"| {row} |" for row in (title, "--- | --- | --- | ---", *rows))))


def _by_day(days: dict[str, str]) -> dict[str, list[str]]:
    return {day: [part for part in sorted(days) if days[part] == day] for day in sorted(set(days.values()))}


def _shown(cell: Callable[[Results], str], results: Results) -> str:
    try:
        return cell(results)
    except (KeyError, TypeError):
        return "not measured"


def at_most(value: float, goal: float, shown: str = "{}") -> str:
    """A figure that should not be above its goal."""
    return _marked(shown.format(value), value <= goal)


def at_least(value: float, goal: float, shown: str = "{}") -> str:
    """A figure that should not be below its goal."""
    return _marked(shown.format(value), value >= goal)


def _marked(figure: str, reached: bool) -> str:
    return figure if reached else f"{figure} {MISSED}"


def _mrr(results: Results, goals: dict[str, float]) -> str:
    sets = results["search"]["sets"]
    return " / ".join(at_least(round(sets[name]["mrr"], 3), goal, "{:.3f}") for name, goal in goals.items())


def _slowest(results: Results) -> str:
    whole = {name: row for name, row in results["search"]["sets"].items() if "prefix" not in name}
    name = max(whole, key=lambda name: whole[name]["p99_ms"])
    return at_most(whole[name]["p99_ms"], 3, "{:.1f} ms") + f" ({name})"


def _beside(results: Results, peer: str, goal: float) -> str:
    """The largest ratio of our p99 to a peer's, of the sets in which both were asked the same queries in one process."""
    peers = results["search"]["peers"]
    ours, theirs = peers["Paperboy"]["sets"], peers[peer]["sets"]
    ratios = {name: ours[name]["p99_ms"] / theirs[name]["p99_ms"] for name in ours}
    name = max(ratios, key=ratios.__getitem__)
    mean, other = (sum(row["mrr"] for row in sets.values()) / len(sets) for sets in (ours, theirs))
    return at_most(ratios[name], goal, "{:.2f} x") + f" ({name}); mean MRR@10 {other:.2f}, ours {mean:.2f}"


def _largest(results: Results) -> dict[str, Any]:
    """The row of the index when it has grown to a million papers."""
    row: dict[str, Any] = results["growth"][-1]
    return row


def _completion(results: Results) -> str:
    sets = [results["search"]["sets"][name] for name in ("prefix", "misspelt prefix")]
    return " / ".join(
        at_most(max(row[part] for row in sets), goal, "{:.2f} ms") for part, goal in (("p50_ms", 0.3), ("p99_ms", 1))
    )


def _dedup_peers(results: Results) -> str:
    ours = results["dedup"]
    peers = ", ".join(f"{name} {figures['f1']:.3f}" for name, figures in ours["peers"].items())
    f1 = at_least(ours["f1"], 0.999, "{:.4f}")
    return f"{f1} (precision {ours['precision']:.4f}, recall {ours['recall']:.4f}); {peers}"


def _line(results: Results) -> str:
    ours, fresh = results["line"], results["line"]["cross_validated"]
    measured = f"{at_least(fresh['idea'], 0.52, '{:.3f}')} / {at_least(fresh['idea_or_result'], 0.55, '{:.3f}')}"
    seen = f"{ours['idea']:.3f} / {ours['idea_or_result']:.3f} of {ours['abstracts']}"
    return f"{measured} cross-validated; {seen} with the weights fitted to all"


def _gain(results: Results, name: str) -> str:
    mean = results["picks"][name]
    return f"{at_least(mean['ours'], 0.71, '{:.3f}')} ({mean['source']:.3f})"


def _floor(results: Results) -> str:
    ours, source = (results["picks"]["floor"][name] for name in ("ours", "source"))
    return f"{_marked(f'{ours:.2f}', ours >= 2 * source)} beside {source:.3f}"


def _channels(results: Results) -> str:
    ours = results["learning"]
    minutes = ours["channels_cpu_s"] / ours["channels"] * 10_000 / 2 / 60
    free = at_most(minutes, 10, "{:.1f} min")
    spent = f"{ours['channels_cpu_s']:,} s of CPU, of which two free cores would need {free} for 10,000"
    return f"{ours['channels']:,} in {ours['channels_s']:,} s beside other work ({spent})"


def _upgrade(results: Results) -> str:
    ours = results["upgrade"]
    steps = " + ".join(f"{ours[name]:.0f}" for name in ("restore_s", "upgrade_s", "index_s"))
    return f"{at_most(ours['whole_s'], 60, '{:.0f} s')} ({steps}) / {at_most(ours['lost'], 0)}"


def _pair(part: str, names: tuple[str, str], goals: tuple[float, float], shown: str) -> Callable[[Results], str]:
    """A cell of two figures, each held to its own goal."""
    return lambda results: " / ".join(
        at_most(results[part][name], goal, shown) for name, goal in zip(names, goals, strict=True)
    )


def _spread(part: str, names: tuple[str, str], goal: float, count: str = "") -> Callable[[Results], str]:
    """A cell of a median and a 99th percentile, in milliseconds; the goal is for the latter."""

    def cell(results: Results) -> str:
        figures = results[part]
        asked = f" ({figures[count]:,} {count})" if count else ""
        return f"{figures[names[0]]} / {at_most(figures[names[1]], goal, '{} ms')}{asked}"

    return cell


def _mcp(results: Results) -> str:
    ours = results["mcp"]
    equal = at_least(ours["equal"], ours["lines"], "{:,}")
    return f"{equal} of {ours['lines']:,} / {at_most(ours['p99_ms'], 50, '{} ms')}"


def _pages(results: Results) -> str:
    ours = results["web"]
    (unchanged, _), (_, alone), (_, beside) = (ours[name] for name in ("unchanged", "alone", "beside_ingest"))
    return f"{at_most(beside, 50, '{} ms')} (alone {alone} ms) / {at_most(unchanged, 3, '{} ms')}"


def _late(platform: str) -> Callable[[Results], str]:
    """A cell of how late a platform's posts of the busiest hour are, beside what its limit forces; both are held to 1.1 times that."""

    def cell(results: Results) -> str:
        ours = results["scale"]
        pairs = [(ours[f"{platform}_{part}_s"], ours[f"{platform}_forced_{part}_s"]) for part in ("p50", "p99")]
        late = " / ".join(at_most(late, round(1.1 * least, 2), "{} s") for late, least in pairs)
        least = " / ".join(f"{least} s" for _, least in pairs)
        return f"{late} ({least} are forced; {ours[f'{platform}_busiest']:,} posts)"

    return cell


def _memory(results: Results) -> str:
    ours = results["scale"]
    names = [name for name in ours if name.endswith("_mb")]
    return ", ".join(
        f"{name.removesuffix('_mb').replace('_', ' ')} {at_most(ours[name], 400, '{} MB')}" for name in names
    )


def _cpu(results: Results) -> str:
    ours = results["scale"]
    names = [name for name in ours if name.endswith("_cpu_s")]
    return ", ".join(f"{name.removesuffix('_cpu_s').replace('_', ' ')} {ours[name]} s" for name in names)


def _once(results: Results) -> str:
    ours = results["scale"]
    faults = f"{at_most(ours['double'], 0)} / {at_most(ours['missing'], 0)}"
    return f"{faults} / {at_most(ours['calls_a_post'], 2)} ({ours['posts']:,} posts)"


CORPUS = (
    "The corpus of search holds 10,277 real papers (the recordings); the rest up to 87,000 is recombined from their titles and sentences "
    "by a seeded generator, so that other corpora will give other figures. Query words and noise are made, too. "
    f"A figure that does not reach its goal is marked {MISSED}."
)

TESTED = "0 of 70 / 9 of 9; 9 of 9 (tests)"

ROWS: tuple[tuple[str, str, Callable[[Results], str]], ...] = (
    (
        "MRR@10: title / title with 1-2 typos / 3 title words / 3 words, one misspelt",
        "1.00 / .995 / .85 / .82",
        lambda r: _mrr(
            r, {"title": 1, "title, 1-2 typos": 0.995, "3 title words": 0.85, "3 words, one misspelt": 0.82}
        ),
    ),
    ("MRR@10: prefix / misspelt prefix", ".95 / .90", lambda r: _mrr(r, {"prefix": 0.95, "misspelt prefix": 0.9})),
    (
        "MRR@10: one-line summaries / keywords of the source",
        ".89 / .34",
        lambda r: _mrr(r, {"summary": 0.89, "keywords": 0.34}),
    ),
    (
        "MRR@10: surname and a rare title word / surname misspelt / a coauthor's surname",
        ".95 / .93 / .90",
        lambda r: _mrr(
            r,
            {
                "surname and rare word": 0.95,
                "misspelt surname and rare word": 0.93,
                "coauthor's surname and rare word": 0.9,
            },
        ),
    ),
    ("nDCG@10 on SciFact", ".71", lambda r: at_least(r["search"]["ndcg10"], 0.71, "{:.2f}")),
    ("p99 of every set of whole queries", "3 ms", _slowest),
    (
        "p99 beside SQLite FTS5, the same queries in one process: the worst set",
        ".04 x",
        lambda r: _beside(r, "SQLite FTS5", 0.04),
    ),
    (
        "p99 beside tantivy with fuzzy terms, the same queries in one process: the worst set",
        ".8 x",
        lambda r: _beside(r, "tantivy, fuzzy terms", 0.8),
    ),
    ("autocomplete, p50 / p99", "0.3 / 1 ms", _completion),
    (
        "1,000,000 papers, of which 10,000 are recorded: p99 of the slowest set of whole queries / memory of a process that searches",
        "10 ms / 1,000 MB",
        lambda r: (
            f"{at_most(_largest(r)['search_p99_ms'], 10, '{:.1f} ms')} / {at_most(_largest(r)['memory_mb'], 1000, '{:,} MB')}"
        ),
    ),
    (
        "a whole query with 1,000,000 papers, beside one with 10,000, p50 (their logarithms: 1.5)",
        "1.5 x",
        lambda r: at_most(_largest(r)["search_p50_ms"] / r["growth"][0]["search_p50_ms"], 1.5, "{:.2f} x"),
    ),
    (
        "index opens / a new paper is findable after",
        "1 s / 300 ms",
        lambda r: (
            f"{at_most(r['record']['index_opens_s'], 1, '{} s')} / {at_most(r['record']['findable_ms'], 300, '{:.0f} ms')}"
        ),
    ),
    (
        "ingest (parse, dedup, store with fsync always, index) with 86,000 papers present",
        "1,000 papers/s",
        lambda r: at_least(r["record"]["ingest_papers_per_s"], 1000, "{:,} papers/s"),
    ),
    (
        "the same by worker processes, from queued to findable: one / two",
        "1,000 / 1,600 papers/s",
        lambda r: (
            f"{at_least(r['record']['ingest_1_workers_papers_per_s'], 1000, '{:,}')} / "
            f"{at_least(r['record']['ingest_2_workers_papers_per_s'], 1600, '{:,} papers/s')}"
        ),
    ),
    (
        "580 recorded days by `paperboy backfill hf --from-folder DIR` on an empty record, from its start to its end",
        "15 s",
        lambda r: at_most(r["feeds"]["backfill_s"], 15, "{} s"),
    ),
    ("dedup F1, 10,000 papers with synthetic noise; peers beside", ".999", _dedup_peers),
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
        _pair("record", ("valkey_mb", "valkey_mb_after_snapshot"), (600, 600), "{} MB"),
    ),
    (
        "Valkey a paper, 92,000 papers after a snapshot",
        "4.0 kB",
        lambda r: at_most(r["record"]["valkey_mb_after_snapshot"] * 1000 / r["record"]["papers"], 4, "{:.1f} kB"),
    ),
    (
        "the backup that 0.1.0 wrote, with 92,000 papers: brought in, upgraded and indexed, CPU / papers, votes and notes lost",
        "60 s / 0",
        _upgrade,
    ),
    (
        "112 recorded days (1,834 entries) from bytes to findable / the same again",
        "5 s / 2 s",
        _pair("feeds", ("first_s", "again_s"), (5, 2), "{} s"),
    ),
    (
        "memory of a process that answers, 92,000 papers",
        "500 MB",
        lambda r: at_most(r["record"]["bot_process_mb"], 500, "{} MB"),
    ),
    (
        "Slack: ack at 20 commands/s while 10,000 papers come in on the same 2 cores, p50 / p99",
        "p99 100 ms",
        _spread("slack", ("ack_p50_ms", "ack_p99_ms"), 100, "commands"),
    ),
    (
        "Slack: a search's answer by the real bot in that run, over loopback, p50 / p99",
        "p99 50 ms",
        _spread("slack", ("answer_p50_ms", "answer_p99_ms"), 50),
    ),
    (
        "Discord: autocomplete with 87,000 papers while 10,000 come in on the same 2 cores, p50 / p99",
        "p99 50 ms",
        _spread("discord", ("complete_p50_ms", "complete_p99_ms"), 50, "keystrokes"),
    ),
    (
        "Discord: a search's answer by the real bot in that run, over loopback, p50 / p99",
        "p99 50 ms",
        _spread("discord", ("answer_p50_ms", "answer_p99_ms"), 50),
    ),
    (
        "a vote from its event to the record at 200 votes/s, fsync always, p50 / p99",
        "p99 50 ms",
        _spread("votes", ("vote_p50_ms", "vote_p99_ms"), 50, "votes"),
    ),
    ("`top` over 100,000 scored papers, p50 / p99", "p99 5 ms", _spread("votes", ("top_ms", "top_p99_ms"), 5)),
    (
        "planning 10,000 digests whose hour has come at once, in every zone",
        "2 s",
        lambda r: at_most(r["rounds"]["plan_s"], 2, "{} s"),
    ),
    (
        "a day of 2,500 servers of Discord x 2 digests and 3,000 channels of one Slack workspace: posts that are double / missing / "
        "calls a post",
        "0 / 0 / 2",
        _once,
    ),
    *(
        (f"that day's busiest hour on {limit}: lateness p50 / p99", "1.1 times what the limit forces", _late(platform))
        for platform, limit in (("slack", "Slack (300 messages a minute)"), ("discord", "Discord (45 calls a second)"))
    ),
    (
        "Slack: ack of commands in quiet channels, alone / beside 200 votes a second in another: p99",
        "1.1 times alone",
        lambda r: (
            f"{r['scale']['ack_alone_p99_ms']} ms / "
            f"{at_most(r['scale']['ack_beside_p99_ms'], round(1.1 * r['scale']['ack_alone_p99_ms'], 1), '{} ms')}"
        ),
    ),
    ("that day: most memory of each process", "400 MB", _memory),
    ("that day: CPU of each process", "none", _cpu),
    (
        "one pick: 87,000 papers, 200 of them new, median / longest",
        "50 ms",
        _pair("rounds", ("pick_ms", "pick_longest_ms"), (50, 50), "{} ms"),
    ),
    (
        "learned picks, nDCG@10 on five reading lists (source order beside): mean / from the fourth vote on",
        ".71 / .71",
        lambda r: f"{_gain(r, 'mean')} / {_gain(r, 'from_fourth')}",
    ),
    (
        "share of the papers above the floor that are in the list, beside as many of the source's order",
        "2 times the source's",
        _floor,
    ),
    (
        "fit of 500 votes, warm, features kept / scores of a day's 200 papers, CPU",
        "60 / 20 ms",
        _pair("learning", ("fit_ms", "score_ms"), (60, 20), "{} ms"),
    ),
    ("channels whose votes changed, learned again by two processes", "10,000 in 10 min", _channels),
    (
        "abstracts whose line lies in a marked idea / idea or result for at least half of its letters",
        ".52 / .55",
        _line,
    ),
    (
        "pages at 20 requests/s, 87,000 papers: p99 beside an ingest / an rss that did not change (304), median",
        "50 ms / 3 ms",
        _pages,
    ),
    ("one digest mailed to 500 addresses by one sender", "10 s", lambda r: at_most(r["mail"]["mail_s"], 10, "{} s")),
    (
        "tools for agents (MCP over stdio): answers equal to `ask --json` / p99 of a call",
        "all of 1,000 drawn lines / 50 ms",
        _mcp,
    ),
)
