"""Sizes and dates that must meet a question: against what the trust spends, and the calendar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from casestudies.adoptions import services as adoption_services
from casestudies.models import Adoption, AdoptionSaving, CaseStudyPage
from casestudies.publishing import requirements as publishing_requirements
from casestudies.savings import questions as savings_questions
from portal.trusts.models import TrustFigure
from tests.builders.casestudies import SAVING, long_ago, make_case_study, make_person
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
LINES = {
    "savings-TOTAL_FORMS": "1", "savings-INITIAL_FORMS": "0",
    "measures-TOTAL_FORMS": "0", "measures-INITIAL_FORMS": "0",
}  # fmt: skip
FORTY_MILLION = {
    "savings-0-description": "Dressings", "savings-0-amount": "40000000",
    "savings-0-financial_year": "2023/24", "savings-0-effect": "cash-releasing",
    "savings-0-recurrence": "recurrent",
}  # fmt: skip


def spends(trust, millions, year="2024/25"):
    return TrustFigure.objects.create(
        trust=trust, measure=savings_questions.MEASURE, year=year, value=millions, source="Accounts"
    )


def doubts(trust, amount, **fields):
    saving = AdoptionSaving(**{**SAVING, "amount": Decimal(amount), **fields})
    found = savings_questions.doubts_of(
        [saving], trust=lambda: trust, started=date(2022, 4, 1), today=date(2026, 1, 1)
    )
    return found.get(saving.uuid, [])


def test_a_line_above_a_hundredth_of_the_spending_is_asked_about():
    trust = make_trust()
    spends(trust, 300, "2018/19")
    spends(trust, 500)

    assert doubts(trust, 5_000_000) == []
    assert doubts(trust, 40_000_000) == [
        "£40,000,000 is 8% of what the trust spends in a year. Is it so?"
    ]


def test_where_the_size_is_not_known_the_median_of_the_type_is_said_to_be_used():
    for millions in (100, 200, 900):
        spends(make_trust(type="acute"), millions)

    (asked,) = doubts(make_trust(type="acute"), 3_000_000)

    assert "1.5% of what a trust of this type (acute) usually spends" in asked
    assert "what this trust spends is not known" in asked


def test_the_full_year_value_is_weighed_too():
    trust = make_trust()
    spends(trust, 100)

    assert doubts(trust, 10, full_year_amount=Decimal(2_000_000))


@pytest.mark.parametrize(
    ("year", "says"),
    [("2031/32", "has not begun"), ("2020/21", "ended before the change began"), ("2022/23", "")],
)
def test_years_ahead_and_before_the_change_are_asked_about(year, says):
    asked = doubts(make_trust(), 10, financial_year=year)

    assert (says in asked[0]) if says else asked == []


def test_an_origins_large_line_is_asked_about_at_the_gate_and_explained_on_its_page(client):
    page = make_case_study(savings=[{"amount": Decimal(40_000_000)}], publish=False)
    client.force_login(make_person("author", page.trust))
    address = reverse("casestudies:figure_questions", args=[page.pk])
    (gap,) = publishing_requirements.missing(page)
    assert "Say how it comes to that" in gap.label
    line = page.savings.get().uuid
    assert client.post(address, {"line": str(line), "explanation": " "}).status_code == 400

    client.post(address, {"line": str(line), "explanation": "A new hospital"})

    draft = CaseStudyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert publishing_requirements.missing(draft) == []
    client.force_login(make_person("finance_approver", page.trust))
    signing = client.get(reverse("casestudies:sign", args=[page.pk])).content.decode()
    assert "explained: A new hospital" in signing


def record(client, page, trust, **answers):
    address = reverse("casestudies:adoption", args=[page.pk, trust.ods_code.lower()])
    return client.post(address, LINES | answers)


def test_forty_million_for_dressings_on_day_45_meets_its_questions(client):
    page, trust = make_case_study(), make_trust()
    spends(trust, 500)
    client.force_login(make_person("member", trust))
    begun = timezone.localdate() - timezone.timedelta(days=45)
    told = FORTY_MILLION | {"status": "sustained", "started": begun.isoformat(), "result": "Done."}

    asked = record(client, page, trust, **told)
    assert asked.status_code == 400
    assert "8% of what the trust spends in a year" in asked.content.decode()
    explained = told | {
        "savings-0-explanation": "A regional contract",
        "savings-0-financial_year": f"{begun.year}/{(begun.year + 1) % 100:02d}"
        if begun.month >= 4 else f"{begun.year - 1}/{begun.year % 100:02d}",
    }  # fmt: skip
    early = record(client, page, trust, **explained)

    text = early.content.decode()
    assert early.status_code == 400
    assert "too early to say that it lasts" in text
    assert "A regional contract" in text
    assert not Adoption.objects.exists()
    record(client, page, trust, **explained | {"status": "in-progress"})
    assert Adoption.objects.get().savings.get().explanation == "A regional contract"


@pytest.mark.parametrize(
    ("months", "days", "lasts"), [(6, 0, True), (6, -1, False), (0, 0, False), (30, 0, True)]
)
def test_it_lasts_from_the_day_six_months_after_the_start(months, days, lasts):
    today = date(2026, 7, 15)
    started = today - relativedelta(months=months) - timezone.timedelta(days=days)
    if lasts:
        adoption_services.check_lasts("sustained", started, today=today)
        return
    with pytest.raises(ValidationError, match="can be said from"):
        adoption_services.check_lasts("sustained", started, today=today)
    adoption_services.check_lasts("in-progress", started, today=today)


def test_without_a_start_nobody_can_say_that_it_lasts():
    with pytest.raises(ValidationError, match="Say when you started"):
        adoption_services.check_lasts("adapted", None, today=timezone.localdate())


def test_a_start_before_the_origins_is_asked_about():
    page, trust = make_case_study(), make_trust()
    values = {
        "case_study": page,
        "trust": trust,
        "status": "sustained",
        "by": make_person("member", trust),
        "started": date(2021, 1, 1),
    }

    with pytest.raises(ValidationError, match="itself began in April 2022"):
        adoption_services.record(**values)
    explained = adoption_services.record(**values, dates_explained="We had begun on our own.")
    assert explained.dates_explained == "We had begun on our own."
    assert adoption_services.record(**values | {"started": long_ago()}).started == long_ago()
