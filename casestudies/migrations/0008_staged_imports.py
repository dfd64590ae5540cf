"""Imports are staged: how far each has come, and which records nobody may see yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casestudies", "0007_netted_costs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200)),
                (
                    "content",
                    models.TextField(
                        blank=True, help_text="The file, while the import is not done."
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of the file.", max_length=64)),
                (
                    "publish",
                    models.BooleanField(help_text="Whether what passes the gate is published."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for a worker"),
                            ("staging", "Being written, not visible"),
                            ("publishing", "Visible, updates under way"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, help_text="Records of the file.")),
                (
                    "done",
                    models.PositiveIntegerField(
                        default=0, help_text="Records dealt with in this state."
                    ),
                ),
                ("created", models.PositiveIntegerField(default=0)),
                ("updated", models.PositiveIntegerField(default=0)),
                ("live", models.PositiveIntegerField(default=0, verbose_name="published")),
                (
                    "faults",
                    models.JSONField(
                        blank=True, default=list, help_text="What went wrong, in sentences."
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("host", models.CharField(blank=True, max_length=200)),
                ("pid", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "token",
                    models.UUIDField(
                        blank=True, help_text="Of the process that is at it.", null=True
                    ),
                ),
                (
                    "beat_at",
                    models.DateTimeField(blank=True, help_text="Its last sign of life.", null=True),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-added_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportedRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of the record.", max_length=64)),
                ("version", models.BigIntegerField(help_text="The version that the import wrote.")),
                ("is_new", models.BooleanField(help_text="Whether that import brought it.")),
                ("publish", models.BooleanField(help_text="Whether it is published at the end.")),
                (
                    "is_shown",
                    models.BooleanField(
                        default=False, help_text="False while the import is under way."
                    ),
                ),
                (
                    "prepared",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What search takes at the end. Empty afterwards.",
                    ),
                ),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imported",
                        to="casestudies.casestudypage",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="casestudies.importrun",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(("state__in", ["staging", "publishing"])),
                name="casestudies_one_import_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="importedrecord",
            index=models.Index(
                condition=models.Q(("is_shown", False)),
                fields=["page"],
                name="casestudies_being_imported",
            ),
        ),
    ]
