"""Shared by every test. Builders are in `tests/builders/`: no fixture files."""

from __future__ import annotations

import gc
import os
import secrets
from collections.abc import Generator, Iterator

import pytest
from django_tasks import default_task_backend
from elasticsearch import Elasticsearch
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from search import site_engine, spelling
from search.engines.elastic.client import client_of
from tests import hypothesis_profiles
from tests.builders.databases import on_disk  # noqa: F401
from tests.elasticsearch import server

DATA_FOLDER = "EXEMPLAR_DATA_DIR"
GIVEN = "TEST_ELASTICSEARCH_URL"
MARK = "elasticsearch"
FULL = "full"


def pytest_report_header() -> list[str]:
    data = os.environ.get(DATA_FOLDER)
    return [
        f"Hypothesis profile: {hypothesis_profiles.current()}",
        f"database: {os.environ.get('DATABASE_URL', 'SQLite')}",
        f"public collections: {data or f'none ({DATA_FOLDER} is not set)'}",
    ]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """In place of pytest-django's, which migrates an empty database in every process."""
    with django_db_blocker.unblock():
        from tests import template_database

        template_database.use_copy()
    yield
    with django_db_blocker.unblock():
        template_database.drop_copy()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test with real transactions leaves empty tables: the next one finds the site again.

    Once every fixture is torn down, because the tables are emptied by one of them.
    """
    result = yield
    marker = item.get_closest_marker("django_db")
    if "transactional_db" in getattr(item, "fixturenames", ()) or (
        marker and marker.kwargs.get("transaction")
    ):
        from tests import template_database

        with item.config.stash[blocking_manager_key].unblock():
            template_database.restore_copy()
    return result


@pytest.fixture
def bare_database(transactional_db: None) -> None:
    """What the migrations leave: a database on which nobody has run `setup`."""
    from tests import template_database

    template_database.use_bare_copy()


@pytest.fixture(autouse=True)
def forgotten_tasks() -> Iterator[None]:
    """What nobody runs is not kept either."""
    yield
    default_task_backend.clear()


@pytest.fixture
def background_tasks(settings) -> None:
    """Run Wagtail's background tasks at once, as a site does that has no worker."""
    immediate = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    settings.TASKS = {**settings.TASKS, "default": immediate}


@pytest.fixture
def queue(settings) -> None:
    """Tasks are rows of the database, and wait until somebody does them."""
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "portal.background.backends.DatabaseBackend"},
    }


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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None]:
    if "DATABASE_URL" in os.environ:
        # What is about SQLite itself has nothing to say there: it is no part of that run.
        elsewhere = [item for item in items if item.get_closest_marker("needs_sqlite")]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    _leave_out_full(config, items)
    lacking = server.missing()
    for item in items:
        if item.get_closest_marker(MARK):
            # One server for all of them, so one worker runs them.
            item.add_marker(pytest.mark.xdist_group(MARK))
            item.add_marker(pytest.mark.slow)
            if lacking and GIVEN not in os.environ:
                reason = f"Not installed: {', '.join(lacking)}. Install a JDK and Maven."
                item.add_marker(pytest.mark.skip(reason=f"{reason} Or set {GIVEN}."))
    yield
    # After they were shuffled: what one worker must do alone comes first, so that nobody waits for
    # it at the end.
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is imported by now stays to the end: do not look for garbage among it again and again.

    Nor after every few hundred objects, which a single page makes by the thousand.
    """
    _check_groups(session)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _check_groups(session: pytest.Session) -> None:
    """Groups are written into the names of tests, which pytest 9.2 no longer lets pytest-xdist do.

    Without them each worker would start servers and make a demonstration of its own.
    """
    if not session.config.getoption("loadgroup", False):
        return
    for item in session.items:
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
            raise pytest.UsageError("This pytest-xdist cannot group tests under this pytest.")


def _leave_out_full(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is long by nature runs when it is asked for by its mark, or by its name."""
    named = any("::" in argument for argument in config.args)
    if FULL in config.option.markexpr or named:
        return
    long = [item for item in items if item.get_closest_marker(FULL)]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """A cluster of one node, or the one that is given."""
    if given := os.environ.get(GIVEN):
        yield given
        return
    try:
        server.install()
    except server.CannotFetch as refusal:
        pytest.skip(f"No Elasticsearch: set {GIVEN}, or let Maven reach its repository. {refusal}")
    with server.cluster() as (node,):
        yield node.url
        client_of.cache_clear()


@pytest.fixture
def cluster(cluster_url: str, settings) -> Iterator[Elasticsearch]:
    """The site's settings point to the cluster, with indices of this test's own."""
    settings.ELASTICSEARCH_URL = cluster_url
    settings.ELASTICSEARCH_INDEX = f"test-{secrets.token_hex(4)}"
    site_engine.rest.end()
    client = client_of(cluster_url)
    yield client
    site_engine.rest.end()
    for name in client.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-*").body:
        client.indices.delete(index=name)
