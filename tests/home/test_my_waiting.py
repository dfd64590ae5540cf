"""My page shows each role what is theirs, and nothing of anybody else's."""

from __future__ import annotations

import pytest
from wagtail.models import Workflow

from casestudies.models import Saving
from portal.accounts.permissions import Role
from portal.home.my import queries as my_queries
from tests.builders.accounts import make_author, make_member, make_user
from tests.builders.casestudies import SAVING, make_case_study
from tests.builders.matching import make_match, make_request
from tests.builders.reviewing import make_checked, make_signed
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def in_review():
    return make_checked()


def send_for_review(page):
    Workflow.objects.get(name="Case study review").start(page, make_author(page.trust))


def test_an_editor_sees_what_waits_for_review():
    page = in_review()

    waiting = my_queries.my_page(make_user(held=[Role.EDITOR])).waiting

    assert [row.title for row in waiting] == [f"Grade {page.title}"]


@pytest.mark.parametrize("role", [Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR])
def test_nobody_else_is_asked_to_review(role):
    in_review()

    assert my_queries.my_page(make_user(held=[role])).waiting == []


def test_an_author_of_another_trust_sees_what_waits_for_a_peer():
    page = make_signed()

    waiting = my_queries.my_page(make_author(make_trust())).waiting

    assert [row.title for row in waiting] == [f"Check {page.title}"]
    assert waiting[0].due is not None


def test_the_author_is_not_asked_to_review_their_own():
    page = make_signed()

    assert my_queries.my_page(make_author(page.trust)).waiting == []


def test_a_member_sees_what_their_trust_asked():
    request = make_request()

    assert my_queries.my_page(make_member(request.trust)).requests[0].asked == request


def test_a_finance_approver_does_not_see_what_their_trust_asked():
    request = make_request()
    person = make_user(held=[(Role.FINANCE_APPROVER, request.trust)])

    assert my_queries.my_page(person).requests == []


def test_a_finance_approver_does_not_see_with_whom_their_trust_works():
    match = make_match()
    person = make_user(held=[(Role.FINANCE_APPROVER, match.helper)])

    found = my_queries.my_page(person)

    assert found.matches == []
    assert found.waiting == []


def test_a_finance_approver_signs_the_figures_of_a_draft_in_review():
    page = make_case_study(savings=[], publish=False)
    page.savings.add(Saving(**SAVING))
    page.no_cash_effect = False
    page.save_revision()
    send_for_review(page)
    approver = make_user(held=[(Role.FINANCE_APPROVER, page.trust)])

    waiting = my_queries.my_page(approver).waiting

    assert [row.title for row in waiting] == [f"Sign 3 figures: {page.title}"]


def test_a_draft_that_was_not_sent_waits_for_nobody():
    page = make_case_study(publish=False)
    approver = make_user(held=[(Role.FINANCE_APPROVER, page.trust)])

    assert my_queries.my_page(approver).waiting == []
