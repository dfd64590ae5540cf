"""One world for all tests of this folder: it is built once, and each test's changes go back."""

from __future__ import annotations

import pytest
from django.db import transaction

from portal.home.site import ensure_site
from tests.attacks.wall.site_world import SiteWorld
from tests.builders.databases import rows_that_stay


@pytest.fixture(scope="package")
def whole_world(django_db_setup, django_db_blocker):
    """Built inside a transaction that is never committed, so that it is gone after this folder."""
    with rows_that_stay(django_db_blocker):
        ensure_site()
        yield SiteWorld()


@pytest.fixture(autouse=True)
def world(whole_world):
    """In place of pytest-django's `db`, which must not be asked for in this folder."""
    with transaction.atomic():
        yield whole_world
        transaction.set_rollback(True)
