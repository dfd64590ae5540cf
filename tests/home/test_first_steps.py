from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.home.my.first_steps import first_steps
from tests.builders.accounts import make_administrator, make_user
from tests.builders.casestudies import make_case_study
from tests.builders.matching import make_programme
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
PEOPLE = (Role.EDITOR, Role.AUTHOR, Role.FINANCE_APPROVER, Role.PROGRAMME_MANAGER)
NATIONAL = (Role.EDITOR, Role.PROGRAMME_MANAGER)


def test_an_administrator_of_a_new_site_is_led_to_each_person_to_invite(client):
    boss = make_administrator()
    client.force_login(boss)

    page = client.get("/my/").content.decode()
    links = [step.url for step in first_steps(boss) if step.url]

    assert [link.partition("role=")[2] for link in links] == list(PEOPLE)
    for link in links:
        assert f'href="{link}"' in page
        assert f'<option value="{link.partition("role=")[2]}" selected>' in (
            client.get(link).content.decode()
        )


def test_what_is_done_is_ticked_and_once_all_is_done_the_list_goes():
    boss, trust = make_administrator(), make_trust()
    for role in PEOPLE:
        make_user(held=[role if role in NATIONAL else (role, trust)])
    done = [step.title for step in first_steps(boss) if step.done]
    make_case_study(trust=trust), make_programme()

    assert len(done) == 4
    assert first_steps(boss) == []


def test_nobody_else_sees_them():
    assert first_steps(make_user(held=[Role.EDITOR])) == []
