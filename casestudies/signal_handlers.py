"""What case studies hear: changes of roles, moves in the tree, and writes of their own records.

Records below a page are announced from here, not from the commands, so that a cascade or a
deletion in the editor announces as well.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import post_page_move

from casestudies import shelves, signals
from casestudies.models import (
    Adoption,
    AdoptionMeasure,
    AdoptionSaving,
    CaseStudyPage,
    EfficiencyArea,
    EvidenceGrade,
    SignOff,
)
from casestudies.publishing import indexes as publishing_indexes
from portal.accounts.signals import roles_changed


@receiver(roles_changed)
def place_authors(*, user: Any, **_: Any) -> None:
    """Authors write on the shelves of their own trusts, and on no other."""
    shelves.place_author(user)


@receiver(post_page_move)
def take_trust_of_new_shelf(*, instance: Any, **_: Any) -> None:
    """A case study on another trust's shelf is that trust's."""
    if instance.specific_class is CaseStudyPage:
        page = CaseStudyPage.objects.get(pk=instance.pk)
        page.save(clean=False)


@receiver([post_save, post_delete], sender=SignOff)
@receiver([post_save, post_delete], sender=EvidenceGrade)
def announce_page(*, instance: SignOff | EvidenceGrade, **_: Any) -> None:
    _announce(instance.page_id)


@receiver([post_save, post_delete], sender=Adoption)
def announce_adoption(*, instance: Adoption, **_: Any) -> None:
    _announce(instance.case_study_id)


@receiver([post_save, post_delete], sender=AdoptionSaving)
@receiver([post_save, post_delete], sender=AdoptionMeasure)
def announce_adoption_line(*, instance: AdoptionSaving | AdoptionMeasure, **_: Any) -> None:
    found = Adoption.objects.filter(pk=instance.adoption_id).values_list("case_study_id", flat=True)
    for case_study_id in found:
        _announce(case_study_id)


@receiver(post_delete, sender=CaseStudyPage)
def announce_deletion(*, instance: CaseStudyPage, **_: Any) -> None:
    publishing_indexes.remove_from_search(instance)
    _announce(instance.pk)


@receiver(post_delete, sender=EfficiencyArea)
def announce_area_deletion(*, instance: EfficiencyArea, **_: Any) -> None:
    signals.area_changed.send(sender=EfficiencyArea, area_id=instance.pk)


def _announce(case_study_id: int) -> None:
    signals.announce(case_study_id)
