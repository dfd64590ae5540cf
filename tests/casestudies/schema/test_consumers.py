"""Each field of the schema is in every part of the site that it says, and no part knows another."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import pytest
from django.db import models
from ninja import Schema
from pydantic import ValidationError
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Page

from casestudies import panels, reading, schema
from casestudies.adoptions.forms import AdoptionMeasureForm, AdoptionSavingForm
from casestudies.authoring import forms as authoring_forms
from casestudies.authoring.forms import ShortForm
from casestudies.documents import drafting
from casestudies.documents.signs import Part as DocumentPart
from casestudies.importing import json_schema
from casestudies.importing.fields import APART, LISTS_OF_LINES, PAGE_COLUMNS
from casestudies.importing.parsing import Record
from casestudies.models import CaseStudyPage
from casestudies.models.case_study import KEPT
from casestudies.pasting import reading as pasting_reading
from casestudies.publishing import requirements as publishing_requirements
from casestudies.review import personal_data
from casestudies.savings import sign_offs
from casestudies.schema import (
    LINES,
    CaseStudy,
    Group,
    Public,
    Question,
    SearchText,
    Uses,
    choices_of,
    column_of,
    django_field,
    fields_of,
    help_of,
    is_rich,
    label_of,
    longest_of,
    parts_of,
    public_name,
)
from casestudies.schema.faults import faults_of
from casestudies.schema.values import Text
from casestudies.views import HEADINGS
from portal.api import records
from portal.api.schemas import case_studies as answers
from portal.api.schemas.shared import tells
from search.indexing import documents
from search.indexing.rows import TEXTS
from search.query import FACETS
from tests.builders.casestudies import make_case_study

PARTS = [CaseStudy, *parts_of(CaseStudy), schema.Picture]
EVERY_FIELD = [(part, name) for part in PARTS for name in fields_of(part)]
# Made by the site: by whom, when, and what a signature holds to.
NOT_OF_A_RECORD = {
    "adoption", "by", "claimed_by_origin", "computed", "computed_direction", "confirmed_by",
    "created_at", "dates_explained", "digest", "finance_query", "graded_at", "headline_amount",
    "headline_year", "id", "last_confirmed", "line_uuid", "page", "case_study", "recorded_by",
    "revision", "sort_order", "stopped_on", "trust_name", "user", "written_by",
}  # fmt: skip
# What the API works out, or knows of the page and its trust: no field of a record holds it.
WORKED_OUT = {
    "CaseStudy": {
        "area_slugs", "ask", "changed", "evidence", "evidence_direction", "headline", "blueprint",
        "id", "illustrative", "payback", "payback_basis", "published", "record", "region",
        "source", "stale", "starting_position", "story", "taken_up_by", "trust_type",
    },
    "Evidence": {
        "grade", "set_by_an_editor", "reason", "direction", "direction_reason", "statement",
    },
    "SignedSaving": {"sign_off", "signed_on", "signature_void"},
    "Measure": {"change", "sign_off"},
    "Cost": {"unit", "sign_off"},
}  # fmt: skip
ANSWERS = {
    (CaseStudy, ""): answers.CaseStudy,
    (CaseStudy, "grading"): answers.Evidence,
    (CaseStudy, "blueprint"): answers.Blueprint,
    (CaseStudy, "source"): answers.Source,
    (schema.Saving, ""): answers.SignedSaving,
    (schema.Measure, ""): answers.Measure,
    (schema.Cost, ""): answers.Cost,
    (schema.Step, ""): answers.Step,
    (schema.Risk, ""): answers.Risk,
    (schema.Resource, ""): answers.Resource,
    (schema.Contact, ""): answers.Contact,
}


def names(part, kept):
    return {name for name, uses in fields_of(part).items() if kept(uses)}


# The models


@pytest.mark.parametrize(("part", "name"), EVERY_FIELD)
def test_a_field_agrees_with_its_column(part, name):
    column = django_field(part, name)
    if column is None:
        return
    longest, choices = longest_of(part, name), choices_of(part, name)

    if longest is not None and isinstance(column, models.CharField) and not column.choices:
        assert column.max_length >= longest
    if choices is not None and column.choices:
        assert {value for value, _ in column.choices} <= set(choices.values)
    assert label_of(part, name)


def test_no_text_of_a_file_is_without_a_limit():
    limitless = [
        (part.__name__, name)
        for part, name in EVERY_FIELD
        if any(isinstance(one, Text) for one in part.model_fields[name].metadata)
        and longest_of(part, name) is None
    ]

    assert limitless == [("Step", "detail")]


@pytest.mark.parametrize("part", PARTS)
def test_the_schema_knows_every_column_of_its_model(part):
    model = next(
        django_field(part, name).model for name in fields_of(part) if django_field(part, name)
    )
    if part is CaseStudy:
        model = CaseStudyPage
    known = {column_of(part, name) for name in fields_of(part)}
    inherited = {field.name for field in Page._meta.get_fields()}
    columns = {
        field.name
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.name not in inherited or field.name == "title"
    }

    assert columns - {"page_ptr", *KEPT} - NOT_OF_A_RECORD <= known


# Import


def test_the_import_takes_every_key_of_a_file_and_no_other():
    printed = json_schema()
    kinds = {"CaseStudy": printed, **printed["$defs"]}

    for part in [CaseStudy, *parts_of(CaseStudy)]:
        assert set(kinds[part.__name__]["properties"]) == names(part, lambda uses: uses.in_file)


def test_every_key_of_a_file_goes_somewhere():
    taken = {*PAGE_COLUMNS, *LISTS_OF_LINES, *APART, "topics", *(f.name for f in fields(Record))}

    assert names(CaseStudy, lambda uses: uses.in_file) <= taken


# Publishing


def test_publishing_asks_for_what_the_schema_says():
    asked = {column_of(CaseStudy, n) for n in names(CaseStudy, lambda uses: uses.publishing)}

    assert {rule.field for rule in publishing_requirements.RULES} == asked
    assert len(publishing_requirements.RULES) == sum(
        len(uses.publishing) for uses in fields_of(CaseStudy).values()
    )
    assert {rule.group for rule in publishing_requirements.RULES} <= set(
        publishing_requirements.GROUPS
    )


# The editor, and with it the comparison of two versions


def fields_in(panel):
    """The fields of a panel and of the panels inside it, with those of its lines."""
    if isinstance(panel, InlinePanel):
        yield panel.relation_name, {name for one in panel.panels for name, _ in fields_in(one)}
    elif isinstance(panel, FieldPanel):
        yield panel.field_name, set()
    for child in getattr(panel, "children", ()):
        yield from fields_in(child)


def test_the_editor_shows_what_the_schema_says():
    shown = dict(fields_in(panels.edit_handler()))
    tabs = {column_of(CaseStudy, name) for name in names(CaseStudy, lambda u: u.row is not None)}

    assert set(shown) == tabs | {"personal_checked", "slug", "go_live_at", "expire_at"}
    for relation, part in LINES.items():
        assert shown[relation] == {
            column_of(part, name) for name in names(part, lambda uses: uses.row is not None)
        }


@pytest.mark.django_db
def test_two_versions_are_compared_by_every_field_of_the_editor(rf, admin_user):
    page = make_case_study()
    request = rf.get("/")
    request.user = admin_user
    handler = page.edit_handler.bind_to_model(CaseStudyPage)
    bound = handler.get_bound_panel(instance=page, request=request, form=None)
    compared = {one.args[0].name: one.args[1:] for one in bound.get_comparison()}

    def edited(part):
        return {column_of(part, name) for name in names(part, lambda uses: uses.row is not None)}

    assert set(compared) == edited(CaseStudy) | {"slug", "go_live_at", "expire_at"}
    for relation, part in LINES.items():
        assert {one.args[0].name for one in compared[relation][0]} == edited(part)


# Search


def test_the_texts_of_the_search_are_those_of_the_index():
    assert tuple(SearchText) == TEXTS


@pytest.mark.django_db
@pytest.mark.parametrize("weight", SearchText)
def test_every_searchable_field_is_in_its_text(weight):
    page = CaseStudyPage()
    marks = []
    for name, uses in fields_of(CaseStudy).items():
        part = LINES.get(name)
        if part is None and uses.search is weight:
            marks.append(mark(page, CaseStudy, name))
        elif part is not None:
            relation = CaseStudyPage._meta.get_field(name)
            line = relation.related_model()
            searched = names(part, lambda inner: inner.search is weight) - {"ods_code"}
            marks += [mark(line, part, key) for key in sorted(searched)]
            setattr(page, name, [line])

    told = " ".join(documents._texts(page, weight))

    assert not [one for one in marks if one not in told]


def mark(record: Any, part: Any, name: str) -> str:
    """Put a word that stands nowhere else into a field; returns how the search tells it."""
    choices = choices_of(part, name)
    several = part.model_fields[name].annotation is not str
    word = choices.values[0] if choices else f"word-of-{part.__name__}-{name}"
    if name in documents.TOLD_APART:
        return ""
    setattr(record, column_of(part, name), [word] if several else word)
    return str(choices(word).label) if choices else word


def test_the_filters_of_the_search_know_the_fields_they_take():
    told = {uses.facet for uses in fields_of(CaseStudy).values() if uses.facet}
    # What belongs to the trust, to a line of a saving, to the grade or to the kind of a cost.
    of_a_trust, of_a_line = {"region", "icb", "illustrative"}, {"effect", "recurrent", "sign_off"}

    assert told == set(FACETS) - of_a_trust - of_a_line - {"direction", "capital"}


# The API


@pytest.mark.parametrize(("told", "answer"), list(ANSWERS.items()))
def test_the_api_tells_what_the_schema_says(told, answer):
    part, inside = told
    public = {
        public_name(part, name)
        for name, uses in fields_of(part).items()
        if uses.public and uses.public.inside == inside
    }

    assert set(answer.model_fields) - WORKED_OUT.get(answer.__name__, set()) == public


def test_what_the_api_tells_of_grades_signatures_and_take_up_is_in_its_answers():
    told = {
        schema.Evidence: answers.Evidence,
        schema.SignOff: answers.SignedSaving,
        schema.Adoption: answers.TakeUp,
    }

    for part, answer in told.items():
        public = {public_name(part, name) for name in names(part, lambda uses: uses.public)}
        assert public and public <= set(answer.model_fields)


def test_the_chapters_of_the_story_are_the_rich_texts():
    chapters = {name for name, _ in reading.STORY}

    assert chapters == {name for name in fields_of(CaseStudy) if is_rich(CaseStudy, name)}
    assert chapters == names(CaseStudy, lambda uses: uses.public and uses.public.inside == "story")


# The short form, and what a document can fill


@pytest.mark.django_db
def test_the_short_form_asks_what_the_schema_says():
    boxes = set(ShortForm().fields)
    several = {*authoring_forms.AREAS}
    several |= {
        f"contact_{n}_{part}" for n in authoring_forms.CONTACTS for part in authoring_forms.CONTACT
    }
    asked = names(CaseStudy, lambda uses: uses.question)

    assert boxes - several == asked - set(authoring_forms.IN_BOXES)
    assert set(ShortForm().savings[0].fields) - {"uuid"} == names(
        schema.Saving, lambda uses: uses.question
    )


def test_a_hint_names_the_limit_of_its_field():
    for name in ("title", "result"):
        assert f"At most {longest_of(CaseStudy, name)} characters" in help_of(
            fields_of(CaseStudy)[name]
        )


def test_a_document_fills_only_fields_of_the_schema():
    parts = {part.value for part in DocumentPart} - {"remainder"}

    assert parts <= names(CaseStudy, lambda uses: uses.question)
    assert longest_of(CaseStudy, "result") == drafting.LONGEST_RESULT


# The rest


def test_what_may_tell_of_a_patient_is_looked_through():
    page = names(CaseStudy, lambda uses: uses.looked_through)

    assert {*personal_data.TEXTS, *personal_data.LISTS} == page
    for relation, part in LINES.items():
        looked = personal_data.LINES.get(relation, ("", ()))[1]
        assert set(looked) == names(part, lambda uses: uses.looked_through)


def test_a_signature_holds_to_fields_of_the_schema():
    parts = {"Saving": schema.Saving, "Measure": schema.Measure, "ImplementationCost": schema.Cost}
    signed = {kind.__name__: names for kind, names in sign_offs.SIGNED_FIELDS.items()}

    for model, part in parts.items():
        fields = next(
            (names for kind, names in signed.items() if model in kind or kind in model), ()
        )
        assert fields and set(fields) <= {column_of(part, name) for name in fields_of(part)}


def test_a_pasted_table_fills_fields_of_the_schema():
    columns = {column_of(schema.Saving, name) for name in fields_of(schema.Saving)}

    assert set(pasting_reading.SAVINGS_COLUMNS) <= columns
    assert set(pasting_reading.REQUIRED) == names(schema.AdopterSaving, lambda uses: uses.required)


@pytest.mark.parametrize(
    ("form", "part", "left_out"),
    [
        (AdoptionSavingForm, schema.AdopterSaving, "overlap_group"),
        (AdoptionMeasureForm, schema.Measure, "series"),
    ],
)
def test_an_adopter_is_asked_for_the_same_figures(form, part, left_out):
    assert set(form.base_fields) == names(part, lambda uses: uses.row is not None) - {left_out}


def test_the_rows_of_the_comparison_are_those_of_the_schema():
    template = Path("casestudies/templates/casestudies/compare.html").read_text()

    assert HEADINGS.keys() == names(CaseStudy, lambda uses: uses.side_by_side)
    assert not [name for name in HEADINGS if f"headings.{name} " not in template]


# A field that is added


class Lesson(schema.Step):
    """A kind of line with a field that the site has never seen."""

    label = "Lesson"

    moral: Annotated[
        str,
        Text(12),
        Uses(
            label="Moral",
            column="detail",
            required=True,
            group=Group.COPYING,
            question=Question("What is the moral?", rows=0),
            public=Public("the_moral", description="In a word."),
        ),
    ]


def test_a_field_that_is_added_appears_by_itself():
    @tells(Lesson)
    class Told(Schema):
        """A lesson in the API."""

    with pytest.raises(ValidationError) as refusal:
        Lesson.model_validate({"title": "Begin", "moral": "x" * 13, "colour": "red"})
    box = authoring_forms.box_for(Lesson, "moral")
    kept = CaseStudyPage._meta.get_field("steps").related_model(title="Begin", detail="Slowly")

    assert faults_of(refusal.value) == [
        ("moral", "shorten it to 12 characters; it has 13"),
        ("colour", "is not a key of a case study; take it out (--schema lists them)"),
    ]
    assert Told.model_fields["the_moral"].description == "In a word."
    assert records.told(kept, Lesson)["the_moral"] == "Slowly"
    assert (box.label, box.max_length) == ("What is the moral?", 12)
    assert "detail" in {name for one in panels.panels_of(Lesson, Group.COPYING)
                        for name, _ in fields_in(one)}  # fmt: skip
