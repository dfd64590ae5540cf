"""What is read in one statement is what each query by itself would have given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from casestudies import page_rows, reading
from casestudies.models import (
    Adoption,
    AdoptionSaving,
    CaseStudyPage,
    Contact,
    EfficiencyArea,
    EvidenceGrade,
    ImplementationCost,
    Measure,
    PartnerOrganisation,
    Saving,
    SignOff,
)
from casestudies.reading_together import read_together
from portal.trusts.models import Trust
from tests.builders.casestudies import make_adoption, make_case_study, sign_line
from tests.builders.matching import Pair
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
TABLES = (
    Adoption,
    AdoptionSaving,
    Contact,
    EfficiencyArea,
    EvidenceGrade,
    ImplementationCost,
    Measure,
    PartnerOrganisation,
    Saving,
    SignOff,
    Trust,
)


@pytest.fixture
def page():
    page = Pair().case_study
    for _ in range(2):
        make_adoption(page, make_trust(), savings=[{}], measures=[{}])
    page.partners.create(name="“A” firm\n\\ with é", trust=None)
    page.partners.create(name="", trust=make_trust())
    page.measures.create(
        name="Δ", unit="%", baseline=Decimal("0.1"), after=Decimal("1234567.25"),
        baseline_date=date(2020, 2, 29), after_date=date(2021, 1, 1),
    )  # fmt: skip
    page.save(clean=False)
    EvidenceGrade.objects.create(
        page=page, grade="good", computed="good", reason="Measured.", graded_at=timezone.now()
    )
    sign_line(make_case_study())
    return CaseStudyPage.objects.get(pk=page.pk)


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("model", TABLES)
def test_rows_are_as_the_query_gives_them(page, model):
    query = model.objects.order_by("-pk")
    expected = [values(row) for row in query]

    (found,) = read_together({"rows": query}).values()

    assert expected
    assert [values(row) for row in found] == expected
    for row, by_itself in zip(found, expected, strict=True):
        assert [type(one) for one in values(row).values()] == [
            type(one) for one in by_itself.values()
        ]


def test_an_empty_query_gives_nothing(page):
    found = read_together({"none": Saving.objects.filter(pk=-1), "some": Saving.objects.all()})

    assert found["none"] == [] and found["some"]


def test_a_page_is_shown_alike_with_its_rows_read_and_without(page):
    by_itself = reading.show(CaseStudyPage.objects.get(pk=page.pk))

    page_rows.read(page)

    assert reading.show(page) == by_itself


def test_it_takes_two_statements(page, django_assert_num_queries):
    with django_assert_num_queries(2):
        page_rows.read(page)
