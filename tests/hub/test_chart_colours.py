"""The chart's colours: seen on their ground, and told apart whatever colours somebody sees."""

import re
from itertools import combinations

import pytest

from remote_claude_ext.core.assets import STATIC

Colour = tuple[float, float, float]
NAMES = ("1", "2", "3", "4", "5", "6", "rest")
LEAST_CONTRAST = 3.0
LEAST_DISTANCE = 15.0
# Machado, Oliveira, Fernandes 2009, at full severity, on linear RGB.
SEEN_BY = {
    "everyone": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopes": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopes": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopes": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def colours(scheme: str) -> dict[str, Colour]:
    """The custom properties of a scheme as linear RGB."""
    found: dict[str, Colour] = {}
    for file in ("navigation.css", "usage.css"):
        light, _, dark = (STATIC / file).read_text().partition("prefers-color-scheme: dark")
        for name, code in re.findall(
            r"--own-([\w-]+): #(\w+);", light if scheme == "light" else dark
        ):
            full = code if len(code) == 6 else "".join(c * 2 for c in code)
            red, green, blue = (int(full[at : at + 2], 16) / 255 for at in (0, 2, 4))
            found[name] = (linear(red), linear(green), linear(blue))
    return found


def linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def luminance(colour: Colour) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: Colour, other: Colour) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def lab(colour: Colour, who: str) -> Colour:
    r, g, b = (
        min(1.0, max(0.0, sum(f * c for f, c in zip(row, colour, strict=True))))
        for row in SEEN_BY[who]
    )
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_colour_stands_out_and_differs_from_each_other_for_all_eyes(scheme: str) -> None:
    found = colours(scheme)
    faint = [n for n in NAMES if contrast(found[f"chart-{n}"], found["bg"]) < LEAST_CONTRAST]
    assert faint == []
    alike = []
    for who in SEEN_BY:
        for one, other in combinations(NAMES, 2):
            pair = (lab(found[f"chart-{name}"], who) for name in (one, other))
            distance = sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5
            if distance < LEAST_DISTANCE:
                alike.append((who, one, other, round(distance, 1)))
    assert alike == []
