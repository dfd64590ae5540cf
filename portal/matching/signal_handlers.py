"""What matching hears from below: a case study, or a take-up of it, changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from casestudies.models import CaseStudyPage
from casestudies.signals import adoption_kept, area_merging, case_study_changed
from portal.matching import availability, kept_up, merging
from portal.matching.models import ExemplarDesignation


def connect() -> None:
    """Listen; called once, when the app is ready."""
    case_study_changed.connect(_say_places_again, dispatch_uid="matching.places")
    area_merging.connect(merging.move, dispatch_uid="matching.areas")
    adoption_kept.connect(kept_up.invite, dispatch_uid="matching.kept_up")


def _say_places_again(sender: Any, case_study_id: int, **kwargs: Any) -> None:
    trust_id = CaseStudyPage.objects.filter(pk=case_study_id).values_list("trust", flat=True)
    exemplars = ExemplarDesignation.objects.filter(trust__in=trust_id)
    for found in set(exemplars.values_list("trust", flat=True)):
        # After the commit: search writes the entry of a new case study in the same signal.
        transaction.on_commit(lambda found=found: availability.announce_trust(found))
