from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casestudies.adoptions import services as adoption_services
from casestudies.models import Adoption, AdoptionSaving
from portal.accounts.models import AuditEntry, Notice
from tests.builders.casestudies import (
    long_ago,
    make_adoption,
    make_case_study,
    make_contact_values,
    make_person,
    make_signpost,
)
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def saving(**fields):
    values = {
        "financial_year": "2023/24", "amount": 10, "effect": "cash-releasing",
        "recurrence": "recurrent",
    }  # fmt: skip
    return AdoptionSaving(**values | fields)


def test_a_member_records_what_happened_at_their_trust():
    page, trust = make_case_study(), make_trust()
    person = make_person("member", trust)

    adoption = adoption_services.record(
        case_study=page,
        trust=trust,
        status="sustained",
        by=person,
        savings=[saving()],
        started=long_ago(),
    )

    assert (adoption.confirmed_by, adoption.savings.count()) == (person, 1)
    assert AuditEntry.objects.get(action="adoption.recorded").trust == trust


def test_recording_again_brings_the_record_up_to_date():
    page, trust = make_case_study(), make_trust()
    adoption_services.record(
        case_study=page, trust=trust, status="in-progress", by=None, savings=[saving()]
    )

    adoption_services.record(
        case_study=page, trust=trust, status="stopped", stopped_reason="cost", by=None,
        savings=[saving(amount=5)],
    )  # fmt: skip

    adoption = Adoption.objects.get()
    assert (adoption.status, adoption.savings.get().amount) == ("stopped", 5)


@pytest.mark.parametrize("role", ["author", "editor", "administrator"])
def test_nobody_else_records_it_not_even_the_origin(role):
    page = make_case_study()
    person = make_person(role, page.trust if role == "author" else None)

    with pytest.raises(PermissionDenied):
        adoption_services.record(case_study=page, trust=make_trust(), status="sustained", by=person)


@pytest.mark.parametrize(
    "values",
    [
        {"status": "stopped"},
        {"status": "sustained", "stopped_reason": "cost"},
        {"status": "loved"},
        {"status": "sustained", "result": "x" * 301},
        {"status": "sustained", "savings": [saving(financial_year="2023/25")]},
        {"status": "sustained", "savings": [saving(recurrence="one-off")]},
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_kept(values):
    with pytest.raises(ValidationError):
        adoption_services.record(
            case_study=make_case_study(), trust=make_trust(), by=None, **values
        )

    assert not Adoption.objects.exists()


def test_a_trust_does_not_adopt_its_own_case_study():
    page = make_case_study()

    with pytest.raises(ValidationError):
        adoption_services.record(case_study=page, trust=page.trust, status="sustained", by=None)


def test_a_signpost_is_not_adopted():
    with pytest.raises(ValidationError):
        adoption_services.record(
            case_study=make_signpost(), trust=make_trust(), status="paused", by=None
        )


def test_an_illustrative_trust_does_not_adopt_a_real_case_study():
    trust = make_trust(illustrative=True)

    with pytest.raises(ValidationError, match="not mixed"):
        adoption_services.record(
            case_study=make_case_study(), trust=trust, status="paused", by=None
        )


def test_a_claim_counts_once_the_adopter_confirms_it():
    page, trust = make_case_study(), make_trust()
    claim = adoption_services.claim(
        case_study=page, trust=trust, by=make_person("author", page.trust)
    )
    assert Adoption.objects.taken_up().count() == 0

    adoption_services.confirm(adoption=claim, by=make_person("member", trust))

    assert Adoption.objects.taken_up().count() == 1


def test_a_claim_asks_the_people_of_the_adopter():
    page, trust = make_case_study(), make_trust()
    member = make_person("member", trust)

    adoption_services.claim(case_study=page, trust=trust, by=make_person("author", page.trust))

    assert Notice.objects.get(recipient=member).kind == "adoption.claimed"


def test_a_claim_that_is_declined_is_gone():
    page, trust = make_case_study(), make_trust()
    claim = adoption_services.claim(
        case_study=page, trust=trust, by=make_person("author", page.trust)
    )

    adoption_services.decline_claim(adoption=claim, by=make_person("member", trust))

    assert not Adoption.objects.exists()
    assert AuditEntry.objects.filter(action="adoption.declined").exists()


def test_a_confirmed_adoption_is_not_declined():
    adoption = make_adoption()

    with pytest.raises(ValidationError):
        adoption_services.decline_claim(adoption=adoption, by=make_person("member", adoption.trust))


def test_only_the_origins_author_claims():
    with pytest.raises(PermissionDenied):
        adoption_services.claim(
            case_study=make_case_study(), trust=make_trust(), by=make_person("editor")
        )


def test_the_origins_contacts_and_authors_hear_of_a_take_up_once():
    contact = make_person()
    page = make_case_study(contacts=[make_contact_values(1) | {"email": contact.email}, {}])
    author = make_person("author", page.trust)
    trust = make_trust()
    for _ in range(2):
        adoption_services.record(
            case_study=page,
            trust=trust,
            status="sustained",
            by=make_person("member", trust),
            started=long_ago(),
        )

    told = Notice.objects.filter(kind="adoption.recorded")
    assert {notice.recipient for notice in told} == {contact, author}
    assert told.count() == 2


def test_the_origin_is_not_told_who_stopped_without_their_leave():
    page, trust = make_case_study(), make_trust(name="Quiet NHS Trust")
    make_person("author", page.trust)

    adoption_services.record(
        case_study=page, trust=trust, status="stopped", stopped_reason="cost",
        by=make_person("member", trust),
    )  # fmt: skip

    notice = Notice.objects.get()
    assert "Quiet" not in notice.subject + notice.body
