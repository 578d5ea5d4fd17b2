"""The bars on sentences whose writers never saw a pattern (two language-model readers; see docs/models/baselines.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.blind import SETS, alarms, cue_scores, macro

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine


def test_cues_of_the_blind_set(engine: Engine) -> None:
    """Macro precision at least .85, recall at least .70."""
    precision, recall = macro(cue_scores(SETS / "a", engine))
    assert precision >= 0.85
    assert recall >= 0.70


def test_alerts_of_the_blind_set(engine: Engine) -> None:
    """At least 8 of 10 hot conversations alert, no calm one."""
    counted = alarms(SETS / "a", engine)
    assert counted.hot_alerted >= 8
    assert counted.calm_alerted == 0
