"""Plots as SVG, written by hand: a bar chart for each figure side by side, and lines over a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

COLOURS = ("#1d5b8f", "#c8641e", "#4b8b3b", "#8a4fa3", "#777777", "#b3233b")
_STYLE = "font-family='sans-serif' font-size='12' fill='#222'"


def bars(title: str, systems: Sequence[str], figures: Sequence[tuple[str, Sequence[float]]]) -> str:
    """One small bar chart for each figure, each on a scale of its own; the number stands behind its bar."""
    columns, width, row = 2, 470, 20
    height = 40 + row * len(systems)
    rows = math.ceil(len(figures) / columns)
    total = (columns * width, 60 + rows * height + 24)
    out = [_open(*total), _text(14, 26, title, "font-weight='bold' font-size='15'")]
    for place, (name, values) in enumerate(figures):
        left, top = (place % columns) * width + 14, 60 + (place // columns) * height
        out.append(_text(left, top, name, "font-weight='bold'"))
        longest = max(values) or 1.0
        for number, (system, value) in enumerate(zip(systems, values, strict=True)):
            y = top + 8 + number * row
            length = 240 * value / longest
            out.append(f"<rect x='{left + 120}' y='{y}' width='{length:.1f}' height='13' fill='{COLOURS[number % len(COLOURS)]}'/>")
            out.append(_text(left, y + 11, system))
            out.append(_text(left + 126 + length, y + 11, _short(value)))
    return "\n".join([*out, "</svg>"]) + "\n"


def lines(title: str, x_name: str, y_name: str, curves: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Curves over two logarithmic axes, with a mark at each point."""
    width, height, left, top, right, bottom = 760, 430, 80, 50, 190, 60
    points = [point for curve in curves.values() for point in curve]
    (x_low, x_high), (y_low, y_high) = (_decades([point[axis] for point in points]) for axis in (0, 1))

    def x_of(value: float) -> float:
        return left + (math.log10(value) - x_low) / (x_high - x_low) * (width - left - right)

    def y_of(value: float) -> float:
        return height - bottom - (math.log10(value) - y_low) / (y_high - y_low) * (height - top - bottom)

    out = [_open(width, height), _text(14, 26, title, "font-weight='bold' font-size='15'")]
    for power in range(x_low, x_high + 1):
        x = x_of(10**power)
        out.append(f"<line x1='{x:.1f}' y1='{top}' x2='{x:.1f}' y2='{height - bottom}' stroke='#ddd'/>")
        out.append(_text(x, height - bottom + 18, f"{10**power:,}", "text-anchor='middle'"))
    for power in range(y_low, y_high + 1):
        y = y_of(10.0**power)
        out.append(f"<line x1='{left}' y1='{y:.1f}' x2='{width - right}' y2='{y:.1f}' stroke='#ddd'/>")
        out.append(_text(left - 8, y + 4, _short(10.0**power), "text-anchor='end'"))
    for number, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in curve)
        out.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'/>")
        out += [f"<circle cx='{x_of(x):.1f}' cy='{y_of(y):.1f}' r='3.5' fill='{colour}'/>" for x, y in curve]
        y = top + 14 + number * 20
        out.append(f"<rect x='{width - right + 16}' y='{y - 10}' width='12' height='12' fill='{colour}'/>")
        out.append(_text(width - right + 34, y, name))
    out.append(_text((left + width - right) / 2, height - 16, x_name, "text-anchor='middle'"))
    out.append(
        _text(20, (top + height - bottom) / 2, y_name, f"text-anchor='middle' transform='rotate(-90 20 {(top + height - bottom) / 2})'")
    )
    return "\n".join([*out, "</svg>"]) + "\n"


def _open(width: float, height: float) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}' role='img'>"
        f"<rect width='{width}' height='{height}' fill='#fff'/>"
    )


def _text(x: float, y: float, text: str, more: str = "") -> str:
    style = _STYLE if "font-size" not in more else _STYLE.replace("font-size='12' ", "")
    return f"<text x='{x:.1f}' y='{y:.1f}' {style} {more}>{escape(text)}</text>"


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
