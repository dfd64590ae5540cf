"""Savings in the short form: a list of lines; nothing found or typed is lost; steps are undone."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from casestudies.authoring import forms as authoring_forms
from casestudies.authoring import screens
from casestudies.authoring import services as authoring_services
from casestudies.authoring.forms import ShortForm
from casestudies.documents import reading
from casestudies.models import WritingDraft
from tests.builders.casestudies import make_case_study, make_person, make_trust_shelf

pytestmark = pytest.mark.django_db
REPORT = """## Results

Agency spend fell from £1.42m to £1.08m in 2024/25.

We saved £52,000 in 2023/24 on beds, recurrent and cash-releasing.

Over three years this saved £1.2m.
"""
LINE = {
    "amount": "£52,000",
    "financial_year": "2024-25",
    "effect": "capacity",
    "recurrence": "recurrent",
    "description": "Visits",
}


@pytest.fixture
def author():
    return make_person("author", make_trust_shelf().trust)


@pytest.fixture
def draft(author):
    document = reading.read_pasted(REPORT)
    return authoring_services.start(
        trust=authoring_services.trusts_of(author)[0], by=author, document=document
    )


@pytest.fixture
def signed_in(client, author):
    client.force_login(author)
    return client


def sent(*lines, **answers):
    """What a browser sends."""
    rows = [
        {"uuid": f"00000000-0000-0000-0000-00000000000{at}", **one} for at, one in enumerate(lines)
    ]
    return {"title": "Plan", **answers, **authoring_forms.as_sent(rows)}


def press(client, draft, act, data):
    draft.refresh_from_db()
    address = f"/case-studies/write/{draft.pk}/sort/"
    answer = client.post(address, {"version": draft.version, **data, "act": act})
    draft.refresh_from_db()
    return answer


def amounts(draft):
    return [row.get("amount", "") for row in draft.values.get("savings", [])]


def test_a_fall_is_one_saving_and_a_sum_of_years_is_left_open(draft):
    found = draft.suggestions["savings"]

    assert [one["amount"] for one in found] == ["340000", "52000", ""]
    assert found[0]["stated"] == "£340,000, from £1,420,000 to £1,080,000"
    assert "sum of 3 years" in found[2]["ask"]


def test_a_second_suggestion_is_a_line_of_its_own(draft):
    authoring_services.accept(draft=draft, kind="savings", number=0)
    authoring_services.accept(draft=draft, kind="savings", number=1)

    first, second = draft.values["savings"]
    assert (first["amount"], first["financial_year"]) == ("340,000", "2024/25")
    assert first.get("effect", "") == ""
    assert (second["amount"], second["effect"]) == ("52,000", "cash-releasing")
    assert "£52,000" in second["description"]


def test_a_suggestion_fills_an_empty_line_and_leaves_a_typed_one(signed_in, draft):
    press(signed_in, draft, "savings-1", sent({"description": "Typed"}, {}))

    assert amounts(draft) == ["", "52,000"]
    assert draft.values["savings"][0]["description"] == "Typed"


def test_what_is_taken_is_marked_and_is_offered_again_once_its_line_is_gone(signed_in, draft):
    authoring_services.accept(draft=draft, kind="savings", number=1)
    address = f"/case-studies/write/{draft.pk}/"
    page = signed_in.get(address).content.decode()
    assert 'Taken: <a href="#saving-1">saving 1</a>' in page
    assert "From your document: “We saved £52,000 in 2023/24 on beds" in page
    with pytest.raises(ValidationError, match="among your savings already"):
        authoring_services.accept(draft=draft, kind="savings", number=1)

    authoring_services.remove_saving(draft=draft, place=0)

    assert "Taken:" not in signed_in.get(address).content.decode()


def test_a_suggestion_put_aside_can_come_back(signed_in, draft):
    press(signed_in, draft, "refuse_savings-2", sent())
    page = signed_in.get(f"/case-studies/write/{draft.pk}/").content.decode()
    assert "Not used: 1" in page and "offer_savings-2" in page

    press(signed_in, draft, "offer_savings-2", sent())

    assert not draft.suggestions["savings"][2]["refused"]


def test_removing_a_line_and_undoing_it_brings_back_every_word(signed_in, draft):
    press(signed_in, draft, "remove-0", sent(LINE, {**LINE, "amount": "7"}))
    assert amounts(draft) == ["7"]

    press(
        signed_in,
        draft,
        "undo",
        sent({**LINE, "amount": "7", "uuid": draft.values["savings"][0]["uuid"]}),
    )

    assert amounts(draft) == ["£52,000", "7"]
    assert draft.values["savings"][0]["description"] == "Visits"
    assert not draft.values.get("_removed")


def test_the_last_change_typed_can_be_undone_and_done_again(signed_in, draft):
    press(signed_in, draft, "add", sent(title="First words"))
    typed = sent({}, title="Other words")
    press(signed_in, draft, "undo", typed | {"savings-0-uuid": draft.values["savings"][0]["uuid"]})
    assert draft.values["title"] == "First words"

    press(signed_in, draft, "redo", screens.as_typed(draft.values))

    assert draft.values["title"] == "Other words"


def test_steps_last_until_the_next_day(signed_in, draft):
    press(signed_in, draft, "savings-1", sent())

    page = signed_in.get(f"/case-studies/write/{draft.pk}/").content.decode()

    assert "Undo: taking the saving of £52,000" in page
    for _ in range(2):
        authoring_services.undo(draft=WritingDraft.objects.get())
    with pytest.raises(ValidationError, match="nothing to undo"):
        authoring_services.undo(draft=WritingDraft.objects.get())


def test_a_later_window_keeps_what_was_typed_on_its_page(signed_in, draft):
    stale = draft.version
    press(signed_in, draft, "add", sent(title="First window"))

    answer = press(signed_in, draft, "savings-0", {**sent(LINE, title="Second"), "version": stale})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "changed in another window" in page and 'value="Second"' in page and "£52,000" in page
    assert draft.values["title"] == "First window" and amounts(draft) in ([], [""])


def test_a_button_pressed_twice_does_it_once(signed_in, draft):
    data = {**sent(), "version": draft.version}
    press(signed_in, draft, "savings-1", data)
    press(signed_in, draft, "savings-1", data)

    assert amounts(draft) == ["52,000"]


def test_errors_stand_at_their_own_line_and_nothing_is_lost(signed_in, draft):
    data = sent(LINE, {**LINE, "amount": "£1.2-1.5m"}, {**LINE, "financial_year": "FY24"})
    answer = signed_in.post(f"/case-studies/write/{draft.pk}/", {**data, "version": draft.version})

    first, second, third = answer.context["form"].savings
    assert not first.errors
    assert "It is a range" in str(second.errors["amount"])
    assert "can mean 2023/24 or 2024/25" in str(third.errors["financial_year"])
    page = answer.content.decode()
    assert answer.status_code == 400 and 'value="£1.2-1.5m"' in page
    assert 'href="#id_savings-1-amount"' in page


def test_three_savings_become_three_lines_of_the_record(author, draft):
    form = ShortForm(
        sent(LINE, {}, {**LINE, "amount": "£1.2m"}, {**LINE, "financial_year": "25/26"})
    )
    assert form.is_valid()

    page = authoring_services.save_as_page(draft=draft, values=form.cleaned_data, by=author)

    lines = page.get_latest_revision_as_object().savings.all()
    assert [line.amount for line in lines] == [52_000, 1_200_000, 52_000]
    assert [line.financial_year for line in lines] == ["2024/25", "2024/25", "2025/26"]


def test_a_line_that_came_by_another_way_meanwhile_is_kept_and_a_removed_one_goes():
    page = make_case_study(publish=False)
    author = make_person("author", page.trust)
    draft = authoring_services.start_on(page=page, by=author)
    authoring_services.remove_saving(draft=draft, place=0)
    record = page.get_latest_revision_as_object()
    line = record.savings.all()[0]
    other = type(line)(
        financial_year="2024/25", amount=9, effect="capacity", recurrence="recurrent"
    )
    record.savings.add(other)
    record.save_revision(clean=False)
    shown = screens.as_typed(screens.answers_of(draft))
    form = ShortForm({**shown, **authoring_forms.as_sent(shown.get("savings", []))})
    assert form.is_valid(), form.errors

    saved = authoring_services.save_as_page(draft=draft, values=form.cleaned_data, by=author)

    assert [one.amount for one in saved.get_latest_revision_as_object().savings.all()] == [9]


def test_an_unfinished_contact_is_not_written_over(author):
    text = "## Contact\n\nMoira Castleden, locality manager, moira.castleden@example.nhs.uk"
    draft = authoring_services.start(
        trust=authoring_services.trusts_of(author)[0], by=author, document=reading.read_pasted(text)
    )
    draft.values["contact_1_email"] = "half@typed"

    authoring_services.accept(draft=draft, kind="contacts", number=0)

    assert draft.values["contact_1_email"] == "half@typed"
    assert draft.values["contact_2_email"] == "moira.castleden@example.nhs.uk"


def test_names_that_are_sent_twice_or_are_none_are_replaced():
    rows = authoring_forms.rows_in(
        {
            "savings-0-uuid": "x",
            "savings-1-uuid": "x",
            "savings-2-amount": "1",
            "savings-9999-a": "2",
        }
    )

    assert len({row["uuid"] for row in rows}) == 3
