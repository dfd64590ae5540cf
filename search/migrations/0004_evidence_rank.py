"""The evidence sorts by what works first, and has a facet for what it says.

The tables of the index are made from the code of the day: one made earlier lacks the column of the
new facet. It is added empty, so that searching goes on; `setup` fills it, as it always does after
an upgrade.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

TABLE, COLUMN = "search_index", "f_direction"


def add_column(_: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        introspection = schema_editor.connection.introspection
        if TABLE not in introspection.table_names(cursor):
            return
        present = {one.name for one in introspection.get_table_description(cursor, TABLE)}
        if COLUMN not in present:
            cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN {COLUMN} text NOT NULL DEFAULT ''")


class Migration(migrations.Migration):
    dependencies = [("search", "0003_first_synonyms")]

    operations = [
        migrations.RunPython(add_column, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="searchentry",
            name="evidence",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="0 ungraded, to 12: strong, and works."
            ),
        ),
    ]
