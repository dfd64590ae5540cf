"""A draft of an earlier version held one saving, by field: it becomes the first line of a list."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from casestudies.authoring import screens
from casestudies.authoring import services as authoring_services
from tests.builders.casestudies import make_case_study, make_person, make_trust_shelf

pytestmark = pytest.mark.django_db
MIGRATION = import_module("casestudies.migrations.0006_savings_as_a_list")


def test_the_saving_of_a_draft_is_the_first_line():
    author = make_person("author", make_trust_shelf().trust)
    draft = authoring_services.start(trust=authoring_services.trusts_of(author)[0], by=author)
    draft.values = {"title": "Plan", "amount": "£5k", "financial_year": "", "effect": "capacity"}
    draft.save()

    MIGRATION.into_a_list(apps, None)
    MIGRATION.into_a_list(apps, None)

    draft.refresh_from_db()
    (line,) = draft.values["savings"]
    assert (line["amount"], line["effect"]) == ("£5k", "capacity")
    assert draft.values["title"] == "Plan" and "amount" not in draft.values


def test_the_saving_of_a_case_study_keeps_its_own_name():
    page = make_case_study(publish=False)
    author = make_person("author", page.trust)
    draft = authoring_services.start_on(page=page, by=author)
    name = str(page.get_latest_revision_as_object().savings.all()[0].uuid)
    draft.values = {"title": "Plan", "amount": "9"}
    draft.save()

    MIGRATION.into_a_list(apps, None)

    draft.refresh_from_db()
    assert [(line["uuid"], line["amount"]) for line in draft.values["savings"]] == [(name, "9")]
    assert screens.answers_of(draft)["title"] == "Plan"
