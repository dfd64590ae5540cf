"""Text of an earlier version is cleaned once, and nobody's signature is lost by it."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from casestudies.adoptions import finance as adoption_finance
from casestudies.models import Adoption, CaseStudyPage, EfficiencyArea, SignOff
from casestudies.savings import sign_offs
from portal.accounts.models import AuditEntry
from portal.setup.stored_text import clean_stored
from search.models import SearchEntry
from tests.builders.casestudies import (
    make_adoption,
    make_area,
    make_case_study,
    make_person,
    status_of,
)

pytestmark = pytest.mark.django_db
ODD, PLAIN = "Agency\u200b nur\x07ses \ufb01rst", "Agency nurses first"


def write_past_the_gate(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def page():
    """A record as an earlier version kept it: odd text in the row and in the version."""
    page = make_case_study()
    write_past_the_gate("UPDATE casestudies_saving SET description=%s", ODD)
    write_past_the_gate("UPDATE wagtailcore_page SET title=%s WHERE id=%s", ODD, page.pk)
    content = page.latest_revision.content
    content["title"] = ODD
    for line in content["savings"]:
        line["description"] = ODD
    write_past_the_gate(
        "UPDATE wagtailcore_revision SET content=%s WHERE id=%s",
        json.dumps(content), page.latest_revision_id,
    )  # fmt: skip
    return CaseStudyPage.objects.get(pk=page.pk)


def test_rows_and_versions_are_cleaned_once_and_found(page):
    call_command("clean_text")

    page.refresh_from_db()
    version = page.latest_revision.content
    assert page.title == page.savings.get().description == version["title"] == PLAIN
    assert version["savings"][0]["description"] == PLAIN
    assert SearchEntry.objects.get(type="case-study", object_id=page.pk).title == PLAIN
    assert clean_stored().rows == 0


def test_a_signature_stays_valid(page):
    line = page.savings.get()
    approver = make_person("finance_approver", page.trust)
    sign_offs.sign(page=page, line_uuid=line.uuid, by=approver)

    done = clean_stored()

    line = CaseStudyPage.objects.get(pk=page.pk).savings.get()
    drafted = CaseStudyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert done.signatures == 1
    assert status_of(line).level == "finance"
    assert sign_offs.statuses_of(drafted)[line.uuid].level == "finance"


def test_an_adopters_signature_stays_valid_and_the_trail_says_so(page):
    adoption = make_adoption(page, savings=[{}])
    write_past_the_gate("UPDATE casestudies_adoption SET result=%s", "It\u200b saved £9,000.")
    write_past_the_gate("UPDATE casestudies_adoptionsaving SET description=%s", ODD)
    adoption_finance.load(
        adoption=Adoption.objects.get(pk=adoption.pk),
        name="Ada Moss",
        role="Director of finance",
        signed_at=timezone.now(),
    )

    done = clean_stored()

    money = Adoption.objects.get(pk=adoption.pk).money
    assert done.signatures == 2 and not money.waiting and money.result == "It saved £9,000."
    assert AuditEntry.objects.filter(action="signature.text_cleaned").count() == 2


def test_a_void_signature_stays_void(page):
    line = page.savings.get()
    sign_offs.sign(page=page, line_uuid=line.uuid, by=make_person("finance_approver", page.trust))
    SignOff.objects.update(digest="0" * 64)

    clean_stored()

    assert status_of(CaseStudyPage.objects.get(pk=page.pk).savings.get()).void


def test_two_that_would_have_one_name_are_told_and_left():
    first, second = make_area(name="Beds"), make_area(name="Wards")
    write_past_the_gate("UPDATE casestudies_efficiencyarea SET name=%s WHERE id=%s",
                        "Be\u200bds", second.pk)  # fmt: skip

    done = clean_stored()

    assert len(done.left) == 1
    assert EfficiencyArea.objects.get(pk=second.pk).name == "Be\u200bds"
    assert EfficiencyArea.objects.get(pk=first.pk).name == "Beds"


def test_the_trail_is_not_rewritten():
    AuditEntry.objects.create(action="a")
    write_past_the_gate("UPDATE accounts_auditentry SET action=%s", "a\u200bb")

    clean_stored()

    assert AuditEntry.objects.get().action == "a\u200bb"
