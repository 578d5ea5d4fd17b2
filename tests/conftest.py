"""Shared fixtures. ``HEARD_REQUIRE_ALL=1`` turns a skip for a missing system part into a failure."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from heard.assembly import build_engine

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine

settings.register_profile("heard", max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("heard")


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The rules of our own playbook alone: what its phrases, conditions and numbers are held to."""
    return build_engine(trained=False)


@pytest.fixture(scope="session")
def shipped() -> Engine:
    """The engine as people get it, with the trained reader where the build has one."""
    return build_engine()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    """With ``HEARD_REQUIRE_ALL`` a skip counts as a failure."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("HEARD_REQUIRE_ALL") == "1" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
