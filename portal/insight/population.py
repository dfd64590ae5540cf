"""Real trusts and the demonstration's invented ones are never counted together."""

from __future__ import annotations

from django.db.models import Count, Q

from casestudies.models import CaseStudyPage
from casestudies.models.case_study import CaseStudyQuerySet


def published(*, illustrative: bool) -> CaseStudyQuerySet:
    """Live case studies proper that anyone may read, of one population."""
    pages = CaseStudyPage.objects.current().public().whole()
    return pages.filter(trust__illustrative=True) if illustrative else pages.real()


def is_illustrative() -> bool:
    """Which population the front page and the hubs show: the one with more case studies.

    A demonstration has invented case studies and hardly a real one; a site in use has no
    invented ones at all.
    """
    invented = Q(trust__illustrative=True)
    counts = (
        CaseStudyPage.objects.current()
        .public()
        .whole()
        .aggregate(invented=Count("pk", filter=invented), real=Count("pk", filter=~invented))
    )
    return counts["invented"] > counts["real"]
