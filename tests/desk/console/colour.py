"""Colours as numbers: oklch to light, contrast by WCAG, and how people with a colour-vision deficiency see them.

Matrices: OKLab by Björn Ottosson; dichromacy at full severity by Machado, Oliveira and Fernandes (2009), in linear sRGB.
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

Light: TypeAlias = tuple[float, float, float]
"""Linear red, green and blue, 0 to 1."""

DEFICIENCIES: dict[str, tuple[Light, Light, Light]] = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def oklch(text: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue of ``oklch(L C H)``."""
    found = re.fullmatch(r"oklch\(\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\)", text.strip())
    assert found, f"not a plain oklch colour: {text!r}"
    return float(found[1]), float(found[2]), float(found[3])


def light(text: str) -> Light:
    """A colour as linear sRGB; chroma that a screen cannot show is taken back until it can."""
    lightness, chroma, hue = oklch(text)
    for step in range(101):
        rgb = _rgb(lightness, chroma * (100 - step) / 100, hue)
        if all(-1e-4 <= part <= 1 + 1e-4 for part in rgb):
            break
    return tuple(min(1.0, max(0.0, part)) for part in rgb)  # type: ignore[return-value]


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours, 1 to 21."""
    a, b = sorted((_luminance(light(one)), _luminance(light(other))), reverse=True)
    return (a + 0.05) / (b + 0.05)


def apart(one: str, other: str, deficiency: str = "none") -> float:
    """How far apart two colours look, as CIE76's delta E (about 2.3 is just noticeable)."""
    return math.dist(_lab(_seen(light(one), deficiency)), _lab(_seen(light(other), deficiency)))


def _rgb(lightness: float, chroma: float, hue: float) -> Light:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    mid = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * mid + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * mid - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * mid + 1.7076147010 * short,
    )


def _luminance(rgb: Light) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def _seen(rgb: Light, deficiency: str) -> Light:
    rows = DEFICIENCIES[deficiency]
    return tuple(  # type: ignore[return-value]
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, rgb, strict=True)))) for row in rows
    )


def _lab(rgb: Light) -> Light:
    red, green, blue = rgb
    xyz = (
        (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
