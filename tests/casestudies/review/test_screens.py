"""The screens of the review: who gets in, what is kept, and where each leads."""

from __future__ import annotations

import pytest
from django.urls import reverse

from casestudies.models import PeerReview
from casestudies.review import criteria
from casestudies.review import services as review_services
from casestudies.review.states import Step
from tests.builders.casestudies import make_case_study, make_person
from tests.builders.reviewing import (
    fresh,
    grade_as_computed,
    make_checked,
    make_peer,
    make_signed,
    make_submitted,
    sign_on_screen,
    step_of,
)

pytestmark = pytest.mark.django_db


def answers(verdict="passed", comment="", **changed):
    data = {f"answer_{one.pk}": "met" for one in criteria.active()}
    return data | {"verdict": verdict, "comment": comment} | changed


def taken(client, page=None):
    page, peer = page or make_signed(), make_peer()
    review_services.take(page=page, by=peer)
    client.force_login(peer)
    return page, reverse("casestudies:peer_review", args=[page.pk])


def test_a_peer_sees_what_waits(client):
    page = make_signed(title="Send rosters out earlier")
    client.force_login(make_peer())

    text = client.get("/case-studies/review/").content.decode()

    assert "Send rosters out earlier" in text
    assert page.trust.name in text


def test_the_list_leaves_out_what_one_may_not_check(client):
    page = make_signed(title="Send rosters out earlier")
    client.force_login(make_person("author", page.trust))

    assert "Send rosters out earlier" not in client.get("/case-studies/review/").content.decode()


@pytest.mark.parametrize("role", ["member", "finance_approver"])
def test_others_are_told_who_checks(client, role):
    client.force_login(make_person(role, make_case_study().trust))

    response = client.get("/case-studies/review/")

    assert response.status_code == 403


def test_a_peer_takes_and_passes(client):
    page, address = make_signed(), None
    client.force_login(make_peer())
    address = reverse("casestudies:peer_review", args=[page.pk])
    client.post(reverse("casestudies:take_review", args=[page.pk]))

    response = client.post(address, answers())

    assert response.status_code == 302
    assert step_of(page) is Step.EDITOR


def test_what_is_not_met_needs_a_note_and_all_else_is_kept(client):
    page, address = taken(client)
    first = criteria.active()[0].pk
    data = answers(verdict="returned", comment="Please say which wards.")

    response = client.post(address, data | {f"answer_{first}": "not-met"})

    text = response.content.decode()
    assert response.status_code == 400
    assert "Say in a sentence what is not met" in text
    assert "Please say which wards." in text
    assert step_of(page) is Step.PEER


def test_the_author_reads_the_findings(client):
    page, address = taken(client)
    first = criteria.active()[0].pk
    data = answers(verdict="returned", comment="Please say which wards.")
    client.post(address, data | {f"answer_{first}": "not-met", f"note_{first}": "Title is vague."})
    client.force_login(make_person("author", page.trust))

    text = client.get(reverse("casestudies:progress", args=[page.pk])).content.decode()

    assert "Title is vague." in text and "Please say which wards." in text
    assert "It is with you again" in text


def test_findings_keep_the_words_that_were_asked(client):
    page, address = taken(client)
    asked = criteria.active()[0]
    client.post(address, answers())

    asked.question = "Something else?"
    asked.save()

    assert PeerReview.objects.get(page=page).findings[0]["question"] != "Something else?"


def test_the_draft_is_shown_to_its_reviewer_and_to_nobody_else(client):
    page, _ = taken(client)
    address = reverse("casestudies:peer_draft", args=[page.pk])
    shown = client.get(address)
    assert page.title in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]

    client.force_login(make_person("member", make_peer().role_assignments.get().trust))

    assert client.get(address).status_code == 403


def test_a_draft_that_was_not_sent_is_not_shown_to_peers(client):
    page = make_case_study(publish=False)
    client.force_login(make_peer())

    assert client.get(reverse("casestudies:peer_draft", args=[page.pk])).status_code == 403


def test_signing_the_last_figure_sends_it_on(client):
    page = make_submitted()
    client.force_login(make_person("finance_approver", page.trust))
    address = reverse("casestudies:sign", args=[page.pk])
    lines = [line.value for line in client.get(address).context["lines"]]

    sign_on_screen(client, page, lines)

    assert step_of(page) is Step.PEER


@pytest.mark.parametrize(("way", "step"), [("pass_on", Step.PEER), ("send_back", None)])
def test_the_approver_has_two_other_ways_out(client, way, step):
    page = make_submitted()
    client.force_login(make_person("finance_approver", page.trust))
    address = reverse(f"casestudies:{way}", args=[page.pk])
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 400
    assert "Say why" in refused.content.decode()

    client.post(address, {"reason": "The ledger closes in May."})

    assert step_of(page) is step


def test_the_editor_grades_then_publishes(client):
    page = make_checked()
    client.force_login(make_person("editor"))
    address = reverse("casestudies:grade", args=[page.pk])
    before = client.get(address).content.decode()
    assert "Grade the evidence, with a reason." in before and "Publish now" not in before
    client.post(address, {"grade": "promising", "reason": "Measured before and after."})
    assert "Publish now" in client.get(address).content.decode()

    client.post(reverse("casestudies:publish", args=[page.pk]))

    assert fresh(page).live


def test_publishing_past_the_review_needs_a_grade_too(client):
    page = make_case_study(publish=False)
    client.force_login(make_person("editor"))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = client.post(f"{url}?id={page.pk}", {"include_descendants": ""}, follow=True)

    assert "Grade the evidence" in response.content.decode()
    assert not fresh(page).live


def test_wagtails_own_button_publishes_a_graded_record(client):
    page = grade_as_computed(make_checked())
    client.force_login(make_person("editor"))
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])

    client.post(address, {"comment": ""})

    assert fresh(page).live


def test_the_author_sees_the_steps_in_the_editor(client):
    page = make_submitted()
    client.force_login(make_person("author", page.trust))

    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert "Trust finance signs the figures" in text
    assert "Promised by" in text


@pytest.mark.slow
def test_the_editor_links_to_signing_and_grading_for_whom_they_open_alone(client):
    page = make_case_study(publish=False)
    links = {
        "sign": reverse("casestudies:sign", args=[page.pk]),
        "grade": reverse("casestudies:grade", args=[page.pk]),
    }

    for person in (make_person("author", page.trust), make_person("editor")):
        client.force_login(person)
        screen = client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
        shown = {name for name, link in links.items() if f'href="{link}"' in screen}
        assert shown == {n for n, link in links.items() if client.get(link).status_code == 200}

    assert shown == {"grade"}
