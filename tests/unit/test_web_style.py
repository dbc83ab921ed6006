"""The page's colours: every text colour stands out from every ground that it is set on, in light and in dark."""

from __future__ import annotations

import re

import pytest

from peel_qa.web.frame import style_sheet

STYLE = style_sheet()
TEXT_ON_GROUND = [
    *((text, ground) for text in ("ink", "quiet", "link") for ground in ("paper", "card", "tint", "refused-tint")),
    ("given", "card"),
    ("refused", "paper"),
    ("refused", "refused-tint"),
    ("alarm", "paper"),
    ("alarm", "card"),
    ("press", "card"),
    ("press", "paper"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("ink", "mark"),
    ("on-focus", "focus"),
    ("on-night", "night"),
    ("night-quiet", "night"),
    ("alarm", "alarm-tint"),
    ("ink", "alarm-tint"),
    *((f"on-{grade}", grade) for grade in ("outstanding", "good", "adequate", "improve", "inadequate")),
]


def colours(scheme: str) -> dict[str, str]:
    light, dark = (re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block) for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2])
    return dict(light) | (dict(dark) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """Relative luminance, from 0 to 1 (WCAG 2.2)."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_has_contrast(scheme: str, text: str, ground: str) -> None:
    named = colours(scheme)
    assert contrast(named[text], named[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_the_box_has_contrast(scheme: str) -> None:
    named = colours(scheme)
    assert contrast(named["strong-line"], named["card"]) >= 3


def test_the_style_loads_nothing() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "@font-face" not in STYLE
