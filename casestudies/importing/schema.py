"""What a line of the import file may hold: each key, how it is read, where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casestudies import choices
from casestudies.importing.values import (
    Reader,
    choice,
    financial_year,
    flag,
    many,
    month,
    number,
    ods_code,
    past,
    pounds,
    series,
    story,
    text,
    title,
    whole,
    year,
)
from portal.trusts.models import Trust

PAGE: dict[str, Reader] = {
    "title": title(100),
    "result": title(160),
    "organisation": title(200),
    "started": month,
    "measured": past,
    "stage": choice(choices.Stage),
    "kind": choice(choices.Kind),
    "care_settings": many(choice(choices.CareSetting)),
    "trust_types": many(choice(Trust.Type)),
    "national_programme": text(120),
    "systems": many(text(200)),
    **dict.fromkeys(
        ("problem", "done", "happened", "did_not_work", "quality", "equality", "staff",
         "involvement"),
        story,
    ),
    "no_cash_effect": flag,
    "design": choice(choices.Design),
    "independence": choice(choices.Independence),
    "follow_up_months": whole,
    "must_have": many(text(300)),
    "not_where": text(2000),
    "readiness": many(text(300)),
    "help_offered": many(choice(choices.HelpKind)),
    "visibility": choice(choices.Visibility),
    "review_by": month,
    "summary": text(4000),
    "source_url": text(500),
    "publisher": text(120),
}  # fmt: skip

SIGN_OFF: dict[str, Reader] = {
    "level": choice(choices.SignOffLevel),
    "name": text(120),
    "role": text(120),
    "date": past,
}
ADOPTER_SIGN_OFF = {key: reader for key, reader in SIGN_OFF.items() if key != "level"}
MEASURE: dict[str, Reader] = {
    "name": text(120),
    "unit": text(40),
    "baseline": number,
    "baseline_date": past,
    "after": number,
    "after_date": past,
    "lower_is_better": flag,
    "series": series,
    "source": text(200),
    "uuid": text(36),
}
SAVING: dict[str, Reader] = {
    "financial_year": financial_year,
    "amount": pounds,
    "full_year_amount": pounds,
    "effect": choice(choices.Effect),
    "recurrence": choice(choices.Recurrence),
    "one_off_reason": choice(choices.OneOffReason),
    "overlap_group": text(30),
    "description": text(200),
    "source": text(200),
    # How an unusual figure comes to that; and why a line that says the same as another of the
    # record is different money. Without it they count once, and the record waits as a draft.
    "explanation": text(300),
    "different_money": text(300),
    "uuid": text(36),
}
COST: dict[str, Reader] = {
    "kind": choice(choices.CostKind),
    "amount": pounds,
    "financial_year": financial_year,
    "recurrence": choice(choices.Recurrence),
    "description": text(200),
    # True where the savings are given after this cost: payback does not take it off again.
    "netted": flag,
    "source": text(200),
    "uuid": text(36),
}


@dataclass(frozen=True)
class Nested:
    """A list of objects: the keys of each, those it must have, and objects inside it."""

    keys: dict[str, Reader]
    required: tuple[str, ...]
    inside: tuple[str, ...] = ()


MEASURES = Nested(MEASURE, ("name", "unit", "baseline", "baseline_date", "after", "after_date"))
SAVINGS = Nested(SAVING, ("financial_year", "amount", "effect", "recurrence"), inside=("sign_off",))
LINES: dict[str, Nested] = {
    "measures": MEASURES,
    "savings": SAVINGS,
    "costs": Nested(COST, ("kind", "amount")),
    "steps": Nested(
        {"title": text(120), "weeks": whole, "role": text(120), "detail": text()}, ("title",)
    ),
    "risks": Nested({"risk": text(200), "mitigation": text(300)}, ("risk", "mitigation")),
    "resources": Nested(
        {
            "title": text(120),
            "kind": choice(choices.ResourceKind),
            "url": text(200),
            "note": text(200),
        },
        ("title",),
    ),
    "contacts": Nested(
        {"name": text(120), "role": text(120), "email": text(254), "telephone": text(30)},
        ("name", "role", "email"),
    ),
    "partners": Nested(
        {
            "ods_code": ods_code,
            "name": title(200),
            "part": text(200),
            "financial_year": financial_year,
            "cost": pounds,
            "gain": pounds,
            "gain_effect": choice(choices.Effect),
            "gain_recurrence": choice(choices.Recurrence),
        },
        (),
    ),
}
ADOPTION = Nested(
    {
        "ods_code": ods_code,
        "status": choice(choices.AdoptionStatus),
        "stopped_reason": choice(choices.StopReason),
        "started": month,
        "result": text(300),
        "how_adapted": text(2000),
        "confirmed": past,
        "claimed_by_origin": flag,
        "show_name_if_stopped": flag,
    },
    ("ods_code", "status"),
    inside=("measures", "savings", "sign_off"),
)
EVIDENCE: dict[str, Reader] = {
    "grade": choice(choices.Grade),
    "reason": text(300),
    "direction": choice(choices.Direction),
    "direction_reason": text(300),
}
REST: dict[str, Reader] = {
    "id": text(80),
    "ods_code": ods_code,
    "slug": text(200),
    "areas": many(text(80), most=3),
    "topics": many(text(80)),
    "signpost": flag,
    "year": year,
    "licence": text(200),
    "text_basis": text(300),
    # Worked out from the ledger. Files of earlier versions state it: it is compared, not kept.
    "payback_months": whole,
}
ALL_KEYS = {*PAGE, *LINES, *REST, "evidence", "adoptions"}


def json_schema() -> dict[str, Any]:
    """The schema of one line as JSON Schema, for `--schema`."""
    nested = {name: {"type": "array", "items": _object(part)} for name, part in LINES.items()}
    nested["savings"]["items"]["properties"]["sign_off"] = _object(Nested(SIGN_OFF, ("level",)))
    adoption = _object(ADOPTION)
    adoption["properties"] |= {
        "measures": {"type": "array", "items": _object(MEASURES)},
        "savings": {"type": "array", "items": _object(Nested(SAVING, SAVINGS.required))},
        # The adopting trust's finance signed all its money.
        "sign_off": _object(Nested(ADOPTER_SIGN_OFF, tuple(ADOPTER_SIGN_OFF))),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One case study, one line",
        "type": "object",
        "required": ["id"],
        "allOf": [
            {"anyOf": [{"required": ["title"]}, {"required": ["summary"]}]},
            {"anyOf": [{"required": ["organisation"]}, {"required": ["ods_code"]}]},
        ],
        "additionalProperties": False,
        "properties": {
            **{key: reader.schema for key, reader in {**REST, **PAGE}.items()},
            **nested,
            "evidence": _object(Nested(EVIDENCE, ("grade", "reason"))),
            "adoptions": {"type": "array", "items": adoption},
        },
    }


def _object(part: Nested) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(part.required),
        "additionalProperties": False,
        "properties": {key: reader.schema for key, reader in part.keys.items()},
    }
