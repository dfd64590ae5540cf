"""Version 0.3.0 made the tables of an index here. They are dropped by 0008: not made any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = []
