"""The short form over HTTP: errors at their fields, everything typed kept, nobody else let in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casestudies.authoring import services as authoring_services
from casestudies.authoring.forms import LONGEST, ShortForm
from casestudies.documents import reading
from casestudies.models import CaseStudyPage, WritingDraft
from casestudies.review.states import Step
from casestudies.schema import CaseStudy, longest_of
from tests.builders.casestudies import make_case_study, make_person, make_trust_shelf
from tests.builders.reviewing import step_of
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
WRITE = "/case-studies/write/"


@pytest.fixture
def author(client):
    person = make_person("author", make_trust_shelf().trust)
    client.force_login(person)
    return person


@pytest.fixture
def draft(author):
    return authoring_services.start(trust=author.role_assignments.get().trust, by=author)


def address(draft, name="short_form"):
    return reverse(f"casestudies:{name}", args=[draft.pk])


def test_one_press_leads_to_an_empty_form(client, author):
    response = client.post(WRITE, {"empty": "1"})

    assert response.url == address(WritingDraft.objects.get())
    assert client.get(response.url).status_code == 200


def test_unfinished_drafts_are_listed_and_can_be_deleted(client, draft):
    authoring_services.keep(draft=draft, values={"title": "Half a thought"}, version=0)
    assert "Half a thought" in client.get(WRITE).content.decode()

    client.post(address(draft, "discard"))

    assert not WritingDraft.objects.exists()


def test_a_file_that_cannot_be_read_says_why_and_keeps_the_text(client, author):
    picture = SimpleUploadedFile("scan.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)

    response = client.post(WRITE, {"read": "1", "document": picture, "text": "My pasted words"})

    text = response.content.decode()
    assert response.status_code == 400
    assert "not a document that can be read" in text and "My pasted words" in text


def test_pasted_text_becomes_answers_with_the_reason(client, author):
    typed = "## Background\n\nToo many miles.\n\n## Thanks\n\nTo all."

    response = client.post(WRITE, {"read": "1", "text": typed}, follow=True)

    text = response.content.decode()
    assert "Too many miles." in text
    assert "Filled from your document: Under the heading “Background”" in text
    assert "Still to sort" in text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Give it a title"),
        ("title", "x" * 10_000, "Keep the title to 100 characters"),
        ("savings-0-amount", "12 beds", "Write pounds in figures"),
        ("savings-0-amount", "-5", "Enter 0 or more"),
        ("savings-0-amount", "12.50", "without pence"),
        ("savings-0-financial_year", "2023/25", "not a financial year"),
        ("contact_1_email", "moira at trust", "Enter an e-mail address such as"),
    ],
)
def test_a_bad_answer_says_what_to_do_and_all_else_is_kept(client, draft, field, value, says):
    data = {"title": "Plan rounds", "problem": "Miles and miles", "version": draft.version}

    response = client.post(address(draft), data | {field: value})

    text = response.content.decode()
    assert response.status_code == 400
    assert says in text and "Miles and miles" in text
    assert not CaseStudyPage.objects.exists()


@pytest.mark.parametrize("typed", ["£1,234", "1 234", "1234", "£1.234k", "1,234 pounds"])
def test_pounds_are_taken_as_people_type_them(typed):
    form = ShortForm({"title": "x", "savings-0-amount": typed})
    form.is_valid()

    assert form.savings[0].cleaned_data["amount"] == 1234


def test_a_saving_that_was_begun_is_asked_for_whole(client, draft):
    response = client.post(address(draft), {"title": "x", "savings-0-amount": "5", "version": 0})

    form = response.context["form"]
    assert set(form.savings[0].errors) == {"financial_year", "effect", "recurrence"}


def test_a_saving_and_no_cash_effect_contradict_each_other(client, draft):
    data = {"title": "x", "savings-0-amount": "5", "no_cash_effect": "on", "version": 0}

    assert "no_cash_effect" in client.post(address(draft), data).context["form"].errors


def test_it_is_saved_as_one_types_and_comes_back(client, draft):
    response = client.post(
        address(draft, "autosave"), {"title": "Plan", "savings-0-amount": "12k", "version": 0}
    )

    assert response.json()["saved"]
    shown = client.get(address(draft)).content.decode()
    assert 'value="Plan"' in shown and 'value="12k"' in shown


def test_null_bytes_do_no_harm(client, draft):
    response = client.post(address(draft, "autosave"), {"title": "Pl\x00an", "version": 0})

    assert response.json()["saved"]
    assert WritingDraft.objects.get().values["title"] == "Plan"


def test_a_second_window_is_told(client, draft):
    client.post(address(draft, "autosave"), {"title": "First", "version": 0})

    response = client.post(address(draft, "autosave"), {"title": "Second", "version": 0})

    assert response.status_code == 409
    assert "another window" in response.json()["text"]
    assert WritingDraft.objects.get().values["title"] == "First"


def test_an_ended_session_is_said_in_words(client, draft):
    client.logout()

    response = client.post(address(draft, "autosave"), {"title": "x", "version": 0})

    assert response.status_code == 401
    assert "signed out" in response.json()["text"]


def test_another_persons_draft_is_not_there(client, draft):
    client.force_login(make_person("author", make_trust()))

    for name in ("short_form", "autosave", "sort", "discard"):
        assert client.post(address(draft, name)).status_code == 404


def test_sorting_keeps_what_was_just_typed(client, author):
    trust = author.role_assignments.get().trust
    text = "## Background\n\nToo many miles.\n\n## Thanks\n\nTo the friends."
    draft = authoring_services.start(trust=trust, by=author, document=reading.read_pasted(text))

    typed = {"version": 0, "title": "Just typed", "problem": "Miles."}

    client.post(address(draft, "sort"), typed | {"act": "place-0", "field-0": "problem"})

    kept = WritingDraft.objects.get().values
    assert kept["title"] == "Just typed"
    assert kept["problem"].startswith("Miles.") and len(kept["problem"]) > 6


def test_what_is_next_names_what_is_missing_and_why(client, draft):
    response = client.post(address(draft), {"title": "Plan rounds", "version": 0}, follow=True)

    text = response.content.decode()
    assert "Say where it should not be copied" in text
    assert "It is what others will try." in text
    assert "Send it for review" not in text


def test_a_complete_record_is_sent_by_one_press(client):
    page = make_case_study(publish=False)
    client.force_login(make_person("author", page.trust))
    assert (
        "Send it for review"
        in client.get(reverse("casestudies:progress", args=[page.pk])).content.decode()
    )

    client.post(reverse("casestudies:send", args=[page.pk]))

    assert step_of(page) is Step.FINANCE


def test_what_may_be_a_patients_is_looked_at_first(client):
    page = make_case_study(
        publish=False, problem="<p>Patient called Joan Smith, born 3 May 1941.</p>"
    )
    client.force_login(make_person("author", page.trust))
    send = reverse("casestudies:send", args=[page.pk])
    refused = client.post(send)
    assert refused.status_code == 400
    assert "tick that you have checked it" in refused.content.decode()

    client.post(send, {"checked": "1"})

    assert step_of(page) is Step.FINANCE


def test_an_incomplete_record_is_not_sent(client):
    page = make_case_study(publish=False, not_where="")
    client.force_login(make_person("author", page.trust))

    assert client.post(reverse("casestudies:send", args=[page.pk])).status_code == 400
    assert step_of(page) is None


def test_an_author_of_another_trust_sees_nothing_of_a_draft(client):
    page = make_case_study(publish=False)
    client.force_login(make_person("author", make_trust()))

    assert client.get(reverse("casestudies:progress", args=[page.pk])).status_code == 403
    assert client.post(reverse("casestudies:write_again", args=[page.pk])).status_code == 403


@pytest.mark.parametrize("name", ["view_draft", "history"])
def test_versions_and_preview_are_there_for_authors(client, name):
    page = make_case_study(publish=False)
    client.force_login(make_person("author", page.trust))

    assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk])).status_code == 200


def test_two_versions_can_be_compared_and_comments_written(client):
    page = make_case_study(publish=False)
    page.save_revision(clean=False)
    first, second = page.revisions.order_by("pk")[:2]
    client.force_login(make_person("author", page.trust))

    compared = client.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])
    )

    assert compared.status_code == 200
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "comments" in editor.context["form"].formsets


def test_a_question_takes_as_much_as_a_file_does():
    """One limit for each text of the schema, however it comes in."""
    form = ShortForm()
    boxes = {name: box for name, box in form.fields.items() if name in CaseStudy.model_fields}
    limits = {
        name: (box.max_length, longest_of(CaseStudy, name))
        for name, box in boxes.items()
        if getattr(box, "max_length", None)
    }

    assert limits["not_where"] == (2_000, 2_000)
    assert all(own == (given or LONGEST) for own, given in limits.values())
