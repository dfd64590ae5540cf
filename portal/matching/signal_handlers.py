"""What matching hears from below: a case study, or a take-up of it, changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction

from casestudies.models import CaseStudyPage
from casestudies.signals import (
    adoption_kept,
    area_merging,
    case_studies_changed,
    case_studies_shown,
)
from portal.matching import availability, kept_up, merging
from portal.matching.models import ExemplarDesignation


def connect() -> None:
    """Listen; called once, when the app is ready."""
    case_studies_changed.connect(_say_places_again, dispatch_uid="matching.places")
    case_studies_shown.connect(_say_places_again, dispatch_uid="matching.places_of_imported")
    area_merging.connect(merging.move, dispatch_uid="matching.areas")
    adoption_kept.connect(kept_up.invite, dispatch_uid="matching.kept_up")


def _say_places_again(sender: Any, case_study_ids: Sequence[int], **kwargs: Any) -> None:
    trusts = CaseStudyPage.objects.filter(pk__in=case_study_ids).values("trust")
    exemplars = ExemplarDesignation.objects.filter(trust__in=trusts).order_by("trust")
    for trust_id in exemplars.values_list("trust", flat=True).distinct():
        # After the commit: search writes the entry of a new case study in the same signal.
        transaction.on_commit(partial(availability.announce_trust, trust_id))
