"""A line of figures may name the national measure that it is."""

from django.db import migrations, models

import casestudies.choices


class Migration(migrations.Migration):
    dependencies = [
        ("casestudies", "0008_staged_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="adoptionmeasure",
            name="national_measure",
            field=models.CharField(
                blank=True,
                choices=casestudies.choices.national_measures,
                help_text="If this is one of the national measures: which. The unit must be the measure’s own. Trusts that start where you began are then brought to you.",
                max_length=60,
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="national_measure",
            field=models.CharField(
                blank=True,
                choices=casestudies.choices.national_measures,
                help_text="If this is one of the national measures: which. The unit must be the measure’s own. Trusts that start where you began are then brought to you.",
                max_length=60,
            ),
        ),
    ]
