"""What an override overrules, and truer reasons of those who got nobody in a round."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def name_decisions(apps: Any, schema_editor: Any) -> None:
    """Needs that the programme manager gave nobody were marked as if their places were filled."""
    need = apps.get_model("matching", "Need")
    override = apps.get_model("matching", "RunOverride")
    for row in override.objects.filter(offer_key="", run__status="sent").iterator():
        pk = int(row.need_key.rsplit("-", 1)[1])
        need.objects.filter(pk=pk, no_partner="filled", no_partner_run=row.run_id).update(
            no_partner="decided"
        )


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_fit_floor")]

    operations = [
        migrations.AddField(
            model_name="runoverride",
            name="overrules",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name="need",
            name="no_partner",
            field=models.CharField(
                blank=True,
                choices=[
                    ("filled", "The places of the exemplars that fit went to other needs"),
                    ("no-offer", "No exemplar offers help in this area"),
                    ("no-kind", "No exemplar offers this kind of help in this area"),
                    ("ruled-out", "No exemplar that is left can help with this need"),
                    ("no-place", "The exemplars of this area have no place free"),
                    ("below-floor", "No exemplar that is left fits well enough"),
                    ("given-on", "The programme manager gave the places to other needs"),
                    ("decided", "The programme manager decided on no partner in this round"),
                    ("limit", "The programme takes no more needs of one trust at once"),
                ],
                help_text="Why the last round that was sent found nobody.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="aim",
            field=models.CharField(
                blank=True,
                max_length=300,
                verbose_name="what the pair wants to reach, in words",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="finish_by",
            field=models.DateField(
                blank=True, null=True, verbose_name="the day the work is to be done by"
            ),
        ),
        migrations.RunPython(name_decisions, migrations.RunPython.noop),
    ]
