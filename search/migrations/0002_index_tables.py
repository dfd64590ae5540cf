"""The tables of the `database` engine. Not models: a rebuild swaps them by name."""

from __future__ import annotations

from django.db import migrations

from search.engines import schema


def create(apps, schema_editor):
    schema.create(schema_editor.connection, schema.LIVE)


def drop(apps, schema_editor):
    schema.drop(schema_editor.connection, schema.LIVE)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
