"""Accuracy against cost, one small plot for each set, as an SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bench.lib.evaluation import SETS
from bench.lib.tally import Results, Tally

COLORS = {"ours": "#2a78b8", "tesserocr": "#c2651a", "rapidocr": "#2f8f4e", "rapidocr_tiny": "#8a6d1f"}
ACROSS, WIDTH, HEIGHT, TOP = 4, 250, 190, 44
_LEFT, _RIGHT, _HEAD, _FOOT = 42, 14, 28, 26
_SECONDS = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


def plot(results: Results) -> str:
    """Word F1 (characters where a script puts no spaces) over the mean CPU seconds of a picture."""
    shown = {name: tallies for name, tallies in results.items() if not SETS[name].listed_only}
    rows = math.ceil(len(shown) / ACROSS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ACROSS * WIDTH} {TOP + rows * HEIGHT}" role="img"',
        'font-size="12" font-family="system-ui, sans-serif">',
        "<title>Word F1 over processor seconds a picture, set by set</title>",
        f'<rect width="{ACROSS * WIDTH}" height="{TOP + rows * HEIGHT}" rx="8" fill="#fbfaf7"/>',
        *_legend(),
    ]
    for index, (name, tallies) in enumerate(shown.items()):
        x, y = index % ACROSS * WIDTH, TOP + index // ACROSS * HEIGHT
        parts += [f'<g transform="translate({x} {y})">', *_panel(name, tallies), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _legend() -> list[str]:
    parts = ['<text x="16" y="26" fill="#444">word F1 over processor seconds a picture:</text>']
    for index, (name, color) in enumerate(COLORS.items()):
        x = 290 + 120 * index
        parts.append(f'<circle cx="{x}" cy="22" r="5" fill="{color}"/><text x="{x + 10}" y="26">{name}</text>')
    return parts


def _panel(name: str, tallies: Mapping[str, Tally]) -> list[str]:
    points = {engine: (tally.total_cpu / len(tally.cpu), tally.total.f1) for engine, tally in tallies.items()}
    costs, values = [cost for cost, _ in points.values()], [value for _, value in points.values()]
    left, right = math.log10(min(costs) / 1.3), math.log10(max(costs) * 1.3)
    step = next(step for step in (0.02, 0.05, 0.1, 0.2, 0.5) if max(values) - min(values) <= 4 * step or step == 0.5)
    bottom, top = math.floor(min(values) / step) * step, math.ceil(max(values) / step + 1e-9) * step

    def place(cost: float, value: float) -> tuple[float, float]:
        across = (math.log10(cost) - left) / (right - left)
        up = (value - bottom) / (top - bottom)
        return _LEFT + across * (WIDTH - _LEFT - _RIGHT), HEIGHT - _FOOT - up * (HEIGHT - _HEAD - _FOOT)

    parts = [f'<text x="{_LEFT}" y="16" font-weight="600">{name}</text>']
    for index in range(round((top - bottom) / step) + 1):
        _, y = place(1.0, bottom + index * step)
        parts.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dcd8ce"/>')
        label = f"{bottom + index * step:.2f}"
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#444">{label}</text>')
    for seconds in _SECONDS:
        if left <= math.log10(seconds) <= right:
            x, _ = place(seconds, bottom)
            parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle" fill="#444">{seconds:g} s</text>')
    for engine, point in points.items():
        x, y = place(*point)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{COLORS.get(engine, "#7d5bb0")}"/>')
    return parts
