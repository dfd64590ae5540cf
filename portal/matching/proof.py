"""What trusts have published and proved in areas: for the designation rule and for the score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casestudies import evidence
from casestudies.areas import AreaTree
from casestudies.choices import SIGN_OFF_RANK, Grade, Recurrence, SignOffLevel
from casestudies.evidence import GradeShown
from casestudies.models import (
    Adoption,
    CaseStudyPage,
    Contact,
    EfficiencyArea,
    Saving,
    SignOff,
)
from casestudies.savings import sign_offs
from portal.matching.scoring.facts import Proof
from portal.trusts.models import Trust

ENOUGH = SIGN_OFF_RANK[SignOffLevel.FINANCE]
GRADE_VALUE = {Grade.STRONG: 1.0, Grade.GOOD: 0.75, Grade.PROMISING: 0.5, Grade.EARLY: 0.25}


@dataclass(frozen=True)
class Published:
    """One live case study of a trust: where it stands in the tree, and what it proves."""

    trust_id: int
    page_id: int
    area_ids: frozenset[int]
    recurrent_signed: bool
    live_contact: bool
    grade: str
    adopters: int

    @property
    def qualifies(self) -> bool:
        """True if it can carry a designation: a one-off saving never does."""
        return self.recurrent_signed and self.live_contact


def published_by(trust_ids: Iterable[int]) -> list[Published]:
    """The live whole case studies of these trusts. A fixed number of queries."""
    pages = list(_published(trust_ids))
    grades = evidence.grades_of(pages)
    ids = [page.pk for page in pages]
    savings = _by_page(Saving.objects.filter(page_id__in=ids, recurrence=Recurrence.RECURRENT))
    signatures = _by_page(SignOff.objects.filter(page_id__in=ids))
    contacts = _by_page(Contact.objects.filter(page_id__in=ids, left=False))
    areas = _area_ids(ids)
    taken_up = Adoption.objects.taken_up().filter(case_study__in=ids)
    adopters = Counter(taken_up.values_list("case_study", flat=True))
    return [
        Published(
            trust_id=page.trust_id,
            page_id=page.pk,
            area_ids=areas[page.pk],
            recurrent_signed=_signed(savings[page.pk], signatures[page.pk]),
            live_contact=bool(contacts[page.pk]),
            grade=_proved(grades[page.pk]),
            adopters=adopters[page.pk],
        )
        for page in pages
    ]


def areas_of_published(trust_id: int) -> dict[int, frozenset[int]]:
    """The areas of each of a trust's live whole case studies, by its id. Two queries."""
    return _area_ids(list(_published([trust_id]).values_list("pk", flat=True)))


def _published(trust_ids: Iterable[int]) -> Any:
    return CaseStudyPage.objects.current().whole().filter(trust_id__in=list(trust_ids))


def _area_ids(page_ids: list[int]) -> dict[int, frozenset[int]]:
    areas: dict[int, set[int]] = {pk: set() for pk in page_ids}
    in_area = CaseStudyPage.areas.through.objects.filter(casestudypage_id__in=page_ids)
    for page_id, area_id in in_area.values_list("casestudypage_id", "efficiencyarea_id"):
        areas[page_id].add(area_id)
    return {pk: frozenset(area_ids) for pk, area_ids in areas.items()}


def _proved(grade: GradeShown) -> str:
    """The grade an editor gave, of what may work: strong evidence of a failure proves no help."""
    return grade.grade if grade.by_editor and grade.may_work else ""


def _by_page(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.page_id].append(row)
    return found


def _signed(lines: list[Saving], signatures: list[SignOff]) -> bool:
    """True if trust finance or higher signed one of the lines as it is shown now."""
    standing = {
        (sign_off.line_uuid, sign_off.digest)
        for sign_off in signatures
        if SIGN_OFF_RANK[sign_off.level] >= ENOUGH
    }
    return any((line.uuid, sign_offs.digest(line)) in standing for line in lines)


def proof_from(published: Iterable[Published]) -> Proof:
    """What these case studies prove together."""
    pages = list(published)
    best = max((page.grade for page in pages if page.grade), key=_grade_value, default="")
    return Proof(
        case_studies=len(pages),
        signed_recurrent=sum(page.recurrent_signed for page in pages),
        grade=_grade_value(best),
        grade_label=str(Grade(best).label) if best else "",
        adopters=sum(page.adopters for page in pages),
    )


def _grade_value(grade: str) -> float:
    return GRADE_VALUE.get(Grade(grade), 0.0) if grade else 0.0


def areas_without_proof(trust: Trust, areas: list[EfficiencyArea]) -> list[EfficiencyArea]:
    """The areas in which no live case study of the trust can carry a designation."""
    tree = AreaTree()
    qualified = [one for one in published_by([trust.pk]) if one.qualifies]
    return [
        area
        for area in areas
        if not any(one.area_ids & tree.ids_within(area.pk) for one in qualified)
    ]
