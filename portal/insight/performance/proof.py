"""The portal's own proof beside national figures: signed recurrent savings and adoptions that last.

It stands beside a performer and never makes one: the rule reads national figures alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass

from casestudies import areas
from casestudies.areas import AreaTree
from casestudies.choices import AdoptionStatus
from casestudies.models import Adoption, CaseStudyPage
from portal.matching.proof import published_by
from portal.trusts.models import Trust


@dataclass(frozen=True)
class PortalProof:
    """What a trust has shown here in an area and those below it.

    `signed_recurrent` counts case studies with a recurrent saving that trust finance signed;
    `adoptions_sustained` the adopters elsewhere that confirmed that they keep it up.
    """

    case_studies: int = 0
    signed_recurrent: int = 0
    adoptions_sustained: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)

    def __bool__(self) -> bool:
        return bool(self.case_studies)


def proof_of(ods_codes: Collection[str], area: str) -> dict[str, PortalProof]:
    """The proof of each of these trusts in an area, named by its slug, by ODS code.

    A fixed number of queries. Nobody has any in an area that an editor took away.
    """
    known = areas.find(area)
    if known is None:
        return dict.fromkeys(ods_codes, PortalProof())
    inside = AreaTree().ids_within(known.pk)
    trusts = dict(Trust.objects.filter(ods_code__in=ods_codes).values_list("pk", "ods_code"))
    cases: dict[int, list[int]] = defaultdict(list)
    signed: dict[int, int] = defaultdict(int)
    for one in published_by(trusts):
        if one.area_ids & inside:
            cases[one.trust_id].append(one.page_id)
            signed[one.trust_id] += one.recurrent_signed
    kept = _sustained([page for pages in cases.values() for page in pages])
    return {
        code: PortalProof(
            case_studies=len(cases[pk]),
            signed_recurrent=signed[pk],
            adoptions_sustained=sum(kept[page] for page in cases[pk]),
        )
        for pk, code in trusts.items()
    }


def _sustained(page_ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    pages = CaseStudyPage.objects.filter(pk__in=page_ids)
    kept = Adoption.objects.taken_up().filter(
        case_study__in=pages, status__in=(AdoptionStatus.SUSTAINED, AdoptionStatus.ADAPTED)
    )
    for page_id in kept.values_list("case_study", flat=True):
        found[page_id] += 1
    return found
