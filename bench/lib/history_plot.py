"""The figures of `history` as a table and as a curve, written into docs/."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

Found = dict[int, dict[str, dict[str, dict[str, float]]]]
"""Pages -> user -> question -> ``median`` and ``p95`` of the time that passed, ``cpu`` (p95), in milliseconds."""

BAR = 50.0
CURVES = {
    "list: first part": "list",
    "filter: status, few": "filter (status)",
    "search: used word": "search, used word",
    "search: common word": "search, common word",
    "search: phrase": "search, common phrase",
    "search, counted: common word": "common word, with its count",
    "search, counted: phrase": "common phrase, with its count",
}
COLORS = ("#2a78b8", "#c2651a", "#2f8f4e", "#b03a48", "#7d5bb0", "#8a6d1f", "#3a8f94")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 440, 60, 270, 20, 50
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def table(found: Found) -> str:
    """Markdown: for each question the processor's time by length, and the time that passed for the longest."""
    sizes = sorted(found)
    longest = found[sizes[-1]]
    head = [f"{size:,}" for size in sizes]
    lines = []
    for user, asked in longest.items():
        lines += [f"| {user} owner | " + " | ".join(head) + " | passed, median | passed, p95 |"]
        lines += ["|---|" + "---:|" * (len(sizes) + 2)]
        for name, figures in asked.items():
            cells = [*(found[size][user][name]["cpu"] for size in sizes), figures["median"], figures["p95"]]
            lines.append(f"| {name} | " + " | ".join(_cell(value) for value in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def _cell(value: float) -> str:
    return f"{value:.1f}" if value <= BAR else f"**{value:.0f}**"


def write(found: Found, docs: Path) -> None:
    """Put the table into docs/design/listing.md and the curve beside the other pictures."""
    page = docs / "design" / "listing.md"
    text = page.read_text()
    kept = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table(found)}{END}", text, flags=re.DOTALL)
    page.write_text(kept)
    (docs / "images" / "history-cost.svg").write_text(curve(found, "heavy"))


def curve(found: Found, user: str) -> str:
    """An SVG, log-log: p95 of the chosen questions over the pages of the history."""
    sizes = sorted(found)
    x_range, y_range = (math.log10(sizes[0]), math.log10(sizes[-1])), (0.0, math.log10(300))

    def place(size: float, value: float) -> tuple[float, float]:
        across = (math.log10(size) - x_range[0]) / (x_range[1] - x_range[0] or 1)
        up = (math.log10(max(1.0, value)) - y_range[0]) / (y_range[1] - y_range[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = _frame(sizes, place)
    ends = _apart([(name, place(sizes[-1], found[sizes[-1]][user][name]["cpu"])[1]) for name in CURVES])
    for (name, label), color in zip(CURVES.items(), COLORS, strict=True):
        points = [place(size, found[size][user][name]["cpu"]) for size in sizes]
        parts.append(
            f'<polyline fill="none" stroke="{color}" stroke-width="2.5" points="'
            + " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            + '"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>' for x, y in points]
        parts.append(f'<text x="{WIDTH - RIGHT + 14}" y="{ends[name] + 5:.1f}" fill="{color}">{label}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _frame(sizes: list[int], place: Any) -> list[str]:
    """The ground, the axes and the bar. A ground of its own, so that it reads on light and dark pages."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-size="14"',
        'font-family="system-ui, sans-serif">',
        "<title>Time of an answer, 95th percentile, over the pages of the history</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#fbfaf7"/>',
    ]
    for value in (1, 2, 5, 10, 20, 50, 100, 200):
        _, y = place(sizes[0], value)
        bar = ' stroke-dasharray="6 4" stroke="#b03a48"' if value == BAR else ' stroke="#dcd8ce"'
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"{bar}/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 5:.1f}" text-anchor="end" fill="#444">{value}</text>')
    for size in sizes:
        x, _ = place(size, 1)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 26}" text-anchor="middle" fill="#444">{size:,}</text>')
    parts.append(
        f'<text x="{LEFT}" y="{HEIGHT - 8}" fill="#444">pages in the history; milliseconds of the processor, p95</text>'
    )
    return parts


def _apart(ends: list[tuple[str, float]]) -> dict[str, float]:
    """Labels at the curves' ends, moved so that none lies on another."""
    placed: dict[str, float] = {}
    last = 0.0
    for name, y in sorted(ends, key=lambda end: end[1]):
        last = max(y, last + 18)
        placed[name] = last
    over = max(0.0, last - (HEIGHT - BOTTOM))
    return {name: y - over for name, y in placed.items()}
