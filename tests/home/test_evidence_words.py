"""The page about evidence tells the rule as it is now, where nobody rewrote it."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from casestudies.evidence import RULE
from portal.home.models import HomePage, StandardPage
from portal.home.site import ensure_site

MIGRATION = import_module("portal.home.migrations.0003_netted_costs")
EARLIER = "".join(
    f"<li><b>{grade.label}.</b> {MIGRATION.BEFORE[grade.value]}</li>" for grade, _ in RULE
)
PAYBACK = "<p>Payback: against the headline less what it costs a year. A staff day is counted.</p>"


def test_each_condition_and_payback_are_told_as_they_are_now():
    now = MIGRATION.told_now(f"<ul>{EARLIER}</ul>{PAYBACK}")

    assert all(f"<b>{grade.label}.</b> {words}</li>" in now for grade, words in RULE)
    assert "is not taken off again. A staff day" in now
    assert MIGRATION.told_now(now) == now


@pytest.mark.django_db
def test_page_and_newest_version_are_told_and_an_editors_own_words_stay():
    if not HomePage.objects.exists():
        ensure_site()
    page = StandardPage.objects.get(slug="evidence")
    own = "<p>As our editors say it.</p>"
    page.body = own + EARLIER
    page.save_revision().publish()

    MIGRATION.tell_the_rule(apps, None)

    page.refresh_from_db()
    for body in (page.body, page.get_latest_revision_as_object().body):
        assert body.startswith(own)
        assert all(words in body for _, words in RULE)
