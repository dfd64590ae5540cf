"""The register in the Wagtail admin."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.permissions import Role
from portal.trusts.admin import TrustViewSet
from tests.builders.accounts import make_user
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def url(name, *args):
    return reverse(TrustViewSet().get_url_name(name), args=args)


def test_trusts_are_listed_with_code_and_type(admin):
    make_trust("RGT", "Cambridge University Hospitals")

    page = admin.get(url("list")).content.decode()

    assert "Cambridge University Hospitals" in page
    assert "RGT" in page


def test_a_trust_can_be_looked_up(admin):
    make_trust("RGT", "Cambridge University Hospitals")
    make_trust("RX9", "East Midlands Ambulance")

    page = admin.get(url("list"), {"q": "rgt"}).content.decode()

    assert "Cambridge" in page
    assert "East Midlands" not in page


def test_a_trust_can_be_inspected(admin):
    trust = make_trust("RGT", type_source="CQC")

    assert "CQC" in admin.get(url("inspect", trust.pk)).content.decode()


def test_the_code_of_a_trust_cannot_be_changed(admin):
    trust = make_trust("RGT")

    admin.post(url("edit", trust.pk), {"name": "New name", "ods_code": "RXX", "successors": []})

    trust.refresh_from_db()
    assert trust.ods_code == "RGT"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_those_who_look_after_the_site_may_look_trusts_up(role):
    make_trust("RGT", "Cambridge University Hospitals")
    client = Client()
    client.force_login(make_user(held=[(role, None)]))

    assert "Cambridge University Hospitals" in client.get(url("list")).text


def test_a_stranger_is_asked_to_sign_in():
    assert Client().get(url("list")).status_code == 302
