"""Each entry says whether it is a case study or a signpost, and whether its trust is invented.

The entries and the tables of the embedded index are brought along, so that nothing that was
published is missing from a search that asks for it. An Elasticsearch index is made anew by
`rebuild_index`, as after every change of its mapping.
"""

from __future__ import annotations

from django.db import migrations

TABLE = "search_index"
BATCH = 500
NAMES = ("record", "illustrative")


def bring_along(apps, schema_editor):
    entries = apps.get_model("search", "SearchEntry").objects.filter(type="case-study", gone=False)
    connection = schema_editor.connection
    has_table = _add_columns(connection)
    told = []
    for entry in entries.iterator(chunk_size=BATCH):
        values = {
            "record": "signpost" if entry.card.get("signpost") else "checked",
            "illustrative": "yes" if entry.illustrative else "no",
        }
        entry.facets = {**entry.facets, **{name: [value] for name, value in values.items()}}
        told.append(entry)
    entries.model.objects.bulk_update(told, ["facets"], batch_size=BATCH)
    if not has_table:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {TABLE} SET f_record = %s, f_illustrative = %s WHERE id = %s",
            [(*(entry.facets[name][0] for name in NAMES), entry.pk) for entry in told],
        )
        # Whoever holds the facts of the tables reads them anew under another stamp.
        cursor.execute("DELETE FROM search_indexmark WHERE name = %s", [TABLE])


def _add_columns(connection):
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if TABLE not in tables:
            return False
        held = {
            column.name for column in connection.introspection.get_table_description(cursor, TABLE)
        }
        for name in NAMES:
            if f"f_{name}" not in held:
                cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN f_{name} text NOT NULL DEFAULT ''")
    return True


class Migration(migrations.Migration):
    dependencies = [("search", "0006_query_log_asked_for")]

    operations = [migrations.RunPython(bring_along, migrations.RunPython.noop)]
