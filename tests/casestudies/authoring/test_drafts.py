"""An unfinished case study: kept as typed, sorted piece by piece, and made a record once."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casestudies.authoring import documents as authoring_documents
from casestudies.authoring import forms as authoring_forms
from casestudies.authoring import records as authoring_records
from casestudies.authoring import screens
from casestudies.authoring import services as authoring_services
from casestudies.authoring.forms import ShortForm
from casestudies.documents import reading
from casestudies.models import CaseStudyPage, WritingDraft
from casestudies.savings import sign_offs
from tests.builders.casestudies import make_area, make_case_study, make_person, make_trust_shelf
from tests.builders.office import needs_word_processor, office_file
from tests.builders.reviewing import make_signed
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
REPORT = """
<h1>Plan district nurse rounds by street</h1>
<h2>Background</h2><p>Nurses drove 61 miles a day and saw nine people.</p>
<h2>What we did</h2><p>The planner groups visits by street each morning.</p>
<ul><li>One inbox takes every request</li><li>Urgent visits go to the nearest nurse</li></ul>
<h2>Results</h2><p>Visits rose from 9 to 12 a day. We saved £52,000 in 2024/25.</p>
<h2>What did not work</h2><p>A route planner sent two nurses across a river.</p>
<h2>Acknowledgements</h2><p>With thanks to the league of friends for cake.</p>
<h2>Contact</h2><p>Moira Castleden, locality manager, moira.castleden@example.nhs.uk</p>
"""
PARAGRAPHS = (
    "Nurses drove 61 miles a day and saw nine people.",
    "The planner groups visits by street each morning.",
    "One inbox takes every request",
    "Urgent visits go to the nearest nurse",
    "Visits rose from 9 to 12 a day. We saved £52,000 in 2024/25.",
    "A route planner sent two nurses across a river.",
    "With thanks to the league of friends for cake.",
)


@pytest.fixture
def trust():
    return make_trust_shelf().trust


@pytest.fixture
def author(trust):
    return make_person("author", trust)


def saving(place, **changed):
    """A line of the form as a browser sends it."""
    line = {
        "amount": "£52,000",
        "financial_year": "2024-25",
        "effect": "capacity",
        "recurrence": "recurrent",
        "description": "Visits",
        **changed,
    }
    return {f"savings-{place}-{name}": value for name, value in line.items()}


def answers(**changed):
    area = make_area()
    data = {
        "title": "Plan rounds by street",
        "result": "Visits rose from 9 to 12 a day.",
        "kind": "productivity",
        "area_1": area.slug,
        "problem": "Nurses drove 61 miles a day.",
        "done": "The planner groups visits.",
        "happened": "Visits rose.",
        **saving(0),
        "contact_1_name": "Moira Castleden",
        "contact_1_role": "Locality manager",
        "contact_1_email": "moira@example.nhs.uk",
        **changed,
    }
    form = ShortForm(data)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def everything_in(draft):
    """All the words that an author can still see."""
    kept = [str(value) for name, value in draft.values.items() if name != "_why"]
    return "\n".join([*kept, *(piece["text"] for piece in draft.remainder)])


@needs_word_processor
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_real_document_becomes_a_draft_and_nothing_is_dropped(trust, author, kind):
    document = reading.read(office_file(REPORT, kind), f"report.{kind}")

    draft = authoring_services.start(
        trust=trust, by=author, document=document, source_name="report"
    )

    seen = " ".join(everything_in(draft).split())
    assert [words for words in PARAGRAPHS if words not in seen] == []
    assert draft.values["title"] == "Plan district nurse rounds by street"
    assert "61 miles" in draft.values["problem"] and "planner" in draft.values["done"]
    assert "river" in draft.values["did_not_work"]
    assert "league of friends" in " ".join(piece["text"] for piece in draft.remainder)


def from_text(trust, author):
    text = (
        "# Plan rounds\n\n## Background\n\nToo many miles.\n\n"
        "## Thanks\n\nTo the friends.\n\nAnd cake."
    )
    return authoring_services.start(trust=trust, by=author, document=reading.read_pasted(text))


def test_a_piece_that_is_placed_is_in_its_answer_and_no_longer_to_sort(trust, author):
    draft = from_text(trust, author)
    before = everything_in(draft)
    words = draft.remainder[0]["text"]

    authoring_services.place(draft=draft, piece=0, field="problem")

    assert draft.values["problem"].endswith(words)
    assert sorted(everything_in(draft).split()) == sorted(before.split())


def test_a_piece_left_out_can_be_brought_back(trust, author):
    draft = from_text(trust, author)
    authoring_services.throw_away(draft=draft, piece=0)
    assert draft.remainder[0]["gone"]

    authoring_services.throw_away(draft=draft, piece=0, back=True)

    assert not draft.remainder[0]["gone"]


def test_a_title_too_long_for_its_field_is_to_sort(trust, author):
    read = authoring_documents.read_into_answers(
        reading.read_pasted(f"# {'Long words ' * 12}\n\nText.")
    )

    assert "title" not in read.values
    assert any("Long words" in piece["text"] for piece in read.remainder)


def test_a_suggestion_is_taken_only_when_asked(trust, author):
    text = "## Results\n\nWe saved £52,000 in 2024/25 on agency nurses."
    draft = authoring_services.start(trust=trust, by=author, document=reading.read_pasted(text))
    assert "savings" not in draft.values

    authoring_services.accept(draft=draft, kind="savings", number=0)

    (line,) = draft.values["savings"]
    assert (line["amount"], line["financial_year"]) == ("52,000", "2024/25")
    assert draft.suggestions["savings"][0]["taken"] == line["uuid"]


def test_a_later_window_is_told_and_nothing_is_overwritten(trust, author):
    draft = authoring_services.start(trust=trust, by=author)
    authoring_services.keep(draft=draft, values={"title": "Mine"}, version=draft.version)

    with pytest.raises(ValidationError, match="another window"):
        authoring_services.keep(draft=draft, values={"title": "Late"}, version=draft.version)

    assert WritingDraft.objects.get().values["title"] == "Mine"


def test_only_its_owner_opens_a_draft(trust, author):
    draft = authoring_services.start(trust=trust, by=author)

    with pytest.raises(WritingDraft.DoesNotExist):
        authoring_services.own(make_person("author", trust), draft.pk)


def test_who_does_not_write_for_the_trust_cannot_begin(trust):
    with pytest.raises(PermissionDenied):
        authoring_services.start(trust=trust, by=make_person("author", make_trust()))


def test_the_answers_make_a_draft_on_the_trusts_shelf(trust, author):
    draft = authoring_services.start(trust=trust, by=author)

    page = authoring_services.save_as_page(draft=draft, values=answers(), by=author)

    record = page.get_latest_revision_as_object()
    assert (page.live, page.trust, page.owner) == (False, trust, author)
    assert record.savings.get().amount == 52_000
    assert record.savings.get().financial_year == "2024/25"
    assert record.problem == "<p>Nurses drove 61 miles a day.</p>"
    assert [contact.name for contact in record.contacts.all()] == ["Moira Castleden"]


def test_a_second_save_changes_the_same_record_and_keeps_the_rest(trust, author):
    draft = authoring_services.start(trust=trust, by=author)
    page = authoring_services.save_as_page(draft=draft, values=answers(), by=author)
    record = page.get_latest_revision_as_object()
    record.not_where = "Small islands"
    record.done = "<p>The <b>planner</b> groups visits.</p>"
    record.save_revision(clean=False)

    values = answers(result="Visits rose from 9 to 13.", not_where="Small islands")
    authoring_services.save_as_page(
        draft=authoring_services.start_on(page=page, by=author), values=values, by=author
    )

    again = CaseStudyPage.objects.get().get_latest_revision_as_object()
    assert again.result == "Visits rose from 9 to 13."
    assert again.not_where == "Small islands"
    assert "<b>planner</b>" in again.done, "what was set in bold stays"


def test_saving_again_keeps_a_signature_on_an_unchanged_figure():
    page = make_case_study(publish=False)
    author = make_person("author", page.trust)
    approver = make_person("finance_approver", page.trust)
    line = page.get_latest_revision_as_object().savings.get()
    sign_offs.sign(page=page, line_uuid=line.uuid, by=approver)
    values = authoring_records.values_of(page.get_latest_revision_as_object())
    form = ShortForm(screens.as_typed(values) | authoring_forms.as_sent(values["savings"]))
    assert form.is_valid(), form.errors

    draft = authoring_services.start_on(page=page, by=author)
    authoring_services.save_as_page(draft=draft, values=form.cleaned_data, by=author)

    latest = CaseStudyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert not sign_offs.statuses_of(latest)[line.uuid].void
    assert sign_offs.statuses_of(latest)[line.uuid].level == "finance"


def test_while_a_peer_reads_the_short_form_does_not_save():
    page = make_signed()
    author = make_person("author", page.trust)
    draft = authoring_services.start_on(page=page, by=author)

    with pytest.raises(ValidationError, match="checking this case study"):
        authoring_services.save_as_page(draft=draft, values=answers(), by=author)


def test_what_is_to_sort_stays_after_the_record_is_made(trust, author):
    draft = from_text(trust, author)
    pieces = len(draft.remainder)
    authoring_services.throw_away(draft=draft, piece=0)

    authoring_services.save_as_page(draft=draft, values=answers(), by=author)

    assert len(WritingDraft.objects.get().remainder) == pieces - 1
