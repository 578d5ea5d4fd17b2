"""The bars for techniques and cautions in their context, on cases whose writers never saw a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.blind import SETS, macro, technique_scores

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine


def test_techniques_and_cautions_of_the_blind_set(engine: Engine) -> None:
    """Macro precision at least .85, recall at least .70, over all 34 names."""
    scores = technique_scores(SETS / "techniques", engine)
    precision, recall = macro(scores)
    assert len(scores) == 34
    assert precision >= 0.85
    assert recall >= 0.70
