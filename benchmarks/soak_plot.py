"""Curves one below the other as an SVG that any browser shows, drawn without a chart library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 720, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 30, 24
_STYLE = (
    "text{font:12px Inter,sans-serif;fill:#1B2330}.quiet{fill:#5B677A}"
    "polyline{fill:none;stroke:#3157D5;stroke-width:1.5}line{stroke:#E3E8EF}"
)


def plotted(minutes: Sequence[float], curves: Mapping[str, Sequence[float]]) -> str:
    """A picture of curves over the minutes, each with a scale of its own that begins at 0."""
    height = HEIGHT * len(curves)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#FFFFFF"/>',
    ]
    for number, (title, values) in enumerate(curves.items()):
        parts += [f'<g transform="translate(0,{number * HEIGHT})">']
        parts += [*_curve(title, minutes, values), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _curve(title: str, minutes: Sequence[float], values: Sequence[float]) -> list[str]:
    most = max(values, default=0.0) * 1.1 or 1.0
    longest = max(minutes, default=0.0) or 1.0
    low, high = HEIGHT - _BOTTOM, _TOP

    def x(minute: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * minute / longest

    def y(value: float) -> float:
        return low - (low - high) * value / most

    points = " ".join(f"{x(m):.1f},{y(v):.1f}" for m, v in zip(minutes, values, strict=True))
    scale = []
    for value in (0.0, most / 2.2, most / 1.1):
        at = f"{y(value):.1f}"
        scale.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{at}" y2="{at}"/>')
        text = f'<text class="quiet" x="{_LEFT - 8}" y="{at}" dy="4" text-anchor="end">'
        scale.append(f"{text}{value:,.0f}</text>")
    return [
        f'<text x="{_LEFT}" y="18">{title}</text>',
        *scale,
        f'<polyline points="{points}"/>',
        f'<text class="quiet" x="{WIDTH - _RIGHT}" y="{low + 16}" text-anchor="end">'
        f"{longest:.0f} minutes</text>",
    ]
