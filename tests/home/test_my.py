from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.home.my import queries as my_queries
from tests.builders.accounts import make_author, make_member, make_notice, make_user
from tests.builders.casestudies import make_case_study
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def page_of(client, person):
    client.force_login(person)
    return client.get("/my/").content.decode()


def test_visitor_is_asked_to_sign_in(client):
    assert client.get("/my/").url == "/accounts/login/?next=/my/"


def test_newcomer_sees_what_to_do(client):
    trust = make_trust()

    page = page_of(client, make_user())

    assert "Tell us where you work" in page
    assert f'<option value="{trust.ods_code}">' in page


def test_member_sees_for_whom_they_act(client):
    trust = make_trust(name="Wexmoor Hospitals NHS Trust")

    page = page_of(client, make_member(trust))

    assert "Wexmoor Hospitals NHS Trust" in page
    assert "Tell us where you work" not in page


def test_choice_of_trust_is_there_for_people_with_several(client):
    first, second = make_trust(), make_trust()
    one = make_member(first)
    two = make_user(held=[(Role.MEMBER, first), (Role.MEMBER, second)])

    assert 'id="act-for"' not in page_of(client, one)
    assert 'id="act-for"' in page_of(client, two)


def test_notices_stand_there_with_the_new_ones_counted(client):
    person = make_user()
    make_notice(person, subject="A trust asks for a talk")
    make_notice(make_user(), subject="Not yours")

    page = page_of(client, person)

    assert "A trust asks for a talk" in page
    assert "1 new" in page
    assert "Not yours" not in page


def test_finance_approver_is_told_what_to_sign():
    trust = make_trust()
    study = make_case_study(trust=trust, savings=[{}, {"financial_year": "2024/25"}])
    make_case_study()

    (waiting,) = my_queries.figures_to_sign(make_user(held=[(Role.FINANCE_APPROVER, trust)]))

    assert waiting.title == f"Sign 2 figures: {study.title}"
    assert waiting.url == f"/case-studies/sign/{study.pk}/"


def test_nobody_else_is_told_to_sign():
    trust = make_trust()
    make_case_study(trust=trust)

    assert my_queries.figures_to_sign(make_author(trust)) == []


def test_author_sees_drafts_of_their_trust_only(client):
    trust = make_trust()
    draft = make_case_study(trust=trust, publish=False)
    make_case_study(trust=trust), make_case_study(publish=False)

    (shown,) = my_queries.drafts_of(make_author(trust))

    assert (shown.page.pk, shown.state) == (draft.pk, "Draft")


def test_member_sees_no_drafts():
    trust = make_trust()
    make_case_study(trust=trust, publish=False)

    assert my_queries.drafts_of(make_member(trust)) == []


def test_page_is_kept_in_no_cache(client):
    client.force_login(make_user())

    assert "no-store" in client.get("/my/")["Cache-Control"]


def test_queries_do_not_grow(client, django_assert_max_num_queries):
    trust = make_trust()
    person = make_user(held=[(Role.AUTHOR, trust), (Role.FINANCE_APPROVER, trust)])
    client.force_login(person)

    def fill():
        for _ in range(3):
            make_case_study(trust=trust)
            make_case_study(trust=trust, publish=False)
            make_notice(person)

    fill()
    client.get("/my/")
    with django_assert_max_num_queries(1000) as few:
        client.get("/my/")
    fill()
    with django_assert_max_num_queries(len(few)):
        client.get("/my/")
