"""A cost that is already taken off the savings: shown, signed, compared, and marked once."""

from __future__ import annotations

from importlib import import_module
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import reverse

from casestudies.models import CaseStudyPage, ImplementationCost, SignOff
from casestudies.savings import sign_offs
from portal.accounts.models import AuditEntry
from tests.builders.casestudies import make_case_study, make_person, sign_line, status_of

MIGRATION = import_module("casestudies.migrations.0007_netted_costs")
NETTED = {
    "kind": "revenue",
    "amount": 49_000,
    "financial_year": "2023/24",
    "recurrence": "recurrent",
    "description": "Licence, taken off the saving",
    "source": "Ledger, code 12",
}


def cost_of(page):
    return CaseStudyPage.objects.get(pk=page.pk).costs.get()


def version_of(page):
    return CaseStudyPage.objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.mark.django_db
def test_page_and_sign_screen_say_that_it_is_already_taken_off(client):
    page = make_case_study(costs=[{**NETTED, "netted": True}])
    said = "Revenue, recurrent, already taken off the saving"

    assert said in client.get(page.url).content.decode()
    client.force_login(make_person("finance_approver", page.trust))
    assert said in client.get(reverse("casestudies:sign", args=[page.pk])).content.decode()


@pytest.mark.django_db
def test_two_versions_that_differ_in_it_are_told_apart(client):
    page = make_case_study(costs=[NETTED])
    before = page.latest_revision
    draft = page.get_latest_revision_as_object()
    line = draft.costs.all()[0]
    line.netted = True
    draft.costs = [line]
    after = draft.save_revision()

    client.force_login(make_person("editor"))
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, before.pk, after.pk])
    assert "already taken off the saving" in client.get(address).content.decode().lower()


def test_what_was_signed_before_a_cost_could_say_so_keeps_its_digest():
    """A digest as it was worked out before: it must not change, or every signature is void."""
    line = ImplementationCost(uuid=UUID(int=7), **NETTED)

    assert sign_offs.digest(line) == (
        "adc158f36600fba828bbf9e14e10f528676c63093ee8a39f3826b2f5642b8716"
    )
    assert MIGRATION.digest({**NETTED, "uuid": UUID(int=7)}, netted=False) == (
        sign_offs.digest(line)
    )
    line.netted = True
    assert MIGRATION.digest({**NETTED, "uuid": UUID(int=7)}, netted=True) == sign_offs.digest(line)


@pytest.mark.django_db
@pytest.mark.parametrize("before", [False, True])
def test_marking_a_signed_cost_voids_its_signature(before):
    page = make_case_study(costs=[{**NETTED, "netted": before}])
    sign_line(page, page.costs.get())

    page.costs.update(netted=not before)

    assert status_of(cost_of(page)).void


@pytest.mark.parametrize(
    ("words", "says_so"),
    [
        ("Licence, taken off the saving", True),
        ("Software, Taken off the savings above", True),
        ("Drivers, deducted from the saving", True),
        ("Licence, not taken off the saving", False),
        ("Nine clinicians beyond those off the road", False),
        ("Saving taken off the budget", False),
        ("", False),
    ],
)
def test_only_words_that_say_so_mark_a_cost(words, says_so):
    assert MIGRATION.says_so(words) is says_so


@pytest.mark.django_db
def test_costs_of_earlier_versions_are_marked_and_their_signatures_stand():
    page = make_case_study(costs=[NETTED])
    other = make_case_study(costs=[{**NETTED, "description": "Licence"}])
    signature = sign_line(page, page.costs.get())
    sign_line(other, other.costs.get())

    MIGRATION.mark(apps, None)
    MIGRATION.mark(apps, None)

    assert cost_of(page).netted and version_of(page).costs.all()[0].netted
    assert not cost_of(other).netted and not version_of(other).costs.all()[0].netted
    for line in (cost_of(page), version_of(page).costs.all()[0], cost_of(other)):
        assert status_of(line).level == "finance"
    entry = AuditEntry.objects.get(action="signature.cost_marked_netted")
    assert (entry.subject_type, entry.subject_id) == ("casestudies.signoff", str(signature.pk))
    assert entry.detail["after"] == SignOff.objects.get(pk=signature.pk).digest


@pytest.mark.django_db
def test_a_void_signature_stays_void_and_an_unfinished_line_is_no_fault():
    page = make_case_study(costs=[NETTED])
    sign_line(page, page.costs.get())
    page.costs.update(amount=50_000)
    version = page.latest_revision
    version.content["costs"][0] |= {"amount": None}
    version.save()

    MIGRATION.mark(apps, None)

    assert cost_of(page).netted and status_of(cost_of(page)).void
    version.refresh_from_db()
    assert version.content["costs"][0]["netted"] is True
