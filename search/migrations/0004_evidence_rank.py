from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_first_synonyms")]

    operations = [
        migrations.AlterField(
            model_name="searchentry",
            name="evidence",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="0 ungraded, to 12: strong, and works."
            ),
        ),
    ]
