"""The reply check on drafts whose writers (two language-model readers) saw neither the playbook nor the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from benchmarks.drafts import judge, rows

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine


@pytest.fixture(scope="module", name="bad")
def _bad(engine: Engine) -> list:
    return [judge(engine, row) for row in rows("bad")]


def test_there_are_a_hundred_of_each() -> None:
    """Ten topics of ten."""
    for kind in ("bad", "good"):
        found = list(rows(kind))
        assert len(found) == 100
        assert len({row["id"] for row in found}) == 100
        assert all(bool(row.get("expect")) == (kind == "bad") for row in found)


def test_bad_drafts_get_the_right_finding(bad: list) -> None:
    """What a coach would name first is found."""
    missed = [f"{each.id}: expected {each.expected}, found {each.found}" for each in bad if not each.right]
    assert not missed, "\n".join(missed)


def test_good_drafts_are_left_alone(engine: Engine) -> None:
    """At most five of a hundred get a finding that is wrong."""
    found = [judge(engine, row) for row in rows("good")]
    wrong = [f"{each.id}: {each.found}" for each in found if not each.right]
    assert len(wrong) <= 5, "\n".join(wrong)


def test_a_better_wording_passes_the_check_and_keeps_the_facts(engine: Engine, bad: list) -> None:
    """Over all the bad drafts: applied, the finding is gone, none is new, and every number, day and name is there."""

    offered = 0
    for row, each in zip(rows("bad"), bad, strict=True):
        for finding in each.check.findings:
            if finding.better is None:
                continue
            offered += 1
            after = judge(engine, {**row, "draft": finding.better.applied(each.draft)})
            assert after.found.count(finding.caution.name) < each.found.count(finding.caution.name), each.id
            assert set(after.found) <= set(each.found), each.id
            assert finding.better.keeps_the_facts(each.draft), each.id
    assert offered >= 80
