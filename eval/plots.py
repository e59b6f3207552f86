"""Plots as inline SVG: no library, no fonts, and the page's own colours in light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import Any

WIDTH = 440
LABEL = 150  # room for names on the left
ROW = 26
BINS = 30
GROWTH_COLOURS = ("#1f5fa8", "#b3541e", "#2b7a3d", "#7a3b8f")
SERIES = ("report", "tune", "elsewhere")  # css classes, in the order in which they are drawn


def intervals_plot(
    sections: Mapping[str, Any], labels: Mapping[str, str], bars: Mapping[str, float], title: str
) -> str:
    """Return dots with 95 % intervals, a row for each figure, a colour for each section.

    ``labels`` names the figures to show, those that no section has are left out; ``bars`` draws
    a stroke where a figure must be.
    """
    shown = [m for m in labels if any(m in s["metrics"] for s in sections.values())]
    rows = [
        (
            labels[m],
            [(name, sections[name]["metrics"].get(m)) for name in SERIES if name in sections],
        )
        for m in shown
    ]
    return _dots(rows, title, [bars.get(m) for m in shown])


def kinds_plot(section: Mapping[str, Any], metric: str, title: str) -> str:
    """Return dots with 95 % intervals of one figure, a row for each kind of question."""
    found = [(kind, f[metric]) for kind, f in section["by_kind"].items() if metric in f]
    return _dots([(f"{kind} (n {e['n']})", [("report", e)]) for kind, e in found], title)


def _dots(
    rows: Sequence[tuple[str, Sequence[tuple[str, Any]]]],
    title: str,
    bars: Sequence[float | None] = (),
) -> str:
    height = len(rows) * ROW + 34
    parts = [_axis(height)]
    for number, (name, values) in enumerate(rows):
        middle = number * ROW + ROW / 2 + 4
        parts.append(
            f'<text x="{LABEL - 10}" y="{middle + 4:.0f}" class="name">{escape(name)}</text>'
        )
        bar = bars[number] if bars else None
        if bar is not None:
            parts.append(
                f'<line class="bar" x1="{_x(bar):.1f}" x2="{_x(bar):.1f}" '
                f'y1="{middle - 12:.1f}" y2="{middle + 12:.1f}"><title>bar {bar:g}</title></line>'
            )
        for series, (kind, value) in enumerate(values):
            if value is not None:
                parts.append(_dot(kind, value, middle + (series - (len(values) - 1) / 2) * 7))
    return _svg(height, parts, title)


def _dot(kind: str, value: Mapping[str, float], y: float) -> str:
    tip = f"{kind}: {value['mean']:.3f} [{value['low']:.3f}, {value['high']:.3f}], n {value['n']}"
    return (
        f'<g class="{escape(kind)}"><title>{escape(tip)}</title>'
        f'<line x1="{_x(value["low"]):.1f}" x2="{_x(value["high"]):.1f}" y1="{y:.1f}" '
        f'y2="{y:.1f}"/><circle cx="{_x(value["mean"]):.1f}" cy="{y:.1f}" r="4"/></g>'
    )


def _x(share: float) -> float:
    return LABEL + share * (WIDTH - LABEL - 20)


def _axis(height: int) -> str:
    lines = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = _x(tick)
        lines.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{height - 24}"/>'
                     f'<text class="tick" x="{x:.1f}" y="{height - 8}">{tick:g}</text>')  # fmt: skip
    return "".join(lines)


def latency_plot(milliseconds: Sequence[float], p50: float, p95: float, title: str) -> str:
    """Return a histogram of answer times with lines at the median and the 95th percentile.

    Times beyond three times the 95th percentile stand together in the last column.
    """
    left, right, base = 20, WIDTH - 20, 136
    top = max(3 * p95, 1.0)
    step = (right - left) / BINS
    counts = [0] * BINS
    for value in milliseconds:
        counts[min(int(value / top * BINS), BINS - 1)] += 1
    scale = (base - 32) / max(max(counts), 1)
    parts = [
        f'<rect x="{left + i * step:.1f}" y="{base - n * scale:.1f}" width="{step - 1:.1f}" '
        f'height="{n * scale:.1f}"><title>{n} answers from {i * top / BINS:.0f} ms</title></rect>'
        for i, n in enumerate(counts)
        if n
    ]
    for name, value, y in (("p50", p50, 12), ("p95", p95, 26)):
        x = left + value / top * (right - left)
        parts.append(
            f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{y - 10}" y2="{base}"/>'
            f'<text x="{x + 4:.1f}" y="{y}">{name} {value:.0f} ms</text>'
        )
    ends = ((left, "start", "0 ms"), (right, "end", f"{top:.0f} ms and more"))
    parts += [
        f'<text class="tick" style="text-anchor:{anchor}" x="{x}" y="{base + 18}">{text}</text>'
        for x, anchor, text in ends
    ]
    return _svg(base + 26, parts, title)


def curve_plot(points: Sequence[Sequence[float]], title: str, diagonal: bool = False) -> str:
    """Return a line through points [n, 2], both from 0 to 1; with ``diagonal`` dots and the line of equals."""
    left, top, side = 34.0, 8.0, 260.0
    places = [(left + x * side, top + (1 - y) * side) for x, y in points]
    parts = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = left + tick * side, top + (1 - tick) * side
        parts.append(
            f'<line class="grid" x1="{x:.0f}" x2="{x:.0f}" y1="{top}" y2="{top + side}"/>'
            f'<line class="grid" x1="{left}" x2="{left + side}" y1="{y:.0f}" y2="{y:.0f}"/>'
            f'<text class="tick" x="{x:.0f}" y="{top + side + 14}">{tick:g}</text>'
            f'<text class="tick" x="{left - 18:.0f}" y="{y + 4:.0f}">{tick:g}</text>'
        )
    if diagonal:
        parts.append(
            f'<line class="grid" x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts.append(f'<polyline class="curve" points="{line}"/>')
    return _svg(int(top + side + 22), parts, title)


def growth_plot(series: Mapping[str, Sequence[tuple[float, float]]], title: str, unit: str) -> str:
    """Return lines through points (size, value), both axes in powers of ten; values above 0.

    The figure is whole by itself: its colours are its own.
    """
    left, top, wide, high = 54.0, 8.0, 250.0, 200.0
    xs = [log10(x) for line in series.values() for x, _ in line]
    ys = [log10(max(y, 1e-9)) for line in series.values() for _, y in line]
    (x0, x1), (y0, y1) = ((floor(min(v)), max(ceil(max(v)), floor(min(v)) + 1)) for v in (xs, ys))
    parts = []
    for power in range(x0, x1 + 1):
        x = left + (power - x0) / (x1 - x0) * wide
        parts.append(f'<line stroke="#ccc" x1="{x:.0f}" x2="{x:.0f}" y1="{top}" y2="{top + high}"/>'
                     f'<text font-size="10" x="{x - 10:.0f}" y="{top + high + 14}">{10**power:,}</text>')  # fmt: skip
    for power in range(y0, y1 + 1):
        y = top + high - (power - y0) / (y1 - y0) * high
        parts.append(f'<line stroke="#ccc" x1="{left}" x2="{left + wide}" y1="{y:.0f}" y2="{y:.0f}"/>'
                     f'<text font-size="10" x="2" y="{y + 4:.0f}">{10.0**power:g} {escape(unit)}</text>')  # fmt: skip
    for number, (name, line) in enumerate(series.items()):
        colour = GROWTH_COLOURS[number % len(GROWTH_COLOURS)]
        places = [
            (left + (log10(x) - x0) / (x1 - x0) * wide,
             top + high - (log10(max(y, 1e-9)) - y0) / (y1 - y0) * high)
            for x, y in line
        ]  # fmt: skip
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>')
        parts += [f'<circle fill="{colour}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places]
        parts.append(f'<text font-size="10" fill="{colour}" x="{left + wide + 6}" '
                     f'y="{top + 12 + 14 * number}">{escape(name)}</text>')  # fmt: skip
    return _svg(int(top + high + 22), parts, title)


def _svg(height: int, parts: Sequence[str], title: str) -> str:
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg></figure>"
    )
