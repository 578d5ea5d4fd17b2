"""The figures, against what they are defined as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.evaluation import metrics, weighted
from heard.evaluation.bootstrap import Bootstrap, interval

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
    mean = weighted.average([0.0] * 20 + [1.0] * 20)
    by_group = interval(Bootstrap(["a"] * 20 + ["b"] * 20).values(mean))
    by_case = interval(Bootstrap(list(range(40))).values(mean))
    assert by_group == (0.0, 1.0)
    assert by_case is not None
    assert 0.3 < by_case[0] < 0.5 < by_case[1] < 0.7
    assert interval(Bootstrap(["a"] * 40).values(mean)) is None


def test_too_few_resamples_give_no_interval() -> None:
    mean = weighted.average([0.0, 1.0, 1.0])
    assert interval(Bootstrap(["a", "b", "c"], 99).values(mean)) is None
    assert interval(Bootstrap(["a", "b", "c"], 100).values(mean)) is not None


def test_an_interval_is_the_same_every_time() -> None:
    groups = [str(i // 2) for i in range(30)]
    figure = weighted.average([float(i) for i in range(30)])
    assert interval(Bootstrap(groups).values(figure)) == interval(Bootstrap(groups).values(figure))


@given(st.lists(st.tuples(scores, st.booleans(), st.integers(0, 3)), min_size=1, max_size=30))
def test_a_case_that_weighs_more_is_a_case_that_is_there_more_often(cases: list[tuple[float, bool, int]]) -> None:
    weights = [weight for _, _, weight in cases]
    often = [(score, true) for score, true, weight in cases for _ in range(weight)]
    score, true = [score for score, _, _ in cases], [true for _, true, _ in cases]
    many, truth = [score for score, _ in often], [true for _, true in often]
    assert weighted.area(score, true)(weights) == pytest.approx(metrics.auroc(many, truth))
    assert weighted.average(score)(weights) == pytest.approx(metrics.mean(many))
    said = [one >= 0.5 for one in score]
    counts = metrics.counts([one >= 0.5 for one in many], truth)
    for name in ("precision", "recall", "f1"):
        assert weighted.decided(said, true, name)(weights) == pytest.approx(getattr(counts, name))
    other = [float(one) for one in true]
    ranked = metrics.spearman(many, [float(one) for one in truth]) if often else None
    assert weighted.rank_correlation(score, other)(weights) == pytest.approx(ranked)
