"""Evidence gets a direction, the rule of the grades is mended, and payback is worked out.

`computed` is worked out again by the mended rule, so that a grade which only the old rule departed
from no longer reads as an override, and no record is asked to be graded again for its sake. What
editors gave, and why, stays as it is.

Payback was typed, and often disagreed with the ledger. What was typed is kept in the audit trail
of its record, and in its older versions.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from casestudies.directions import Change, direction_of
from casestudies.evidence import (
    IN_THE_ACCOUNTS,
    KEPT,
    EvidenceFacts,
    computed_grade,
    followed_for,
)

DIRECTIONS = [
    ("works", "It works"),
    ("mixed", "Mixed results"),
    ("no-clear-effect", "No clear effect"),
    ("does-not-work", "It does not work"),
    ("made-worse", "It made things worse"),
    ("not-measured", "Its effect was not measured"),
]


def compute_again(apps: Any, _: Any) -> None:
    for grade in apps.get_model("casestudies", "EvidenceGrade").objects.select_related("page"):
        page = grade.page
        measures = list(page.measures.all())
        grade.computed = computed_grade(_facts(apps, page, len(measures)))
        grade.computed_direction = direction_of(
            [Change(line.baseline, line.after, line.lower_is_better) for line in measures],
            stage=page.stage,
            design=page.design,
            result=page.result,
        )
        grade.save(update_fields=["computed", "computed_direction"])


def _facts(apps: Any, page: Any, measures: int) -> EvidenceFacts:
    # A state of the past has no manager of child relations on an adoption: its lines are looked up.
    kept = list(
        apps.get_model("casestudies", "Adoption")
        .objects.filter(case_study_id=page.pk, confirmed_at__isnull=False, status__in=KEPT)
        .values_list("pk", flat=True)
    )
    with_figures = {
        adoption
        for name in ("AdoptionMeasure", "AdoptionSaving")
        for adoption in apps.get_model("casestudies", name)
        .objects.filter(adoption_id__in=kept)
        .values_list("adoption_id", flat=True)
    }
    return EvidenceFacts(
        design=page.design,
        independence=page.independence,
        follow_up_months=followed_for(page.follow_up_months, page.started, page.measured),
        sustained=len(kept),
        measures=measures,
        with_figures=len(with_figures),
        stopped=page.stage == "stopped",
        in_the_accounts=page.savings.filter(one_off_reason__in=IN_THE_ACCOUNTS).exists(),
    )


def keep_what_was_typed(apps: Any, _: Any) -> None:
    typed = apps.get_model("casestudies", "CaseStudyPage").objects.exclude(payback_months=None)
    entries = apps.get_model("accounts", "AuditEntry").objects
    for pk, trust, months in typed.values_list("pk", "trust", "payback_months"):
        entries.create(
            action="case_study.typed_payback_removed",
            subject_type="casestudies.casestudypage",
            subject_id=str(pk),
            trust_id=trust,
            detail={"typed_payback_months": months},
        )


def put_back(apps: Any, _: Any) -> None:
    pages = apps.get_model("casestudies", "CaseStudyPage").objects
    entries = apps.get_model("accounts", "AuditEntry").objects.filter(
        action="case_study.typed_payback_removed"
    )
    for entry in entries:
        months = entry.detail["typed_payback_months"]
        pages.filter(pk=entry.subject_id).update(payback_months=months)
    entries.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_delivery_and_scheduled_jobs"),
        ("casestudies", "0004_money"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidencegrade",
            name="direction",
            field=models.CharField(blank=True, choices=DIRECTIONS, default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="evidencegrade",
            name="computed_direction",
            field=models.CharField(blank=True, choices=DIRECTIONS, default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="evidencegrade",
            name="direction_reason",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.RunPython(compute_again, migrations.RunPython.noop),
        migrations.RunPython(keep_what_was_typed, put_back),
        migrations.RemoveField(model_name="casestudypage", name="payback_months"),
    ]
