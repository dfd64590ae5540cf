"""Words are folded otherwise (CO₂ is CO2, ø is o), so the index has to be built anew.

`setup` and `demo` do that after any migration; elsewhere `rebuild_index` does.
"""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0004_evidence_rank")]

    operations = [migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)]
