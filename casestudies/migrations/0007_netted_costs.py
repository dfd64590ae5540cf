"""A cost says whether it is already taken off the savings, so that payback takes it off once.

Where the description of a cost says so in these words, it is marked: in the rows and in every
version, whose authors can unmark it. A signature that stood for such a line saw the same words, so
it is made to stand for the line as it is marked, and the audit trail says so. One that was void
stays void.
"""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import Any

from django.db import migrations, models

SAYS_SO = re.compile(
    r"(?<!not )(?<!not yet )(?<!never )\b(?:taken off|deducted from|taken from|netted off)"
    r" (?:the|these|those|our|its) savings?\b",
    re.IGNORECASE,
)
# What a signature on a cost vouched for when this migration was written.
SIGNED = ("kind", "amount", "financial_year", "recurrence", "description", "source")


def says_so(description: str) -> bool:
    """Whether the words say that the cost is already taken off the saving."""
    return bool(SAYS_SO.search(description or ""))


def digest(line: dict[str, Any], *, netted: bool) -> str:
    """The digest of a cost line, as `casestudies.sign_offs` works it out."""
    signed: dict[str, Any] = {name: str(line.get(name) or "").strip() for name in SIGNED}
    signed["amount"] = format(Decimal(str(line["amount"])).normalize(), "f")
    signed["uuid"] = str(line["uuid"])
    if netted:
        signed["netted"] = True
    return hashlib.sha256(json.dumps(signed, sort_keys=True).encode()).hexdigest()


def mark(apps: Any, _: Any) -> None:
    moved: dict[tuple[int, str, str], str] = {}
    costs = apps.get_model("casestudies", "ImplementationCost").objects
    for cost in costs.filter(netted=False).order_by("pk").iterator():
        if says_so(cost.description):
            line = {name: getattr(cost, name) for name in (*SIGNED, "uuid")}
            _note(moved, cost.page_id, line)
            costs.filter(pk=cost.pk).update(netted=True)
    _mark_versions(apps, moved)
    _move_signatures(apps, moved)


def _note(moved: dict[tuple[int, str, str], str], page_id: int, line: dict[str, Any]) -> None:
    if line.get("amount") in (None, ""):
        return  # An unfinished line of a draft: nobody can have signed it.
    before = digest(line, netted=False)
    moved[page_id, str(line["uuid"]), before] = digest(line, netted=True)


def _mark_versions(apps: Any, moved: dict[tuple[int, str, str], str]) -> None:
    revisions = apps.get_model("wagtailcore", "Revision").objects
    of_case_studies = revisions.filter(
        content_type__app_label="casestudies", content_type__model="casestudypage"
    )
    for revision in of_case_studies.order_by("pk").iterator(chunk_size=200):
        marked = False
        for line in revision.content.get("costs") or []:
            if not line.get("netted") and says_so(line.get("description", "")):
                _note(moved, int(revision.object_id), line)
                line["netted"] = marked = True
        if marked:
            revisions.filter(pk=revision.pk).update(content=revision.content)


def _move_signatures(apps: Any, moved: dict[tuple[int, str, str], str]) -> None:
    sign_offs = apps.get_model("casestudies", "SignOff").objects
    entries = apps.get_model("accounts", "AuditEntry").objects
    for (page_id, line, before), after in moved.items():
        for signature in sign_offs.filter(page_id=page_id, line_uuid=line, digest=before):
            sign_offs.filter(pk=signature.pk).update(digest=after)
            entries.create(
                action="signature.cost_marked_netted",
                subject_type="casestudies.signoff",
                subject_id=str(signature.pk),
                detail={"before": before, "after": after},
            )


class Migration(migrations.Migration):
    dependencies = [
        ("casestudies", "0006_savings_as_a_list"),
        ("accounts", "0003_delivery_and_scheduled_jobs"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            "implementationcost",
            "netted",
            models.BooleanField(
                "already taken off the saving",
                default=False,
                help_text="Tick this if the savings are given after this cost: payback then does "
                "not take it off again.",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
