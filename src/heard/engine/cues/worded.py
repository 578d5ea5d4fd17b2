"""Cues that the playbook's phrases find."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.cues.context import Context
    from heard.engine.types import Cue

NEEDS_HISTORY = frozenset(["repeated_complaint"])
"""Cues whose phrases only count together with what was said before; ``history`` decides."""


def cues(context: Context) -> Iterator[Cue]:
    """One cue for every hit of a cue rule."""
    for hit in context.parsed.hits:
        rule = hit.rule
        if rule.kind == "cue" and rule.name not in NEEDS_HISTORY:
            yield context.cue(rule.name, rule.score, (hit.first, hit.last), reads_as=rule.reads_as, rule=rule.id)
