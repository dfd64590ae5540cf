"""A database that several threads can use at once."""

from __future__ import annotations

import sqlite3

import pytest
from django.conf import settings
from django.db import connection, connections
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Collection, Locale, Page, Site


def plant_the_tree():
    """Wagtail's first pages and collection, flushed by an earlier test with real transactions."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    if Site.objects.exists():
        return
    Locale.objects.get_or_create(
        language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE)
    )
    home = Page.add_root(title="Root", slug="root").add_child(instance=Page(title="Home"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)


@pytest.fixture
def on_disk(transactional_db, tmp_path):
    """The test's SQLite database as a file, because one in memory cannot be read while written."""
    plant_the_tree()
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    file = str(tmp_path / "copy.sqlite3")
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    in_memory, memory_name = connections["default"], connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = file
    connections["default"] = connections.create_connection("default")
    connection.set_autocommit(True)
    yield
    connection.close()
    connections["default"] = in_memory
    connections.settings["default"]["NAME"] = memory_name
