"""Shared by every test. Builders are in `tests/builders/`: no fixture files."""

from __future__ import annotations

import gc
import os

import pytest

from search import spelling

DATA_FOLDER = "EXEMPLAR_DATA_DIR"


def pytest_report_header() -> list[str]:
    data = os.environ.get(DATA_FOLDER)
    return [
        f"database: {os.environ.get('DATABASE_URL', 'SQLite')}",
        f"public collections: {data or f'none ({DATA_FOLDER} is not set)'}",
    ]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Let the migrations run without the garbage collector: it costs a third of their time."""
    gc.disable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    gc.enable()


@pytest.fixture(autouse=True)
def fresh_speller() -> None:
    """Each test is a process that has just started: it has not yet learnt another's words."""
    spelling.forget()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failure: what the machine lacks must be installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or "DATABASE_URL" in os.environ or reporter is None:
        return
    skipped = [report for report in reporter.stats.get("skipped", []) if not _excused(report)]
    if skipped and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} skipped tests: in CI nothing may skip.", red=True)
        session.exitstatus = 1


def _excused(report: pytest.TestReport) -> bool:
    """Only the public collections may be absent: a clean clone does not bring them."""
    return not os.environ.get(DATA_FOLDER) and DATA_FOLDER in str(report.longrepr)
