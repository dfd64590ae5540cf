"""The starting position counts 15% of a score, and a need may give it in a national measure.

The other parts share the rest in their old proportions, those that a programme had set as well. So
each programme gets a next version of its weights, and the versions before are written out in full:
what stood for "the standard weights" then is no longer what the standard is.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

import casestudies.choices
import casestudies.models.figures

STANDARD_BEFORE = {
    "area": 0.14,
    "words": 0.07,
    "proof": 0.12,
    "likeness": 0.10,
    "starting_position": 0.04,
    "record_system": 0.07,
    "distance": 0.12,
    "place": 0.08,
    "trust_type": 0.20,
    "availability": 0.04,
    "feedback": 0.02,
}
REST = 0.85
NOTE = "The starting position counts 15%. All other parts keep their proportions."


def _named_anew(weights: dict[str, float]) -> dict[str, float]:
    """What was called the starting position compared performance, and is called that now."""
    return {
        "performance" if name == "starting_position" else name: value
        for name, value in weights.items()
    }


def scale(apps: Any, schema_editor: Any) -> None:
    Programme = apps.get_model("matching", "Programme")
    WeightsVersion = apps.get_model("matching", "WeightsVersion")
    for version in WeightsVersion.objects.all():
        version.weights = {
            **_named_anew({**STANDARD_BEFORE, **version.weights}),
            "starting_position": 0,
        }
        version.save(update_fields=["weights"])
    for programme in Programme.objects.all():
        versions = WeightsVersion.objects.filter(programme=programme)
        if not versions.filter(version=programme.weights_version).exists():
            WeightsVersion.objects.create(
                programme=programme,
                version=programme.weights_version,
                weights={
                    **_named_anew({**STANDARD_BEFORE, **programme.weights}),
                    "starting_position": 0,
                },
                weakness_weight=programme.weakness_weight,
            )
        programme.weights = {
            name: round(value * REST, 6) for name, value in _named_anew(programme.weights).items()
        }
        programme.weights_version += 1
        programme.save(update_fields=["weights", "weights_version"])
        WeightsVersion.objects.create(
            programme=programme,
            version=programme.weights_version,
            weights=programme.weights,
            weakness_weight=programme.weakness_weight,
            note=NOTE,
        )


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_rounds"), ("casestudies", "0009_national_measure")]

    operations = [
        migrations.AddField(
            model_name="need",
            name="starting_measure",
            field=models.CharField(
                blank=True, choices=casestudies.choices.national_measures, max_length=60
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="starting_value",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True),
        ),
        migrations.AddField(
            model_name="need",
            name="starting_year",
            field=models.CharField(
                blank=True,
                help_text="Such as 2024/25.",
                max_length=7,
                validators=[casestudies.models.figures.check_financial_year],
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="starting_source",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(starting_value=None, starting_year="", starting_source="")
                | (
                    models.Q(starting_value__isnull=False)
                    & ~models.Q(starting_measure="")
                    & ~models.Q(starting_year="")
                    & ~models.Q(starting_source="")
                ),
                name="matching_need_start_is_whole",
            ),
        ),
        migrations.RunPython(scale, migrations.RunPython.noop),
    ]
