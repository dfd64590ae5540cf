"""A line of figures keeps its row, whatever the form has heard of the save before."""

from __future__ import annotations

import pytest
from django.urls import reverse

from casestudies.models import CaseStudyPage
from tests.builders.casestudies import make_case_study, make_person, make_trust_shelf
from tests.builders.editing import form_of

pytestmark = pytest.mark.django_db


def fresh(page):
    return CaseStudyPage.objects.get(pk=page.pk)


def test_a_form_that_has_not_heard_which_rows_were_made_does_not_make_them_again(client):
    client.force_login(make_person("editor"))
    page = make_case_study(trust=make_trust_shelf().trust, publish=False)
    form = form_of(client, page)
    for name in ("savings", "measures", "costs"):
        form[f"{name}-0-id"] = ""
    form["savings-0-description"] = "Typed after the first save"
    held = {name: getattr(page, name).get().pk for name in ("savings", "measures", "costs")}

    for _ in range(2):
        answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
        assert answer.status_code == 302

    page = fresh(page)
    assert {name: getattr(page, name).get().pk for name in held} == held
    assert page.savings.get().description == "Typed after the first save"


def test_a_draft_without_rows_keeps_the_ones_that_its_first_save_made(client):
    client.force_login(make_person("editor"))
    page = make_case_study(trust=make_trust_shelf().trust, publish=False)
    draft = page.get_latest_revision_as_object()
    for line in [*draft.savings.all(), *draft.measures.all(), *draft.costs.all()]:
        line.pk = None
    draft.save_revision(clean=False)
    form = form_of(client, page)
    form |= {f"{name}-0-id": "" for name in ("savings", "measures", "costs")}

    for _ in range(2):
        answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
        assert answer.status_code == 302

    assert fresh(page).savings.count() == fresh(page).measures.count() == 1
