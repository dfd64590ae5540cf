"""A trust that merged: its old name finds the one that carries on, and its people go on."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from casestudies import shelves, site
from casestudies.authoring import services as authoring_services
from portal.accounts.permissions import Action, Role, can, trust_ids_of
from portal.matching import notifications
from portal.matching.requests import form_queries
from portal.matching.requests.forms import TrustsField
from portal.trusts.models import Trust
from search.indexing import entries
from tests.builders.accounts import make_author, make_member, make_user
from tests.builders.casestudies import make_adoption, make_case_study
from tests.builders.matching import make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def merged(into=1, closed="2024-09-30"):
    """Solent, and the trusts that carry it on."""
    old = make_trust("R1C", "Solent NHS Trust", closed=closed)
    heirs = [
        make_trust(f"RW{n}", f"Hampshire {n} NHS Foundation Trust") for n in range(1, into + 1)
    ]
    old.successors.add(*heirs)
    return old, *heirs


def field_value(line):
    field = TrustsField()
    field.population = Trust.objects.open()
    return field.clean(line)


def test_every_search_for_a_trust_finds_the_one_that_carries_on_and_says_so():
    _old, new = merged()
    client = Client()

    for words in ("solent", "R1C"):
        listed = client.get(f"/trusts/?q={words}").content.decode()
        typed = client.get(f"/search/suggest/?q={words}").json()["suggestions"]
        box = client.get(f"/search/?q={words}").content.decode()

        assert "Hampshire 1" in listed and "Formerly Solent NHS Trust" in listed
        assert "Solent NHS Trust</a>" not in listed
        label = "Hampshire 1 NHS Foundation Trust (formerly Solent NHS Trust)"
        assert label in [one["label"] for one in typed]
        assert "Formerly Solent NHS Trust" in box
    for line in ("Solent NHS Trust", "solent nhs trust", "r1c", "Solent NHS FT "[:10] + " trust"):
        assert field_value(line) == [new], line
    assert "(formerly" not in str(client.get("/search/suggest/?q=hampshire").json())


def test_a_trust_that_is_still_to_close_is_nobodys_former_name():
    _, _new = merged(closed="2099-03-31")

    listed = Client().get("/trusts/?q=solent").content.decode()

    assert "Solent NHS Trust</a>" in listed and "Formerly" not in listed


def test_a_name_divided_between_two_is_asked_back():
    merged(into=2)

    with pytest.raises(Exception, match="fits more than one trust"):
        field_value("Solent NHS Trust")


def test_both_pages_name_each_other_and_the_work_is_shown_where_it_is_kept_up():
    old, new = merged()
    page = make_case_study(trust=old, title="Solent saw more patients")
    make_adoption(make_case_study(title="Taken up by Solent"), trust=old)

    before = Client().get(f"/trusts/{old.ods_code}/").content.decode()
    after = Client().get(f"/trusts/{new.ods_code}/").content.decode()

    assert "Its services passed to <a" in before and new.name in before
    assert "It took over from <a" in after
    assert page.title in after and "Taken up by Solent" in after


def test_people_of_a_closed_trust_act_for_the_one_that_carries_it_on_and_the_other_way_round():
    old, new = merged()
    left, stayed = make_author(old), make_member(new)
    approver = make_user(held=[(Role.FINANCE_APPROVER, old)])
    request = make_request(trust=old, asked_by=left)

    assert trust_ids_of(left) == trust_ids_of(stayed) == {old.pk, new.pk}
    assert form_queries.trusts_asking_for(left) == [new] and authoring_services.trusts_of(left) == [
        new
    ]
    assert can(stayed, Action.HELP_WITHDRAW, trust_ids=[request.trust_id])
    assert {left, stayed} <= set(notifications.team([old])) & set(notifications.team([new]))
    # A signature is of the trust's own finance: an administrator says who that is now.
    assert can(approver, Action.FIGURES_SIGN, trust_ids=[old.pk])
    assert not can(approver, Action.FIGURES_SIGN, trust_ids=[new.pk])


def test_nobody_guesses_where_the_people_of_a_divided_trust_went():
    old, first, _second = merged(into=2)

    assert trust_ids_of(make_author(old)) == {old.pk}
    assert trust_ids_of(make_author(first)) == {old.pk, first.pk}


@pytest.mark.parametrize(("closed", "follows"), [("2024-09-30", True), ("2099-03-31", False)])
def test_authors_get_the_shelf_with_the_merger_and_not_before(closed, follows):
    old, new = merged(closed=closed)
    for trust in (old, new):
        shelves.open_shelf(trust)
    left, stayed = make_author(old), make_author(new)

    site.clock(None)

    groups = {shelves.authors_group_name(trust) for trust in (old, new)}
    for user in (left, stayed):
        held = set(user.groups.filter(name__in=groups).values_list("name", flat=True))
        assert (held == groups) is follows and held
    assert site.clock(None) == 0


def test_a_name_that_changes_is_found_where_the_trust_is_carried_on():
    old, _new = merged()
    old.name = "Portsmouth Community NHS Trust"
    old.save()

    assert entries.repair() == 0
    assert "Hampshire 1" in str(Client().get("/search/suggest/?q=portsmouth").json())
    assert Trust.objects.open(date(2024, 9, 30)).filter(pk=old.pk).exists()
