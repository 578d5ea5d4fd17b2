"""``tokens.css`` as values: each theme's tokens, with ``light-dark()`` resolved."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import heard.desk.console

STATIC = Path(heard.desk.console.__file__).parent / "static" / "heard"
TOKENS = STATIC / "css" / "tokens.css"
_DECLARATION = re.compile(r"(--[\w-]+):\s*([^;]+);")
THEMES = ("light", "dark", "contrast, light", "contrast, dark")


def without_comments(css: str) -> str:
    """The rules alone."""
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


@lru_cache
def blocks() -> list[tuple[str, dict[str, str]]]:
    """Selector and declarations of each block."""
    css = without_comments(TOKENS.read_text())
    found = re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    return [(selector.strip(), dict(_DECLARATION.findall(body))) for selector, body in found]


def theme(name: str) -> dict[str, str]:
    """The tokens of a theme."""
    tokens = dict(blocks()[0][1])
    if name.startswith("contrast"):
        tokens |= next(body for selector, body in blocks() if 'data-theme="contrast"' in selector)
    dark = name.endswith("dark")
    return {key: _chosen(value, dark=dark) for key, value in tokens.items()}


def _chosen(value: str, *, dark: bool) -> str:
    return re.sub(
        r"light-dark\((oklch\([^)]*\)),\s*(oklch\([^)]*\))\)", lambda found: found[2 if dark else 1], value
    ).strip()
