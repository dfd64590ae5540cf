"""Types of trusts put right from the estates returns: two that were wrong, 26 that were blank.

A register that is there already is not loaded again by `setup`: this brings what it lacks. A
type that somebody has put right since, or took from another source, stays.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

SOURCE = "NHS Digital Estates Returns Information Collection (ERIC), organisation type in {}"
CARE_QUALITY = "CQC primary inspection category, January 2022"
WRONG = {"RGM": "acute", "RHA": "acute-specialist"}
# Type, the last year that it was returned in, and the trusts.
RETURNED = (
    ("acute", "2013/14", "RJD"),
    (
        "acute",
        "2016/17",
        "RA3 RC1 RD3 RDD RDZ RE9 RGQ RJF RM2 RNL RQ8 RQQ RR1 RW3 RW6 RXH",
    ),
    ("acute-specialist", "2016/17", "RGM RLU RT3"),
    ("community", "2014/15", "R1J"),
    ("community", "2016/17", "R1E RY1"),
    ("mental-health", "2015/16", "RJX"),
    ("mental-health", "2016/17", "RHA RRD RTV RWN"),
)


def put_right(apps: Any, schema_editor: Any) -> None:
    trusts = apps.get_model("trusts", "Trust").objects.filter(illustrative=False)
    for kind, year, codes in RETURNED:
        for code in codes.split():
            found = trusts.filter(ods_code=code)
            if code in WRONG:
                found = found.filter(type=WRONG[code], type_source__startswith=CARE_QUALITY)
            else:
                found = found.filter(type="")
            found.update(type=kind, type_source=SOURCE.format(year))


class Migration(migrations.Migration):
    dependencies = [("trusts", "0002_dates_and_ods_code")]

    operations = [migrations.RunPython(put_right, migrations.RunPython.noop)]
