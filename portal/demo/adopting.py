"""Illustrative adopters of one change: alike, better, worse, and one that stopped unnamed."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from casestudies.adoptions import follow_up
from casestudies.adoptions import services as adoption_services
from casestudies.models import AdoptionMeasure, CaseStudyPage
from portal.trusts.models import Trust

STUDY = "zz015-insulin-at-home"
MEASURE = "Insulin visits by a registered nurse"
# Adopter: months since it began, status, visits a week before and after, and its words.
ADOPTERS = (
    ("ZZ017", 7, "in-progress", 1820, 1490, "Down by 18% in three of five localities."),
    ("ZZ026", 20, "stopped", 310, 329, "Stopped: on the islands carers live too far apart."),
    ("ZZ023", 22, "stopped", 960, 998, "Stopped: the council could not train its staff."),
)
STOPPED_BECAUSE = "staffing"


def ensure() -> str:
    """Record them, once, as told in the month after they began; then their questions fall due."""
    page = CaseStudyPage.objects.get(import_id=STUDY)
    if not page.adoptions.filter(trust__ods_code=ADOPTERS[0][0]).exists():
        with transaction.atomic():
            for row in ADOPTERS:
                _record(page, *row)
    waiting = follow_up.due_on(timezone.localdate()).count()
    return f"{page.adoptions.count()} adopters of one change, {waiting} to be asked again"


def _record(
    page: CaseStudyPage, ods: str, months: int, status: str, before: int, after: int, words: str
) -> None:
    began = timezone.localdate() - relativedelta(months=months)
    told = began + relativedelta(months=1 if status == "in-progress" else 12)
    stopped = status == "stopped"
    measure = AdoptionMeasure(
        name=MEASURE,
        unit="a week",
        baseline=Decimal(before),
        baseline_date=began,
        after=Decimal(after),
        after_date=told,
        source="Clinical system",
    )
    adoption_services.record(
        case_study=page,
        trust=Trust.objects.by_ods_code(ods),
        status=status,
        by=None,
        stopped_reason=STOPPED_BECAUSE if stopped else "",
        stopped_on=told if stopped else None,
        started=began,
        result=words,
        measures=[measure],
        confirmed_at=timezone.make_aware(datetime.combine(told, time(12))),
    )
