"""A table for what tells most of each entry. The index is empty until it is rebuilt."""

from __future__ import annotations

from django.db import migrations

from search.engines import schema


def begin_again(apps, schema_editor):
    schema.drop(schema_editor.connection, schema.LIVE)
    schema.create(schema_editor.connection, schema.LIVE)
    apps.get_model("search", "SearchEntry").objects.update(digest="")


class Migration(migrations.Migration):
    dependencies = [("search", "0007_facets_of_money_and_place")]

    operations = [migrations.RunPython(begin_again, migrations.RunPython.noop)]
