"""Pairs that began before the moment was kept began when the second side accepted."""

from __future__ import annotations

from django.db import migrations


def fill(apps, schema_editor):
    matches = apps.get_model("matching", "Match").objects
    for match in matches.filter(
        started_at=None, seeker_accepted_at__isnull=False, helper_accepted_at__isnull=False
    ).iterator():
        match.started_at = max(match.seeker_accepted_at, match.helper_accepted_at)
        match.first_reply_at = match.helper_accepted_at
        match.save(update_fields=["started_at", "first_reply_at"])


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_rounds_and_work")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
