"""What an exemplar offers, area by area, and how that is written to its offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casestudies.models import EfficiencyArea
from portal.matching.models import ExemplarDesignation, Offer


@dataclass(frozen=True)
class OfferTerms:
    """What an exemplar offers in one area. `help_offered` are HelpKind values, empty for all."""

    area: EfficiencyArea
    places: int = 1
    help_offered: tuple[str, ...] = ()
    note: str = ""


def write(designation: ExemplarDesignation, terms: Iterable[OfferTerms]) -> None:
    """Make these the offers of a designation that is locked.

    One that is left out goes, or keeps no place where it has matches. Raises ValidationError.
    """
    held = {offer.area_id: offer for offer in designation.offers.all()}
    for one in terms:
        offer = held.pop(one.area.pk, None) or Offer(designation=designation, area=one.area)
        offer.places, offer.note = one.places, one.note.strip()
        offer.help_offered = list(one.help_offered)
        offer.full_clean()
        offer.save()
    for offer in held.values():
        if offer.matches.exists():
            offer.places = 0
            offer.save(update_fields=["places"])
        else:
            offer.delete()
