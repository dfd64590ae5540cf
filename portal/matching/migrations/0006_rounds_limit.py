"""A round has a reason of its own for a need beyond the most that one trust may have."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0005_active_pairs_have_started"),
    ]

    operations = [
        migrations.AlterField(
            model_name="need",
            name="no_partner",
            field=models.CharField(
                blank=True,
                choices=[
                    ("filled", "Its places went to needs with higher priority"),
                    ("no-offer", "No exemplar offers help in this area"),
                    ("no-kind", "No exemplar offers this kind of help in this area"),
                    ("ruled-out", "Every exemplar left was ruled out, or tried before"),
                    ("no-place", "The exemplars of this area have no place free"),
                    ("limit", "The programme takes no more needs of one trust at once"),
                ],
                help_text="Why the last round that was sent found nobody.",
                max_length=12,
            ),
        ),
    ]
