"""The editor's screens hold the gate, name what is missing, and keep lines and words."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import WorkflowState
from wagtail.test.utils.form_data import nested_form_data

from casestudies.models import CaseStudyPage
from tests.builders.casestudies import (
    make_case_study,
    make_person,
    make_trust_shelf,
)
from tests.builders.editing import RICH, STORY, form_of
from tests.builders.reviewing import (
    grade_as_computed,
    make_checked,
    passed_by_peer,
    sign_everything,
)

pytestmark = pytest.mark.django_db
MISSING = {"not_where": ""}


def fresh(page):
    return CaseStudyPage.objects.get(pk=page.pk)


def approve(client, page):
    client.force_login(make_person("editor"))
    state = fresh(page).current_workflow_task_state
    args = [page.pk, "approve", state.pk]
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=args), {"comment": ""}, follow=True
    )


def test_the_editor_publishes_a_complete_draft(client):
    client.force_login(make_person("editor"))
    page = grade_as_computed(make_case_study(publish=False))
    data = form_of(client, page) | {"action-publish": "1"}

    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert fresh(page).live


def test_without_a_grade_the_editor_is_led_to_it_and_keeps_the_changes(client):
    client.force_login(make_person("editor"))
    page = make_case_study(publish=False)
    data = form_of(client, page) | {"action-publish": "1", "result": "Typed just now"}

    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert response.url == reverse("casestudies:grade", args=[page.pk])
    assert fresh(page).get_latest_revision_as_object().result == "Typed just now"
    assert not fresh(page).live


def test_the_editor_sees_what_is_missing_at_its_field_and_keeps_what_was_typed(client):
    client.force_login(make_person("editor"))
    page = make_case_study(publish=False)
    data = form_of(client, page) | {
        "action-publish": "1", "not_where": "", "result": "Typed just now",
    }  # fmt: skip

    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert "Say where it should not be copied" in response.context["form"].errors["not_where"][0]
    assert "Typed just now" in response.content.decode()
    assert not fresh(page).live


def test_a_missing_list_of_lines_is_named_above_the_lines(client):
    client.force_login(make_person("editor"))
    page = make_case_study(publish=False, costs=[])
    data = form_of(client, page) | {"action-publish": "1"}

    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert "Add what it cost" in response.content.decode()
    assert not fresh(page).live


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_what_may_name_a_patient_is_checked_before_it_goes_out(client, action):
    client.force_login(make_person("editor"))
    page = grade_as_computed(make_case_study(publish=False))
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = form_of(client, page) | {action: "1", "result": "NHS number 943 476 5919 fell."}

    refused = client.post(url, data)

    text = refused.content.decode()
    assert "tick that you have checked it" in text and "943 476 5919" in text
    assert 'name="personal_checked"' in text
    assert not fresh(page).live and fresh(page).current_workflow_state is None

    client.post(url, data | {"personal_checked": "on"})

    assert fresh(page).live or fresh(page).current_workflow_state is not None


def test_a_draft_that_names_a_patient_can_be_saved(client):
    client.force_login(make_person("editor"))
    page = make_case_study(publish=False)
    data = form_of(client, page) | {"result": "NHS number 943 476 5919 fell."}

    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert "943 476" in fresh(page).get_latest_revision_as_object().result


def test_a_draft_with_parts_missing_is_saved_from_the_editor(client):
    client.force_login(make_person("editor"))
    page = make_case_study(publish=False)
    data = form_of(client, page) | {"not_where": ""}

    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert response.status_code == 302
    assert fresh(page).get_latest_revision_as_object().not_where == ""


def test_an_incomplete_draft_is_not_submitted_for_review(client):
    page = make_case_study(publish=False)
    client.force_login(make_person("author", page.trust))
    data = form_of(client, page) | {"action-submit": "1", "not_where": ""}

    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert "not_where" in response.context["form"].errors
    assert not fresh(page).workflow_in_progress


def test_a_complete_draft_is_submitted_and_approved(client):
    page = make_case_study(publish=False)
    client.force_login(make_person("author", page.trust))
    data = form_of(client, page) | {"action-submit": "1"}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    grade_as_computed(passed_by_peer(sign_everything(fresh(page))))

    approve(client, page)

    assert fresh(page).live


def test_an_approval_of_a_draft_that_lost_a_part_leads_to_the_editor(client):
    page = grade_as_computed(make_checked(make_case_study(publish=False, **MISSING)))

    response = approve(client, page)

    assert response.status_code == 200
    assert "Say where it should not be copied" in response.content.decode()
    assert not fresh(page).live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_publishing_many_at_once_names_what_is_missing(client):
    client.force_login(make_person("editor"))
    page = make_case_study(publish=False, **MISSING)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = client.post(f"{url}?id={page.pk}", {"include_descendants": ""}, follow=True)

    assert "cannot be published yet" in response.content.decode()
    assert not fresh(page).live


def test_the_create_screen_refuses_to_publish_an_empty_page(client):
    client.force_login(make_person("editor"))
    shelf = make_trust_shelf()
    url = reverse("wagtailadmin_pages:add", args=["casestudies", "casestudypage", shelf.pk])
    empty = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0"}
    names = (
        "savings", "costs", "measures", "contacts", "steps", "risks", "resources", "partners",
        "pictures", "comments",
    )  # fmt: skip
    data = nested_form_data(
        {
            "title": "Plan rosters", "slug": "plan", "action-publish": "1", "licence": "ogl-3",
            "visibility": "public", **dict.fromkeys(STORY, RICH), **dict.fromkeys(names, empty),
        }
    )  # fmt: skip

    response = client.post(url, data)

    assert "result" in response.context["form"].errors
    assert not CaseStudyPage.objects.exists()


def test_a_line_keeps_its_name_from_draft_to_draft(client):
    client.force_login(make_person("editor"))
    page = make_case_study()
    name = page.savings.get().uuid
    for amount in ("1", "2"):
        data = form_of(client, page) | {"savings-0-amount": amount}
        client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    line = fresh(page).get_latest_revision_as_object().savings.get()

    assert (line.uuid, line.amount) == (name, 2)


def test_two_new_lines_get_names_of_their_own(client):
    client.force_login(make_person("editor"))
    page = grade_as_computed(make_case_study())
    data = form_of(client, page)
    first = {key: value for key, value in data.items() if key.startswith("savings-0-")}
    for number in (1, 2):
        copy = {key.replace("-0-", f"-{number}-"): value for key, value in first.items()}
        data |= copy | {f"savings-{number}-uuid": "", f"savings-{number}-id": ""}
        data[f"savings-{number}-amount"] = f"{number}000"
    data |= {"savings-TOTAL_FORMS": "3", "action-publish": "1"}

    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert len({line.uuid for line in fresh(page).savings.all()}) == 3


def test_two_lines_that_say_the_same_are_asked_about_beside_the_line(client):
    client.force_login(make_person("editor"))
    page = grade_as_computed(make_case_study(publish=False))
    data = form_of(client, page)
    first = {key: value for key, value in data.items() if key.startswith("savings-0-")}
    data |= {key.replace("-0-", "-1-"): value for key, value in first.items()}
    data |= {"savings-1-uuid": "", "savings-1-id": "", "savings-1-description": "Other words"}
    data |= {"savings-TOTAL_FORMS": "2", "action-publish": "1"}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    text = client.post(address, data).content.decode()

    assert "are the same money (£120,000 in 2023/24" in text
    assert "give both lines the same word here" in text
    assert not fresh(page).live
    client.post(address, data | {"savings-0-overlap_group": "a", "savings-1-overlap_group": "a"})
    assert fresh(page).live


def test_an_adopted_case_study_is_not_deleted(client):
    from tests.builders.casestudies import make_adoption

    client.force_login(make_person("editor"))
    page = make_case_study()
    make_adoption(page)

    response = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)

    assert "Retire it instead" in response.content.decode()
    assert CaseStudyPage.objects.filter(pk=page.pk).exists()
