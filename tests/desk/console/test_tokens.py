"""Colours that everybody can read, and no value outside the tokens."""

from __future__ import annotations

import itertools
import re

import pytest

from tests.desk.console.colour import DEFICIENCIES, apart, contrast
from tests.desk.console.tokens import STATIC, THEMES, blocks, theme, without_comments

GROUNDS = ("paper", "paper-2", "paper-3")
BANDS = ("calm", "uneasy", "heated", "angry", "burning")
SOFT = ("heat-heated-soft", "heat-angry-soft", "heat-burning-soft")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "accent", "accent-strong") for ground in GROUNDS),
    *((ink, soft) for ink in ("ink", "ink-2") for soft in (*SOFT, "own", "mark", "accent-soft")),
    *(("ink", soft) for soft in ("danger-soft", "warn-soft", "good-soft")),
    *((ink, ground) for ink in ("danger", "warn", "good") for ground in ("paper", "paper-2")),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("danger-ink", "danger"),
    ("accent", "accent-soft"),
    ("accent-strong", "accent-soft"),
    *((ink, soft) for soft in SOFT for ink in ("accent", "accent-strong")),
    ("danger", "danger-soft"),
    ("warn", "warn-soft"),
    ("good", "good-soft"),
]
SHAPES = [
    *((f"heat-{band}", ground) for band in BANDS for ground in ("paper", "paper-2")),
    *((f"heat-{band}", f"heat-{band}-soft") for band in BANDS[2:]),
    *((edge, ground) for edge in ("edge", "accent") for ground in GROUNDS),
    ("mark-edge", "mark"),
    ("mark-edge", "paper"),
    ("mark-edge", "paper-2"),
    ("accent", "track"),
    ("warn", "track"),
]


@pytest.mark.parametrize("name", THEMES)
def test_text_can_be_read(name: str) -> None:
    tokens = theme(name)
    low = {pair: round(contrast(tokens[f"--{pair[0]}"], tokens[f"--{pair[1]}"]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("name", THEMES)
def test_shapes_and_edges_can_be_seen(name: str) -> None:
    tokens = theme(name)
    low = {pair: round(contrast(tokens[f"--{pair[0]}"], tokens[f"--{pair[1]}"]), 2) for pair in SHAPES}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}


@pytest.mark.parametrize("name", ["contrast, light", "contrast, dark"])
def test_high_contrast_is_high(name: str) -> None:
    tokens = theme(name)
    for ink, ground in itertools.product(("ink", "ink-2", "accent", "danger", "warn", "good"), ("paper", "paper-2")):
        assert contrast(tokens[f"--{ink}"], tokens[f"--{ground}"]) >= 7, (ink, ground)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("name", THEMES)
def test_steps_of_heat_differ_for_every_eye(name: str, deficiency: str) -> None:
    """Delta E of 10 is seen at a glance; shape and word differ as well."""
    tokens = theme(name)
    steps = [tokens[f"--heat-{band}"] for band in BANDS]
    near = {
        (BANDS[a], BANDS[b]): round(apart(steps[a], steps[b], deficiency), 1)
        for a, b in itertools.combinations(range(5), 2)
    }
    assert {pair: distance for pair, distance in near.items() if distance < 10} == {}


def test_both_ways_to_high_contrast_are_the_same() -> None:
    chosen = next(body for selector, body in blocks() if selector == ':root[data-theme="contrast"]')
    asked = next(body for selector, body in blocks() if ":not([data-theme" in selector)
    assert chosen == asked


STYLES = sorted(path for path in (STATIC / "css").glob("*.css") if path.name != "tokens.css")
_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch|color-mix)a?\(|:\s*(?:white|black|red|gray|grey)\b"
)
_SIZE = re.compile(r"(?<![\w.#-])(\d*\.?\d+)(px|rem|ms|s|pt|ch)\b")


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_value_outside_the_tokens(path: object) -> None:
    """Colours and sizes stand in ``tokens.css``; queries of the screen's width cannot use them and are let through."""
    css = without_comments(path.read_text())  # type: ignore[attr-defined]
    found = []
    for line in css.splitlines():
        rule = re.sub(r"@(?:media|container|supports)[^{]*\{", "", line)
        found += [match[0] for match in _COLOUR.finditer(rule)]
        found += [match[0] for match in _SIZE.finditer(rule) if float(match[1]) != 0]
    assert found == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(path: object) -> None:
    css = without_comments(path.read_text())  # type: ignore[attr-defined]
    known = set(blocks()[0][1]) | set(re.findall(r"(--[\w-]+)\s*:", css))
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= known
