"""The figures, against what they are defined as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.evaluation import metrics

scores = st.sampled_from([0.0, 0.05, 0.1, 0.3, 0.5, 0.7, 0.95, 1.0])
told = st.lists(st.tuples(scores, st.booleans()), min_size=1, max_size=40)


@given(told)
def test_auroc_is_the_share_of_pairs_in_order(cases: list[tuple[float, bool]]) -> None:
    held = [score for score, true in cases if true]
    rest = [score for score, true in cases if not true]
    found = metrics.auroc([score for score, _ in cases], [true for _, true in cases])
    if not held or not rest:
        assert found is None
        return
    won = sum((one > other) + 0.5 * (one == other) for one in held for other in rest)
    assert found == pytest.approx(won / (len(held) * len(rest)))


@given(told)
def test_bins_hold_every_case_once_and_the_error_is_a_mean_of_them(cases: list[tuple[float, bool]]) -> None:
    given_, truth = [score for score, _ in cases], [true for _, true in cases]
    bins = metrics.reliability(given_, truth)
    assert sum(each.count for each in bins) == len(cases)
    assert all(each.low - 1e-9 <= each.given <= each.high + 1e-9 and 0 <= each.found <= 1 for each in bins)
    error = metrics.calibration_error(given_, truth)
    assert error == pytest.approx(sum(each.count * abs(each.given - each.found) for each in bins) / len(cases))


@given(told)
def test_f1_lies_between_precision_and_recall(cases: list[tuple[float, bool]]) -> None:
    counts = metrics.counts([score >= 0.5 for score, _ in cases], [true for _, true in cases])
    if counts.precision is not None and counts.recall is not None and counts.f1 is not None:
        low, high = sorted((counts.precision, counts.recall))
        assert low - 1e-9 <= counts.f1 <= high + 1e-9


def test_a_perfect_probability_has_no_error_and_a_sure_wrong_one_has_all() -> None:
    assert metrics.calibration_error([0.0, 1.0], [False, True]) == 0
    assert metrics.calibration_error([1.0, 0.0], [False, True]) == 1


def test_rank_correlation_knows_order_and_ties() -> None:
    assert metrics.spearman([1, 2, 3, 4], [9, 7, 5, 1]) == pytest.approx(-1)
    assert metrics.spearman([1, 1, 2, 2], [3, 3, 8, 8]) == pytest.approx(1)
    assert metrics.spearman([5, 5, 5], [1, 2, 3]) is None


def test_an_interval_is_drawn_over_groups() -> None:
    """Forty cases of two groups are two observations, not forty."""
    values = [0.0] * 20 + [1.0] * 20
    by_group = metrics.interval(["a"] * 20 + ["b"] * 20, lambda at: metrics.mean([values[i] for i in at]))
    by_case = metrics.interval([str(i) for i in range(40)], lambda at: metrics.mean([values[i] for i in at]))
    assert by_group == (0.0, 1.0)
    assert by_case is not None
    assert 0.3 < by_case[0] < 0.5 < by_case[1] < 0.7
    assert metrics.interval(["a"] * 9, lambda at: float(len(at))) is None


def test_an_interval_is_the_same_every_time() -> None:
    groups = [str(i // 2) for i in range(30)]

    def figure(at: object) -> float:
        return float(sum(at)) / 30  # type: ignore[call-overload,no-any-return]

    assert metrics.interval(groups, figure) == metrics.interval(groups, figure)
