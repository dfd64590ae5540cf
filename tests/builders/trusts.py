"""Builders of trusts, their figures, and the profiles that likeness compares."""

from __future__ import annotations

import itertools
import string
from datetime import date
from decimal import Decimal

from portal.trusts.likeness.ours import Profile
from portal.trusts.models import Trust, TrustFigure

_numbers = itertools.count(1)
# Beyond the demonstration's, and never longer than a code may be.
_illustrative = itertools.product(string.ascii_uppercase[:-1], string.digits, string.digits)


def make_trust(ods_code=None, name=None, **fields):
    illustrative = fields.setdefault("illustrative", False)
    if not ods_code:
        number = next(_numbers)
        ods_code = f"ZZ{''.join(next(_illustrative))}" if illustrative else f"T{number:04d}"
    code = ods_code
    fields.setdefault("type", Trust.Type.ACUTE)
    for day in ("opened", "closed"):
        if isinstance(fields.get(day), str):
            fields[day] = date.fromisoformat(fields[day])
    return Trust.objects.create(ods_code=code, name=name or f"Trust {code}", **fields)


def make_figure(trust=None, measure="staff_fte", value=None, text="", year="2018/19", **fields):
    if value is None and not text:
        value = 1000
    return TrustFigure.objects.create(
        trust=trust or make_trust(),
        measure=measure,
        value=None if value is None else Decimal(str(value)),
        text=text,
        year=year,
        source=fields.pop("source", "A test"),
        **fields,
    )


# Enough for likeness by our method to have an opinion (60 % of what counts).
KNOWN = {
    "staff_fte": 5000,
    "beds": 600,
    "patients": 90_000,
    "attendances": 400_000,
    "sites": 20,
    "deprivation_score": 20,
    "age_0_15_share": 0.1,
    "age_60_74_share": 0.2,
    "no_procedure_share": 0.4,
    "student_staff_share": 0.03,
    "diagnosis_share": 0.2,
    "minor_emergency_department": 1,
    "urban_share": 0.7,
    "sea_distance": 20,
    "ccgs": 190,
    "operating_expenses_m": 400,
    "market_forces_factor": 1.05,
}


def make_known_trust(ods_code=None, factor=1.0, system="Epic", figures=None, **fields):
    """A trust of which enough is known; `factor` makes every size larger or smaller."""
    fields.setdefault("region", Trust.Region.LONDON)
    trust = make_trust(ods_code, **fields)
    for measure, value in {**KNOWN, **(figures or {})}.items():
        if value is not None:
            factored = value * factor if value > 1 else value
            make_figure(trust, measure, round(factored, 6))
    make_figure(trust, "record_system", text=system, year="2024")
    return trust


def make_profile(ods_code="AAA", type="acute", numbers=None, words=None, **fields):
    return Profile(
        ods_code=ods_code,
        name=fields.pop("name", f"Trust {ods_code}"),
        type=type,
        type_label=fields.pop("type_label", type.replace("-", " ").capitalize()),
        numbers={**KNOWN, **(numbers or {})},
        words={"record_system": "Epic", "region": "London", **(words or {})},
        **fields,
    )
