"""What matching hears from below: a case study, a take-up of it, or an area changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from casestudies.models import CaseStudyPage
from casestudies.signals import (
    adoption_kept,
    area_merging,
    case_studies_changed,
    case_studies_shown,
)
from portal.matching import capacity
from portal.matching.choices import OPEN_STATUSES
from portal.matching.matches import putting_forward
from portal.matching.models import (
    Cohort,
    ExemplarDesignation,
    Match,
    Need,
    Offer,
    OfferReserve,
    Programme,
)


def follow_merged_area(sender: Any, gone_id: int, into_id: int, **_: Any) -> None:
    """Move what matching holds of the area. Raises ValidationError with what to do first."""
    for programme in Programme.objects.filter(areas=gone_id):
        programme.areas.add(into_id)
        programme.areas.remove(gone_id)
    for offer in Offer.objects.filter(area=gone_id):
        _move_offer(offer, into_id)
    for need in Need.objects.filter(area=gone_id).select_related("help_request__trust"):
        _move_need(need, into_id)


def _move_offer(offer: Offer, into_id: int) -> None:
    """An exemplar that offers help in both areas offers the places of both in one."""
    other = Offer.objects.filter(designation=offer.designation_id, area=into_id).first()
    if other is None:
        Offer.objects.filter(pk=offer.pk).update(area=into_id)
        return
    other.places += offer.places
    other.help_offered = list(dict.fromkeys([*other.help_offered, *offer.help_offered]))
    other.note = other.note or offer.note
    other.save()
    for reserve in offer.reserves.all():
        held, is_new = OfferReserve.objects.get_or_create(
            offer=other, trust_type=reserve.trust_type, defaults={"places": reserve.places}
        )
        if not is_new:
            held.places += reserve.places
            held.save()
    Match.objects.filter(offer=offer).update(offer=other)
    Cohort.objects.filter(offer=offer).update(offer=other)
    offer.delete()


def _move_need(need: Need, into_id: int) -> None:
    other = Need.objects.filter(help_request=need.help_request_id, area=into_id).first()
    if other is None:
        Need.objects.filter(pk=need.pk).update(area=into_id)
        return
    if Match.objects.filter(need__in=[need, other], status__in=OPEN_STATUSES).count() > 1:
        raise ValidationError(
            f"{need.help_request.trust.name} works with two teams, one in each of these areas. "
            "Merge them when one of the pairs has finished."
        )
    Match.objects.filter(need=need).update(need=other)
    need.delete()


def connect() -> None:
    """Listen; called once, when the app is ready."""
    case_studies_changed.connect(_say_places_again, dispatch_uid="matching.places")
    case_studies_shown.connect(_say_places_again, dispatch_uid="matching.places_of_imported")
    area_merging.connect(follow_merged_area, dispatch_uid="matching.areas")
    adoption_kept.connect(putting_forward.invite_to_put_forward, dispatch_uid="matching.kept_up")


def _say_places_again(sender: Any, case_study_ids: Sequence[int], **kwargs: Any) -> None:
    trusts = CaseStudyPage.objects.filter(pk__in=case_study_ids).values("trust")
    exemplars = ExemplarDesignation.objects.filter(trust__in=trusts).order_by("trust")
    for trust_id in exemplars.values_list("trust", flat=True).distinct():
        # After the commit: search writes the entry of a new case study in the same signal.
        transaction.on_commit(partial(capacity.announce_trust, trust_id))
