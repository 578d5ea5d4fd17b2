"""How formally somebody writes: casual, plain or formal (rows 41, 42). A style, never a feeling."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from heard.engine.matching.lexicon import Parsed
    from heard.engine.rubric import Register

_FORMAL_AT, _CASUAL_AT = 1.5, -1.5
_LONG = 9


def formality(parsed: Parsed, *, casual: Collection[str], formal: Collection[str]) -> float:
    """From about -5 (casual) to 5 (formal): words of either kind, short forms, capitals, marks, long words."""
    tokens, text = parsed.tokens, parsed.view.text.strip()
    words = [norm for norm, kind in zip(tokens.norms, tokens.kinds, strict=True) if kind == "word"]
    if not words:
        return 0.0
    score = 1.0 * min(3, sum(word in formal for word in words)) - 1.0 * min(3, sum(word in casual for word in words))
    score -= 0.5 * min(2, sum(mark in text for mark in ("n't", "n’t", "'s", "’s", "'m", "'ll", "'ve", "’ve")))
    if text[:1].islower():
        score -= 1.0
    if len(words) > 8 and text[-1:].isalnum():
        score -= 0.5
    score += 2.0 * sum(len(word) >= _LONG for word in words) / len(words) if len(words) > 5 else 0.0
    return score


def register(score: float) -> Register:
    """The register of a formality.

    >>> register(2.0), register(0.0), register(-2.0)
    ('formal', 'plain', 'casual')
    """
    if score >= _FORMAL_AT:
        return "formal"
    return "casual" if score <= _CASUAL_AT else "plain"
