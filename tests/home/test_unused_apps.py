"""A database that was made with more apps than the site has now."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.builders.accounts import make_user

BEFORE = [("home", "0003_netted_costs")]
AFTER = [("home", "0004_unused_apps")]


def test_no_installed_app_is_without_use():
    installed = {config.name for config in apps.get_app_configs()}

    assert not installed & {"wagtail.contrib.forms", "wagtail.embeds", "django.contrib.admin"}


@pytest.mark.django_db(transaction=True)
def test_what_unused_apps_left_behind_keeps_nobody_from_being_deleted():
    MigrationExecutor(connection).migrate(BEFORE)
    person = make_user()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE django_admin_log (id integer PRIMARY KEY, "
            "user_id bigint NOT NULL REFERENCES accounts_user (id))"
        )
        cursor.execute("INSERT INTO django_admin_log VALUES (1, %s)", [person.pk])
    ContentType.objects.create(app_label="admin", model="logentry")

    MigrationExecutor(connection).migrate(AFTER)

    assert "django_admin_log" not in connection.introspection.table_names()
    assert not ContentType.objects.filter(app_label="admin").exists()
    person.delete()


@pytest.mark.django_db
def test_a_new_database_has_nothing_to_drop():
    names = connection.introspection.table_names()

    assert not {"wagtailforms_formsubmission", "wagtailembeds_embed"} & set(names)
