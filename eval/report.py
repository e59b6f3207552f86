"""Results -> terminal table, Markdown, self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.plots import intervals_plot, kinds_plot, latency_plot

Results = Mapping[str, Any]

METRICS = {
    "status_accuracy": "status right",
    "recall@1": "recall@1",
    "recall@3": "recall@3",
    "recall@5": "recall@5",
    "recall@10": "recall@10",
    "mrr": "MRR",
    "ndcg@10": "nDCG@10",
    "exact_match": "short answer, exact",
    "character_f1": "short answer, char F1",
    "list_completeness": "list completeness",
    "list_order": "list order",
    "list_no_extra": "list, no extra",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "citation_validity": "citation validity",
    "refusal_precision": "refusal precision",
    "refusal_recall": "refusal recall",
    "refusal_precision_with_unclear": "refusal prec. (+unclear)",
    "refusal_recall_with_unclear": "refusal recall (+unclear)",
}
RETRIEVAL = ("recall@1", "recall@3", "recall@5", "recall@10", "mrr", "ndcg@10")
COLUMNS = ("tune", "report", "elsewhere")
GROUPED = ("status_accuracy", "recall@10", "character_f1", "list_completeness", "citation_recall",
           "citation_precision")  # fmt: skip
NONE = "–"


def to_terminal(results: Results) -> str:
    """Return a compact table: a row a figure, the bars, what failed, what changed."""
    columns, rows = metric_rows(results)
    lines = [_aligned([["", *columns], *rows]), "", _times(results)]
    failed = [q for q in results["questions"] if q["failed"]]
    lines.append(f"failed {len(failed)} of {len(results['questions'])} (what came: report.md)")
    for group in sorted({_group(q) for q in failed}):
        ids = " ".join(q["id"] for q in failed if _group(q) == group)
        lines += wrap(f"{group}: {ids}", 100, initial_indent="  ", subsequent_indent="    ",
                      break_on_hyphens=False)  # fmt: skip
    if results["ncp"]:
        lines += ["", "ncp", _aligned([["", "value [95 %] n"], *ncp_rows(results)])]
    if results["against"]:
        lines += ["", *against_lines(results["against"])]
    return "\n".join(lines)


def _group(question: Results) -> str:
    return f"{question['set']} {question['split']}"


def metric_rows(results: Results) -> tuple[list[str], list[list[str]]]:
    """Return the main table: column names and, for each figure, its name and its cells."""
    sections = results["sections"]
    present = [name for name in COLUMNS if name in sections]
    bars = {bar["metric"]: bar for bar in results["bars"]}
    columns = [f"{name} (n {sections[name]['n']})" for name in present] + ["bar", "met"]
    if "elsewhere" in present and "report" in present:
        columns.append("elsewhere − report")
    rows = []
    for metric, label in METRICS.items():
        if not any(metric in sections[name]["metrics"] for name in present):
            continue
        row = [label, *(cell(sections[name]["metrics"].get(metric)) for name in present)]
        bar = bars.get(metric)
        row += [f"{bar['bar']:.2f}", _yes(bar["met"])] if bar else ["", ""]
        if len(columns) == len(row):
            row.append(_difference(sections, metric, bar))
        rows.append(row)
    return columns, rows


def _difference(sections: Results, metric: str, bar: Results | None) -> str:
    report, other = (sections[n]["metrics"].get(metric) for n in ("report", "elsewhere"))
    if not report or not other:
        return NONE
    verdict = "" if bar is None or bar["within_margin"] else " too low"
    return f"{other['mean'] - report['mean']:+.3f}{verdict}"


def cell(value: Results | None) -> str:
    """Return an estimate as ``0.933 [0.867, 0.983] 60``: mean, interval, n."""
    if value is None:
        return NONE
    return f"{value['mean']:.3f} [{value['low']:.3f}, {value['high']:.3f}] {value['n']}"


def _yes(met: bool | None) -> str:
    return NONE if met is None else "yes" if met else "NO"


def _times(results: Results) -> str:
    parts = (
        f"{name} p50 {s['latency_ms']['p50']:.0f} ms, p95 {s['latency_ms']['p95']:.0f} ms"
        for name, s in results["sections"].items()
        if name in COLUMNS
    )
    return "answer time: " + "; ".join(parts)


def ncp_rows(results: Results) -> list[list[str]]:
    """Return the figures of the ncp benchmark, name and cell."""
    rows = [[name, cell(value)] for name, value in results["ncp"]["metrics"].items()]
    times = results["ncp"]["latency_ms"]
    return [*rows, ["answer time", f"p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms"]]


def group_rows(section: Results, by: str) -> list[list[str]]:
    """Return the table of one section by kind or language: name, n, and each figure's mean."""
    return [
        [name, str(found["status_accuracy"]["n"]), *(_mean(found.get(m)) for m in GROUPED)]
        for name, found in section[by].items()
    ]


def _mean(value: Results | None) -> str:
    if value is None:
        return NONE
    return f"{value['mean']:.2f} [{value['low']:.2f}, {value['high']:.2f}] {value['n']}"


def against_lines(against: Results) -> list[str]:
    """Return what changed since the earlier run, one line each."""
    lines = [f"against {against['before']} ({against['n']} questions in both)"]
    lines += [f"  {METRICS[m]}: {moved(v)}" for m, v in against["moved"].items()]
    for name in ("better", "worse", "mixed"):
        lines.append(f"{name}: {len(against[name])}")
        lines += [f"  {c['name']} {c['id']}: {change(c)}" for c in against[name]]
    for name in ("only_now", "only_before"):
        if against[name]:
            lines.append(f"{name.replace('_', ' ')}: {len(against[name])} (which: results.json)")
    return lines


def moved(value: Results) -> str:
    """Return a paired difference with its interval."""
    return f"{value['mean']:+.3f} [{value['low']:+.3f}, {value['high']:+.3f}]"


def change(row: Results) -> str:
    """Return what moved in one question, e.g. ``citation recall 0.50 → 1.00``."""
    parts = [f"{METRICS[m]} {a:.2f} → {b:.2f}" for m, (a, b) in row["figures"].items()]
    if row["status"][0] != row["status"][1]:
        parts.append(f"status {row['status'][0]} → {row['status'][1]}")
    return ", ".join(parts)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def to_markdown(results: Results) -> str:
    """Return the report as Markdown, with the failed questions at its end."""
    return _render("report.md.jinja", results)


def to_html(results: Results) -> str:
    """Return one HTML page that needs nothing but itself; every text in it is escaped."""
    sections = results["sections"]
    main = sections.get("report") or next(iter(sections.values()))
    times = [q["elapsed_ms"] for q in results["questions"] if q["set"] == "gold"]
    spread = main["latency_ms"]
    retrieval = {m: label for m, label in METRICS.items() if m in RETRIEVAL}
    answers = {m: label for m, label in METRICS.items() if m not in RETRIEVAL}
    bars = {bar["metric"]: bar["bar"] for bar in results["bars"]}
    plots = [
        intervals_plot(sections, answers, bars, "Answers: mean, 95 % interval, bar"),
        intervals_plot(sections, retrieval, bars, "Retrieval: mean and 95 % interval"),
        kinds_plot(main, "status_accuracy", f"Status right by kind ({main['name']})"),
        kinds_plot(main, "citation_recall", f"Citation recall by kind ({main['name']})"),
        latency_plot(times, spread["p50"], spread["p95"], f"Answer time (lines: {main['name']})"),
    ]
    return _render("report.html.jinja", results, plots=[Markup(plot) for plot in plots])


def _render(template: str, results: Results, **more: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=template.endswith(".html.jinja"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = _one_line
    columns, rows = metric_rows(results)
    failed = [q for q in results["questions"] if q["failed"]]
    return environment.get_template(template).render(
        r=results, columns=columns, rows=rows, failed=failed, grouped=[METRICS[m] for m in GROUPED],
        group_rows=group_rows, ncp=ncp_rows(results) if results["ncp"] else [], times=_times(results),
        kinds=sorted({q["kind"] for q in failed}), metrics=METRICS, moved=moved, change=change,
        **more,
    )  # fmt: skip


def _one_line(text: object) -> str:
    """Make a text safe inside one Markdown table cell or list line."""
    line = " ".join(str(text).split())
    for mark in "\\`*_[]<>|":
        line = line.replace(mark, "\\" + mark)
    return line
