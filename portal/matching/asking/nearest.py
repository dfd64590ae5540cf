"""The case studies to read while nobody helps."""

from __future__ import annotations

from collections.abc import Iterable

from casestudies.areas import descendants_of
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.models.case_study import CaseStudyQuerySet
from casestudies.visibility import visible_to
from portal.accounts.models import User
from portal.matching.asking.kindred import kindred_of
from portal.matching.models import Need
from portal.trusts.models import Trust
from portal.trusts.reads import likeness_to
from search.text_fit import text_fit

SHOWN = 3
# Fits that differ by less than a tenth count as equal: then the trust most like this one leads.
STEPS_OF_FIT = 10


def to_read(need: Need, user: User) -> list[CaseStudyPage]:
    """The three case studies nearest to a need: by fit of words, then by likeness of trusts.

    From its area and below; where these are too few, also from the areas beside and above it.
    """
    request = need.help_request
    pages = list(_readable(need, user, [need.area, *descendants_of(need.area)]))
    if len(pages) < SHOWN:
        known = {page.pk for page in pages}
        wider = _readable(need, user, kindred_of(need.area))
        pages += [page for page in wider if page.pk not in known]
    fits = text_fit(request.problem, [page.pk for page in pages])
    alike = _likeness(request.trust, pages)
    pages.sort(
        key=lambda page: (
            -round(STEPS_OF_FIT * fits[page.pk]),
            -alike.get(page.trust_id, 0.0),
            -fits[page.pk],
            page.pk,
        )
    )
    return pages[:SHOWN]


def _readable(need: Need, user: User, areas: Iterable[EfficiencyArea]) -> CaseStudyQuerySet:
    """What this person may read there, of other trusts of the same population."""
    trust = need.help_request.trust
    pages = visible_to(user).whole().filter(areas__in=list(areas))
    pages = pages.filter(trust__illustrative=trust.illustrative).exclude(trust=trust)
    return pages.select_related("trust").distinct()


def _likeness(trust: Trust, pages: list[CaseStudyPage]) -> dict[int, float]:
    """How alike the trusts of the pages are, 0 to 1, where enough is known of both."""
    others = list({page.trust_id: page.trust for page in pages}.values())
    if not others:
        return {}
    found = likeness_to(trust, others)
    known = {other.pk: found[other.ods_code] for other in others}
    return {pk: likeness.similarity for pk, likeness in known.items() if likeness is not None}
