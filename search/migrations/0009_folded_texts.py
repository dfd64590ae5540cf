"""What is folded of an entry stands in it. Blank until it is next written or repaired."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0008_index_on_each_machine"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="folded",
            field=models.TextField(
                blank=True,
                default="",
                help_text="The texts, the subject and what it is filed under.",
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="folded_by",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Digest of the code that folded them.",
                max_length=16,
            ),
        ),
    ]
