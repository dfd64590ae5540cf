"""No order of edits, no copy, no one-off line and nobody else's money raises a page's headline."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casestudies.models import CaseStudyPage, PartnerOrganisation, Saving
from casestudies.savings import sign_offs
from tests.builders.casestudies import (
    SAVING,
    headline_of,
    make_adoption,
    make_case_study,
    make_trust_shelf,
    sign_line,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            ["double", "copy with its name", "one-off", "unsigned", "capacity", "partner", "change",
             "set back", "reorder", "remove and put back"]
        ),
        st.integers(1, 9_000_000),
    ),
    max_size=6,
)  # fmt: skip


def edited(page, kind, pounds):
    """One edit of a draft in memory, as the editor would make it."""
    lines = list(page.savings.all())
    extra = {
        "double": {},
        "copy with its name": {"uuid": lines[0].uuid, "amount": Decimal(pounds)},
        "one-off": {"recurrence": "one-off", "one_off_reason": "land-sale", "amount": pounds},
        "unsigned": {"amount": Decimal(pounds), "financial_year": "2030/31"},
        "capacity": {"effect": "capacity", "amount": Decimal(pounds)},
    }
    if kind in extra:
        lines.append(Saving(**{**SAVING, **extra[kind]}))
    elif kind == "partner":
        page.partners.add(PartnerOrganisation(name="A council", gain=Decimal(pounds)))
    elif kind == "change":
        lines[0].amount = Decimal(pounds)
    elif kind == "set back":
        lines[0].amount = SAVING["amount"]
    elif kind == "reorder":
        lines.reverse()
    else:
        lines = [*lines[1:], lines[0]]
    page.savings = lines


_made = {}


def make_once():
    """A fresh copy, in memory, of one signed page. Made again where a test rolled it back."""
    held = CaseStudyPage.objects.filter(pk=_made.get("pk")).first()
    if held is None:
        held = make_case_study()
        sign_line(held)
        _made["pk"] = held.pk
    return CaseStudyPage.objects.get(pk=held.pk).get_latest_revision_as_object()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=EDITS)
def test_no_sequence_of_edits_raises_the_headline(edits):
    page = make_once()
    for kind, pounds in edits:
        edited(page, kind, pounds)

    found = headline_of(page)

    assert found is None or found.amount <= SAVING["amount"]


def test_a_copy_of_a_page_brings_no_signature_along():
    page = make_case_study()
    sign_line(page)
    shelf = make_trust_shelf()

    copied = page.copy(to=type(shelf).objects.get(pk=shelf.pk), keep_live=False)

    assert headline_of(page).amount == SAVING["amount"]
    assert headline_of(copied) is None


def test_a_line_of_another_page_with_the_same_name_is_not_signed():
    page = make_case_study()
    line = page.savings.get()
    sign_line(page)
    other = make_case_study(savings=[{"uuid": line.uuid}])

    assert sign_offs.statuses_of(other)[line.uuid].level == "estimated"


def test_an_adopters_signed_million_adds_nothing():
    page = make_case_study()
    sign_line(page)
    before = headline_of(page)

    make_adoption(page, savings=[{"amount": Decimal(1_000_000), "uuid": uuid.uuid4()}])

    assert headline_of(page) == before


@given(st.sampled_from(["1", "1.0", "1.000"]), st.integers(1, 10**9))
def test_a_figure_has_one_digest_however_it_is_written(zeros, pounds):
    name = uuid.uuid4()
    tail = zeros[1:]
    plain = Saving(**{**SAVING, "uuid": name, "amount": Decimal(pounds)})
    spelt = Saving(**{**SAVING, "uuid": name, "amount": Decimal(f"{pounds}{tail}")})

    assert sign_offs.digest(plain) == sign_offs.digest(spelt)
