"""All rows that a case study's page, or the cards of many, are told from: read in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, prefetch_related_objects
from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME

from casestudies.models.adoption import Adoption, AdoptionMeasure, AdoptionSaving
from casestudies.models.area import EfficiencyArea
from casestudies.models.blueprint import PartnerOrganisation
from casestudies.models.figures import ImplementationCost, Measure, Saving
from casestudies.models.review_records import EvidenceGrade, SignOff
from casestudies.page_contexts import PageRows
from casestudies.reading_together import read_together
from portal.trusts.models import Trust


def read(page: Any) -> None:
    """Read the lines, areas, signatures, grade and adoptions of a live page.

    One statement, and one more where the money of an adopter is signed.
    """
    relations = {
        relation.get_accessor_name(): relation
        for relation in get_all_child_relations(page)
        if relation.get_accessor_name() != COMMENTS_RELATION_NAME
    }
    adoptions = Adoption.objects.filter(case_study=page.pk)
    partners = PartnerOrganisation.objects.filter(page=page.pk)
    named = Q(pk__in=adoptions.values("trust")) | Q(pk__in=partners.values("trust"))
    found = read_together(
        {
            **{
                name: relation.related_model.objects.filter(page=page.pk)
                for name, relation in relations.items()
            },
            "areas": EfficiencyArea.objects.filter(case_studies=page.pk),
            ".sign_offs": SignOff.objects.filter(page=page.pk),
            ".grade": EvidenceGrade.objects.filter(page=page.pk),
            ".adoptions": adoptions,
            ".savings": AdoptionSaving.objects.filter(adoption__case_study=page.pk),
            ".measures": AdoptionMeasure.objects.filter(adoption__case_study=page.pk),
            ".trusts": Trust.objects.filter(named),
        }
    )
    for name in (*relations, "areas"):
        setattr(page, name, found[name])
    trusts = {trust.pk: trust for trust in found[".trusts"]}
    for row in (*found["partners"], *found[".adoptions"]):
        if row.trust_id:
            row.trust = trusts[row.trust_id]
    _give_lines(found[".adoptions"], found)
    if found[".adoptions"]:
        prefetch_related_objects(found[".adoptions"], "sign_offs")
    page.rows_read = PageRows(
        sign_offs=found[".sign_offs"],
        grade=next(iter(found[".grade"]), None),
        adoptions=found[".adoptions"],
    )


def read_for_cards(pages: Sequence[Any]) -> None:
    """Read what the cards of these live pages are told from. One statement, however many.

    Their trusts and those of their adoptions are not among it.
    """
    if not pages:
        return
    ids = [page.pk for page in pages]
    found = read_together(
        {
            "measures": Measure.objects.filter(page__in=ids),
            "savings": Saving.objects.filter(page__in=ids),
            "costs": ImplementationCost.objects.filter(page__in=ids),
            ".links": type(pages[0]).areas.through.objects.filter(casestudypage__in=ids),
            ".areas": EfficiencyArea.objects.filter(case_studies__in=ids).distinct(),
            ".sign_offs": SignOff.objects.filter(page__in=ids),
            ".grades": EvidenceGrade.objects.filter(page__in=ids),
            ".adoptions": Adoption.objects.filter(case_study__in=ids),
            ".savings": AdoptionSaving.objects.filter(adoption__case_study__in=ids),
            ".measures": AdoptionMeasure.objects.filter(adoption__case_study__in=ids),
        }
    )
    grades = {grade.page_id: grade for grade in found[".grades"]}
    links = {(link.casestudypage_id, link.efficiencyarea_id) for link in found[".links"]}
    _give_lines(found[".adoptions"], found)
    for page in pages:
        for name in ("measures", "savings", "costs"):
            setattr(page, name, [row for row in found[name] if row.page_id == page.pk])
        page.areas = [area for area in found[".areas"] if (page.pk, area.pk) in links]
        page.rows_read = PageRows(
            sign_offs=[row for row in found[".sign_offs"] if row.page_id == page.pk],
            grade=grades.get(page.pk),
            adoptions=[row for row in found[".adoptions"] if row.case_study_id == page.pk],
        )


def _give_lines(adoptions: list[Adoption], found: dict[str, list[Any]]) -> None:
    for adoption in adoptions:
        for name in ("savings", "measures"):
            rows = [row for row in found[f".{name}"] if row.adoption_id == adoption.pk]
            setattr(adoption, name, rows)
