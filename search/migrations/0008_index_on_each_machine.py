"""The embedded index is a folder of each machine: its old tables go, and it builds itself.

What the ranking reads of an entry beside its words stands in the entry now.
"""

from __future__ import annotations

import re

from django.db import migrations, models

from search import relevance_feedback
from search.analysis import words
from search.indexing.rows import TEXTS
from search.ranking import CROWDED_OUT

# The tables that versions before this one made and swapped by name.
OLD_TABLES = re.compile(r"search_index(_[0-9a-f]{8})?(_text|_postings|_gists|_words)?")
BATCH = 500


def drop_tables(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        old = [
            name
            for name in connection.introspection.table_names(cursor)
            if OLD_TABLES.fullmatch(name)
        ]
        # The full-text table goes before the others: it takes its own helpers along.
        for name in sorted(old, key=lambda name: not name.endswith("_text")):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
    apps.get_model("search", "IndexMark").objects.exclude(name="entries").delete()


def fill_signals(apps, schema_editor):
    entries = apps.get_model("search", "SearchEntry").objects
    told = []
    for entry in entries.filter(type="case-study", gone=False).iterator(chunk_size=BATCH):
        entry.crowded_out = not CROWDED_OUT.isdisjoint(entry.facets.get("trust_type", ()))
        entry.signpost = bool(entry.card.get("signpost"))
        entry.gist = relevance_feedback.gist([words(getattr(entry, name)) for name in TEXTS])
        told.append(entry)
    entries.bulk_update(told, ["crowded_out", "signpost", "gist"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("search", "0007_kind_of_record")]

    operations = [
        migrations.AddField(
            model_name="indexmark",
            name="token",
            field=models.BigIntegerField(default=0, help_text="Drawn by the last transaction."),
        ),
        migrations.AddField(
            model_name="indexmark",
            name="recent",
            field=models.TextField(
                blank=True, default="", help_text="version:token of the transactions before it."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="indexmark",
            name="swept",
            field=models.BigIntegerField(
                default=0, help_text="Tombstones up to this version are deleted."
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="crowded_out",
            field=models.BooleanField(
                default=False, help_text="Of a trust type that the acute sector crowds out."
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="signpost",
            field=models.BooleanField(default=False, help_text="To a case published elsewhere."),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="gist",
            field=models.TextField(
                blank=True, default="", help_text="The words that tell most of it, by stem."
            ),
            preserve_default=False,
        ),
        migrations.RunPython(drop_tables, migrations.RunPython.noop),
        migrations.RunPython(fill_signals, migrations.RunPython.noop),
    ]
