from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_when_pairs_started")]

    operations = [
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["active", "completed"]), _negated=True),
                    ("started_at__isnull", False),
                    _connector="OR",
                ),
                name="matching_match_started_when_active",
            ),
        ),
    ]
