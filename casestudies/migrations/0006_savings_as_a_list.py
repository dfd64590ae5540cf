"""Savings of an unfinished case study become a list, and its steps are kept to be undone."""

import uuid

from django.db import migrations, models

SAVING = (
    "amount",
    "financial_year",
    "effect",
    "recurrence",
    "one_off_reason",
    "description",
    "source",
)


def into_a_list(apps, schema_editor):
    """The one saving of each draft is the first line; of a case study, under that line's name."""
    drafts = apps.get_model("casestudies", "WritingDraft").objects.select_related("page")
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for draft in drafts.iterator():
        if "savings" in draft.values or not any(name in draft.values for name in SAVING):
            continue
        typed = {name: draft.values.pop(name) for name in SAVING if name in draft.values}
        row = {name: str(value) for name, value in typed.items() if value not in (None, "")}
        lines = []
        if draft.page_id and draft.page.latest_revision_id:
            lines = revisions.get(pk=draft.page.latest_revision_id).content.get("savings") or []
        name = lines[0]["uuid"] if lines else str(uuid.uuid4())
        draft.values["savings"] = [{**row, "uuid": name}] if row else []
        draft.values["savings"] += [
            {
                "uuid": line["uuid"],
                **{part: str(line[part]) for part in SAVING if line.get(part) not in (None, "")},
            }
            for line in lines[1:]
        ]
        draft.save(update_fields=["values"])


def into_one(apps, schema_editor):
    """Back to one saving; the others of a draft that is no case study yet are lost."""
    for draft in apps.get_model("casestudies", "WritingDraft").objects.iterator():
        rows = draft.values.pop("savings", None)
        if rows is not None:
            draft.values.pop("_removed", None)
            draft.values |= {
                name: value for name, value in (rows[:1] or [{}])[0].items() if name != "uuid"
            }
            draft.save(update_fields=["values"])


class Migration(migrations.Migration):
    dependencies = [
        ("casestudies", "0005_evidence_direction_and_payback"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField("writingdraft", "steps", models.JSONField(blank=True, default=list)),
        migrations.AddField("writingdraft", "undone", models.JSONField(blank=True, default=list)),
        migrations.RunPython(into_a_list, into_one),
    ]
