from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casestudies.models import CaseStudyPage, SignOff
from casestudies.savings import sign_offs
from casestudies.savings.sign_offs import day, digest
from portal.accounts.models import AuditEntry
from tests.builders.casestudies import make_case_study, make_person, sign_line, status_of
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def change_saving(page, *, publish=True, **values):
    page = page.get_latest_revision_as_object()
    line = page.savings.all()[0]
    for name, value in values.items():
        setattr(line, name, value)
    page.savings = [line]
    revision = page.save_revision()
    if publish:
        revision.publish()
    return CaseStudyPage.objects.get(pk=page.pk)


def test_a_signature_names_who_signed_and_when():
    page = make_case_study()

    sign_line(page, name="Asha Rao", role="Director of finance")

    today = day(timezone.localdate())
    assert status_of(page.savings.get()).text == (
        f"Signed by trust finance: Asha Rao, Director of finance, {today}"
    )


def test_a_line_that_nobody_signed_is_estimated():
    assert status_of(make_case_study().savings.get()).level == "estimated"


def test_a_changed_figure_voids_its_signature_with_the_date():
    page = make_case_study()
    sign_line(page)

    page = change_saving(page, amount=Decimal(999_999))

    status = status_of(page.savings.get())
    assert status.text == f"Signature void: figure changed on {day(timezone.localdate())}"
    assert status.level == "estimated"


@pytest.mark.parametrize(
    "change",
    [
        {"full_year_amount": Decimal(1)},
        {"effect": "income"},
        {"overlap_group": "beds"},
        {"source": "Somewhere else"},
        {"description": "All pay"},
        {"financial_year": "2022/23"},
    ],
)
def test_every_part_of_a_line_is_signed(change):
    page = make_case_study()
    sign_line(page)

    page = change_saving(page, **change)

    assert status_of(page.savings.get()).void


def test_publishing_other_words_leaves_the_signature_standing():
    page = make_case_study()
    sign_line(page)
    draft = page.get_latest_revision_as_object()
    draft.result = "Fewer agency shifts."

    draft.save_revision().publish()

    page = CaseStudyPage.objects.get(pk=page.pk)
    assert status_of(page.savings.get()).level == "finance"


def test_a_figure_that_comes_back_is_signed_again():
    page = make_case_study()
    sign_line(page)
    page = change_saving(page, amount=Decimal(1))

    page = change_saving(page, amount=Decimal(120_000))

    assert status_of(page.savings.get()).level == "finance"


def test_a_draft_can_be_signed_while_the_live_page_keeps_its_signature():
    page = make_case_study()
    sign_line(page)
    page = change_saving(page, publish=False, amount=Decimal(200_000))
    draft = page.get_latest_revision_as_object()

    sign_line(draft)

    assert sign_offs.statuses_of(page)[page.savings.get().uuid].level == "finance"
    assert sign_offs.statuses_of(draft)[page.savings.get().uuid].level == "finance"


def test_the_highest_standing_signature_counts():
    page = make_case_study()
    sign_line(page, level="independent")
    sign_line(page)

    assert status_of(page.savings.get()).level == "independent"


def test_one_figure_has_one_digest_however_it_is_spelt():
    page = make_case_study()
    line = page.measures.get()
    before = digest(line)

    line.baseline = Decimal("100.000")

    assert digest(line) == before


def test_the_trusts_own_finance_approver_signs():
    page = make_case_study()
    approver = make_person("finance_approver", page.trust)

    sign_offs.sign(page=page, line_uuid=page.savings.get().uuid, by=approver)

    assert SignOff.objects.get().by == approver
    assert AuditEntry.objects.get(action="figures.signed").by == approver


@pytest.mark.parametrize("role", ["editor", "administrator", "author", "finance_approver"])
def test_nobody_else_signs(role):
    page = make_case_study()
    trust = {"author": page.trust, "finance_approver": make_trust()}.get(role)

    with pytest.raises(PermissionDenied):
        sign_offs.sign(page=page, line_uuid=page.savings.get().uuid, by=make_person(role, trust))


@pytest.mark.parametrize("lacking", ["first_name", "job_title"])
def test_an_account_that_does_not_say_who_signs_is_told_what_to_add(lacking):
    page = make_case_study()
    values = {"last_name": "", lacking: ""}
    approver = make_person("finance_approver", page.trust, **values)

    with pytest.raises(ValidationError, match=r"name yet|Add your job title"):
        sign_offs.sign(page=page, line_uuid=page.savings.get().uuid, by=approver)


def test_what_changed_under_the_approvers_eyes_is_not_signed():
    page = make_case_study()
    seen = digest(page.savings.get())
    page = change_saving(page, amount=Decimal(5))

    approver = make_person("finance_approver", page.trust)

    with pytest.raises(ValidationError, match="has changed since"):
        sign_offs.sign(
            page=page, line_uuid=page.savings.get().uuid, by=approver, expected_digest=seen
        )


def test_a_line_that_is_gone_cannot_be_signed():
    with pytest.raises(ValidationError, match="no longer"):
        sign_offs.load(page=make_case_study(), line_uuid=uuid4(), name="A", role="B")


def test_statuses_of_many_lines_take_one_query(django_assert_num_queries):
    page = make_case_study(savings=[{}, {"amount": 5}, {"amount": 6}])
    lines = sign_offs.lines_of(page)

    with django_assert_num_queries(1):
        sign_offs.statuses_of(page, lines)
