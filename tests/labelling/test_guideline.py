"""The guideline, the README for writers and the code name the same labels."""

from __future__ import annotations

import json
import re
from pathlib import Path

from training.corpus_form import INDUSTRIES, OUTCOMES

from heard.engine.types import BANDS
from heard.labelling.labels import (
    CAUTIONS,
    FELT,
    GUIDELINE,
    LEVELS,
    MARKS,
    TECHNIQUES,
    THREATS,
    read_agent,
    read_customer,
)

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "labelling.md").read_text(encoding="utf-8")
README = (ROOT / "training" / "corpus" / "README.md").read_text(encoding="utf-8")


def test_every_label_has_its_row() -> None:
    """Each emotion, level, threat, technique and caution begins a row of a table."""
    for name in (*FELT, *LEVELS):
        assert f"\n| {name} |" in GUIDE, name
    for name in (*THREATS, *TECHNIQUES, *CAUTIONS):
        assert f"\n| `{name}` |" in GUIDE, name
    assert all(f"`{name}`" in GUIDE for name in MARKS)
    assert all(word in GUIDE for _, word in BANDS)


def test_the_examples_use_labels_that_there_are() -> None:
    """Spans of agents' examples carry known names, and there are about sixty examples in all."""
    spans = re.findall(r"\[[^\]]+\]\(`(\w+)`\)", GUIDE)
    assert len(spans) > 25
    assert set(spans) <= {*TECHNIQUES, *CAUTIONS, *MARKS}
    examples = GUIDE[GUIDE.index("## Worked examples: customers") : GUIDE.index("## When two readers differ")]
    assert sum((row.startswith("|") and " → " in row) or row.startswith("| →") for row in examples.splitlines()) >= 60
    rows = [row.split(" | ") for row in examples.splitlines() if re.search(r"\| \d+ \|", row)]
    for row in rows:
        felt = re.findall(r"([a-z]+)( \d)?", row[1]) if row[1] != "none" else []
        assert {name for name, _ in felt} <= set(FELT), row
        assert 0 <= int(row[2]) <= 100


def test_the_version_is_that_of_the_changes() -> None:
    """The last row of the changes is the version that labels are stored with."""
    assert int(re.findall(r"^\| (\d+) \|", GUIDE[GUIDE.index("## Changes") :], re.MULTILINE)[-1]) == GUIDELINE


def test_the_readme_names_what_the_forms_take() -> None:
    """Industries, outcomes and names stand in the README; its examples are right."""
    assert all(f" {name}," in README or f" {name} |" in README for name in INDUSTRIES)
    assert all(f"`{name}`" in README for name in (*OUTCOMES, *TECHNIQUES, *CAUTIONS, *FELT))
    for row in README.splitlines():
        if row.startswith('{"id"'):
            raw = json.loads(row)
            if "-c" in raw["id"]:
                assert read_customer(raw["labels"])[1] == []
            elif "-a" in raw["id"]:
                assert read_agent(raw["labels"], raw["text"])[1] == []
