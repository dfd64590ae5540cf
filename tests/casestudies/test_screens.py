"""The screens of the finance approver, the editor who grades, and the adopter."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from casestudies.models import Adoption, EvidenceGrade, SignOff
from casestudies.savings import sign_offs
from tests.builders.casestudies import long_ago, make_adoption, make_case_study, make_person
from tests.builders.reviewing import sign_on_screen
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
LINES = {
    "savings-TOTAL_FORMS": "1", "savings-INITIAL_FORMS": "0",
    "measures-TOTAL_FORMS": "1", "measures-INITIAL_FORMS": "0",
    "measures-0-lower_is_better": "on",
}  # fmt: skip


def sign_url(page):
    return reverse("casestudies:sign", args=[page.pk])


def adoption_url(page, trust):
    return reverse("casestudies:adoption", args=[page.pk, trust.ods_code.lower()])


def value_of(line):
    return f"{line.uuid}:{sign_offs.digest(line)}"


def test_the_approver_sees_figures_and_sources_and_nothing_else(client):
    page = make_case_study(did_not_work="<p>Night shifts.</p>")
    client.force_login(make_person("finance_approver", page.trust))

    text = client.get(sign_url(page)).content.decode()

    assert "£120,000 in 2023/24" in text
    assert "Ledger, cost centre 4021" in text
    assert "Night shifts" not in text
    assert "contact0@" not in text


def test_the_approver_signs_the_figures_they_chose(client):
    page = make_case_study()
    client.force_login(make_person("finance_approver", page.trust))

    response = sign_on_screen(client, page, [value_of(page.savings.get())])

    assert "You signed 1 figure." in response.content.decode()
    assert SignOff.objects.get().line_uuid == page.savings.get().uuid


def test_the_approver_signs_a_draft(client):
    page = make_case_study(publish=False)
    client.force_login(make_person("finance_approver", page.trust))
    line = page.get_latest_revision_as_object().savings.get()

    sign_on_screen(client, page, [value_of(line)])

    assert SignOff.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda chosen: {}, "Choose at least one figure"),
        (lambda chosen: {"lines": ["x:y", chosen]}, "A figure has changed since you opened this"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_chosen_is_kept(client, change, says):
    page = make_case_study(savings=[{}, {"description": "Other nurses"}])
    client.force_login(make_person("finance_approver", page.trust))
    chosen = value_of(page.savings.last())

    response = client.post(sign_url(page), change(chosen))

    text = response.content.decode()
    assert response.status_code == 400
    assert says in text
    is_kept = re.search(rf'value="{re.escape(chosen)}"[^>]* checked', text) is not None
    assert is_kept == ("has changed" in says)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("role", ["author", "editor", None])
def test_nobody_else_opens_the_figures(client, role):
    page = make_case_study()
    client.force_login(make_person(role, page.trust if role == "author" else None))

    assert client.get(sign_url(page)).status_code == 403


def test_without_signing_in_a_screen_leads_to_the_way_in(client):
    page = make_case_study()

    for name in ("sign", "grade", "adoption_start", "adoption_claim"):
        url = reverse(f"casestudies:{name}", args=[page.pk])

        assert client.get(url).url.startswith("/accounts/login/")


def test_an_editor_grades(client):
    page = make_case_study()
    client.force_login(make_person("editor"))
    url = reverse("casestudies:grade", args=[page.pk])

    assert "Promising evidence" in client.get(url).content.decode()
    client.post(url, {"grade": "good", "reason": "Measured for long enough."})

    assert EvidenceGrade.objects.get().grade == "good"


def test_a_grade_without_a_reason_is_refused(client):
    page = make_case_study()
    client.force_login(make_person("editor"))

    response = client.post(reverse("casestudies:grade", args=[page.pk]), {"grade": "good"})

    assert response.status_code == 400
    assert not EvidenceGrade.objects.exists()


def test_an_author_opens_no_grades(client):
    page = make_case_study()
    client.force_login(make_person("author", page.trust))

    assert client.get(reverse("casestudies:grade", args=[page.pk])).status_code == 403


def test_a_member_is_led_to_the_form_of_their_trust(client):
    page, trust = make_case_study(), make_trust()
    client.force_login(make_person("member", trust))

    response = client.get(reverse("casestudies:adoption_start", args=[page.pk]))

    assert response.url == adoption_url(page, trust)


def test_a_member_records_a_result_with_a_saving(client):
    page, trust = make_case_study(), make_trust()
    client.force_login(make_person("member", trust))
    data = LINES | {
        "status": "sustained", "started": "2023-05-01", "result": "It fell here too.",
        "savings-0-amount": "5000",
        "savings-0-financial_year": "2023/24", "savings-0-effect": "capacity",
        "savings-0-recurrence": "recurrent",
    }  # fmt: skip

    response = client.post(adoption_url(page, trust), data)

    assert response.url == page.url
    adoption = Adoption.objects.get()
    assert (adoption.trust, adoption.savings.get().amount) == (trust, 5000)
    assert adoption.measures.count() == 0


def test_a_line_keeps_its_name_when_the_record_is_saved_again(client):
    page, trust = make_case_study(), make_trust()
    adoption = make_adoption(page, trust, savings=[{}])
    name = adoption.savings.get().uuid
    client.force_login(make_person("member", trust))
    data = LINES | {
        "status": "paused", "savings-INITIAL_FORMS": "1", "savings-0-uuid": str(name),
        "savings-0-amount": "7", "savings-0-financial_year": "2023/24",
        "savings-0-effect": "capacity", "savings-0-recurrence": "recurrent",
    }  # fmt: skip

    client.post(adoption_url(page, trust), data)

    assert [(line.uuid, line.amount) for line in adoption.savings.all()] == [(name, 7)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": ""}, "Choose how far you have got"),
        ({"status": "stopped"}, "Say why it was stopped"),
        ({"savings-0-amount": "5"}, "This field is required"),
        ({"started": "soon"}, "Enter a valid date"),
    ],
)
def test_a_form_with_a_fault_names_it_and_keeps_what_was_typed(client, change, says):
    page, trust = make_case_study(), make_trust()
    client.force_login(make_person("member", trust))
    told = {"status": "sustained", "how_adapted": "Six weeks, not eight."}
    data = LINES | told | {"started": long_ago().isoformat()} | change

    response = client.post(adoption_url(page, trust), data)

    text = response.content.decode()
    assert response.status_code == 400
    assert says in text
    assert "Six weeks, not eight." in text
    assert not Adoption.objects.exists()


def test_a_broken_form_is_refused_without_an_error(client):
    page, trust = make_case_study(), make_trust()
    client.force_login(make_person("member", trust))

    assert client.post(adoption_url(page, trust), {"status": "sustained"}).status_code == 400


@pytest.mark.parametrize(("answer", "left"), [("confirm", 1), ("decline", 0)])
def test_a_claim_is_answered_with_one_button(client, answer, left):
    page, trust = make_case_study(), make_trust()
    make_adoption(page, trust, confirmed=False)
    client.force_login(make_person("member", trust))

    client.post(adoption_url(page, trust), {"answer": answer})

    assert Adoption.objects.confirmed().count() == left
    assert Adoption.objects.count() == left


def test_other_people_do_not_open_the_adopters_form(client):
    page, trust = make_case_study(), make_trust()
    client.force_login(make_person("author", page.trust))

    assert client.get(adoption_url(page, trust)).status_code == 403


def test_a_draft_and_an_unknown_trust_are_not_there(client):
    trust = make_trust()
    client.force_login(make_person("member", trust))

    assert client.get(adoption_url(make_case_study(publish=False), trust)).status_code == 404
    url = reverse("casestudies:adoption", args=[make_case_study().pk, "nope"])
    assert client.get(url).status_code == 404


def test_the_origin_claims_a_take_up(client):
    page, trust = make_case_study(), make_trust()
    client.force_login(make_person("author", page.trust))
    url = reverse("casestudies:adoption_claim", args=[page.pk])

    client.post(url, {"trust": trust.ods_code})
    again = client.post(url, {"trust": trust.ods_code})

    assert Adoption.objects.get().claimed_by_origin
    assert "is already listed" in again.content.decode()
