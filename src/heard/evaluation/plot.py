"""The reliability plot: what was given against what was found, one small picture a label, as SVG. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.evaluation.metrics import Bin

SIDE, GAP, HEAD, ACROSS = 150, 34, 26, 3
_MOST_RADIUS = 9.0


def reliability_svg(title: str, labels: Mapping[str, Sequence[Bin]]) -> str:
    """A picture for each label with cases: what probability was given, and what share then held.

    The larger a dot, the larger the share of readings in its bin; on the diagonal given and held are the same.
    """
    shown = [(label, bins) for label, bins in labels.items() if bins]
    across = max(1, min(ACROSS, len(shown)))
    down = -(-len(shown) // across)
    width, height = max(330, GAP + across * (SIDE + GAP)), HEAD + 14 + down * (SIDE + HEAD + GAP)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{escape(title)}</title>",
        '<g font-family="system-ui, sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{GAP}" y="20" font-size="14" font-weight="600" fill="#1f2933">{escape(title)}</text>',
    ]
    for number, (label, bins) in enumerate(shown):
        left = GAP + number % across * (SIDE + GAP)
        top = HEAD + 14 + number // across * (SIDE + HEAD + GAP)
        out += _one(label, bins, left, top + 14)
    out.append("</g>\n</svg>\n")
    return "\n".join(out)


def _one(label: str, bins: Sequence[Bin], left: int, top: int) -> list[str]:
    count = sum(each.count for each in bins)
    foot = top + SIDE
    points = [(left + SIDE * each.given, foot - SIDE * each.found, each.count) for each in bins]
    readings = f"{count} reading{'' if count == 1 else 's'}"
    middle = top + SIDE // 2
    turned = f'transform="rotate(-90 {left - 8} {middle})" text-anchor="middle"'
    out = [
        f'<text x="{left}" y="{top - 6}" fill="#1f2933">{escape(label)}: {readings}</text>',
        f'<rect x="{left}" y="{top}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#c9d1d9"/>',
        f'<line x1="{left}" y1="{foot}" x2="{left + SIDE}" y2="{top}" stroke="#9aa5b1" stroke-dasharray="4 4"/>',
    ]
    for x, y, inside in points:
        radius = 2 + (_MOST_RADIUS - 2) * (inside / count) ** 0.5
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#2f6f73" fill-opacity="0.75"/>')
    out += [
        f'<text x="{left}" y="{foot + 14}" fill="#52606d">0</text>',
        f'<text x="{left + SIDE // 2}" y="{foot + 14}" fill="#52606d" text-anchor="middle">probability given</text>',
        f'<text x="{left + SIDE}" y="{foot + 14}" fill="#52606d" text-anchor="end">1</text>',
        f'<text x="{left - 8}" y="{middle}" fill="#52606d" {turned}>share that held</text>',
        f'<text x="{left - 4}" y="{top + 8}" fill="#52606d" text-anchor="end">1</text>',
    ]
    return out
