"""No text field of any record and no field of any form lets an odd character by.

The fields are found, not listed: the next one that somebody adds is looked at too.
"""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.test import RequestFactory
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.blocks import CharBlock, RichTextBlock, TextBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField

import casestudies
import portal
import search
from casestudies.authoring import services as authoring_services
from casestudies.documents.reading import read_pasted
from casestudies.importing.parsing import parse_file
from casestudies.models import CaseStudyPage, Saving, WritingDraft
from portal.accounts.invitations import clean_address
from portal.accounts.models import User
from portal.text import stored
from portal.trusts import register_csv
from portal.trusts.models import Trust
from search.alerts import services
from search.forms import SearchForm
from search.models import QueryLog
from tests.builders.accounts import make_author, make_user
from tests.builders.casestudies import make_area, make_case_study
from tests.builders.trusts import make_trust

ODD = "\u202ebe\u200bds\x07 \ufb01t"
PLAIN = "beds fit"
UNSEEN = ("\u202e", "\u200b", "\x07", "\ufb01")
# What holds no text that a person typed: choices, numbers, days, records, files.
NO_TEXT = (
    forms.ChoiceField, forms.BooleanField, forms.NullBooleanField, forms.IntegerField,
    forms.DateField, forms.DateTimeField, forms.TimeField, forms.DurationField, forms.FileField,
    forms.ModelChoiceField, forms.MultiValueField,
)  # fmt: skip


def is_clean(value):
    return not any(one in str(value) for one in UNSEEN)


def our_models():
    ours = tuple(f"{app}." for app in settings.FIRST_PARTY_APPS)
    return [one for one in apps.get_models() if one.__module__.startswith(ours)]


def our_modules():
    for package in (casestudies, search, portal):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name and ".settings" not in found.name:
                yield importlib.import_module(found.name)


def our_form_fields():
    """Every field of every form class of ours, those of allauth that people fill in too."""
    classes = {
        one
        for module in [*our_modules(), allauth_forms]
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, forms.BaseForm)
    }
    for form in sorted(classes, key=lambda one: f"{one.__module__}.{one.__qualname__}"):
        for name, field in getattr(form, "base_fields", {}).items():
            yield f"{form.__module__}.{form.__qualname__}.{name}", field
    page_form = CaseStudyPage.get_edit_handler().get_form_class()
    for name, field in page_form.base_fields.items():
        yield f"editor.{name}", field
    for relation, formset in page_form.formsets.items():
        for name, field in formset.form.base_fields.items():
            yield f"editor.{relation}.{name}", field


def test_every_text_field_of_every_record_stands_behind_the_gate():
    escaped = []
    for model in our_models():
        kept = getattr(model, "kept_as_written", ())
        for field in model._meta.local_concrete_fields:
            holds_text = isinstance(
                field, models.CharField | models.TextField | models.JSONField | StreamField
            )
            if holds_text and not field.choices and field.name not in kept:
                value = {"a": [ODD]} if isinstance(field, models.JSONField) else ODD
                cleaner = stored.cleaner_of(field)
                if cleaner is None or not is_clean(cleaner(value)):
                    escaped.append(str(field))

    assert escaped == []
    assert isinstance(CaseStudyPage._meta.get_field("problem"), RichTextField)


def test_what_is_kept_as_written_is_short_and_known():
    kept = {one._meta.label: one.kept_as_written for one in apps.get_models()
            if hasattr(one, "kept_as_written")}  # fmt: skip

    assert kept == {
        "accounts.User": ("password",),
        "matching.AllocationRun": ("inputs", "inputs_hash", "result"),
    }


@pytest.mark.django_db
def test_every_field_of_every_form_stands_behind_the_gate():
    escaped, looked_at = [], 0
    for name, field in our_form_fields():
        looked_at += 1
        if isinstance(field, NO_TEXT) or field.disabled:
            continue
        if not isinstance(field, forms.CharField):
            escaped.append((name, type(field)))
            continue
        if isinstance(field.widget, forms.PasswordInput):
            continue
        try:
            got = field.clean(ODD)
        except ValidationError:
            continue
        if not is_clean(got):
            escaped.append((name, got))

    assert escaped == []
    assert looked_at > 150


def test_passwords_are_never_changed():
    for field in (forms.CharField(widget=forms.PasswordInput), allauth_forms.PasswordField()):
        assert field.clean(ODD) == ODD


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("j\u043ene@nhs.net", "cyrillic small letter o"),
        ("jane@nh\u0455.net", "cyrillic small letter dze"),
        ("jane\u200b@nhs.net", "cannot be seen"),
        ("\ufeffjane@nhs.net", "cannot be seen"),
        ("jane@nhs\uff0enet", "fullwidth full stop"),
    ],
)
def test_an_address_that_looks_like_another_is_refused(address, said):
    with pytest.raises(ValidationError, match=said):
        forms.EmailField().clean(address)
    with pytest.raises(ValidationError):
        clean_address(address)


def test_what_cannot_be_seen_is_no_title():
    with pytest.raises(ValidationError, match="required"):
        forms.CharField().clean("\u200b\u202e \u3164\u0301")
    assert forms.CharField(max_length=4).clean("be\u200b\u00adds") == "beds"
    with pytest.raises(ValidationError, match="at most 3"):
        forms.CharField(max_length=3).clean("o\ufb03")


def test_a_box_of_one_line_and_a_box_of_many():
    assert forms.CharField().clean("a\u2028b") == "a b"
    assert forms.CharField(widget=forms.Textarea).clean("a\r\nb\x0bc") == "a\nb\nc"
    assert forms.CharField(widget=DraftailRichTextArea()).clean("<p>\u0338a&shy;b</p>") == (
        "<p>ab</p>"
    )


def test_blocks_of_a_stream_pass_the_same_fields():
    assert CharBlock().field.clean(ODD) == PLAIN
    assert TextBlock().field.clean(ODD) == PLAIN
    assert is_clean(RichTextBlock().field.clean(f"<p>{ODD}</p>"))


def test_null_bytes_are_refused_and_not_taken_out():
    with pytest.raises(ValidationError, match="Null"):
        forms.CharField().clean("a\x00b")


@pytest.mark.django_db
def test_the_address_of_a_search_is_clean(client):
    form = SearchForm(RequestFactory().get("/", {"q": ODD}).GET, user=make_user())

    assert form.is_valid()
    assert form.cleaned_data["q"] == PLAIN
    assert client.get("/search/", {"q": "a\x00b"}).status_code == 400


@pytest.mark.django_db
def test_whatever_writes_writes_clean():
    """Saved, in bulk, by a query, as a version: the gate stands at the field."""
    trust, area = make_trust(), make_area()
    Trust.objects.filter(pk=trust.pk).update(name=ODD)
    QueryLog.objects.bulk_create([QueryLog(day="2026-05-04", terms=ODD, searches=1)])
    area.name, area.synonyms = ODD, [ODD]
    area.save()
    page = make_case_study(publish=False, title=ODD, problem=f"<p>{ODD}</p>", must_have=[ODD])
    page.title, page.done = ODD, f"<p>{ODD}&#x200b;</p>"
    revision = page.save_revision(clean=False)
    document = get_document_model()(title=ODD)
    document.file.save("\u202eplan\x07.txt", ContentFile(b"x"), save=False)
    document.save()
    page.refresh_from_db()
    revision.refresh_from_db()

    assert Trust.objects.get(pk=trust.pk).name == QueryLog.objects.get().terms == PLAIN
    area.refresh_from_db()
    assert (area.name, area.synonyms) == (PLAIN, [PLAIN])
    assert (page.title, page.problem, page.must_have) == (PLAIN, f"<p>{PLAIN}</p>", [PLAIN])
    assert (revision.content["title"], revision.content["done"]) == (PLAIN, f"<p>{PLAIN}</p>")
    assert document.title == PLAIN
    assert is_clean(document.filename)


@pytest.mark.django_db
def test_a_line_and_a_draft_are_stored_clean():
    trust = make_trust()
    author = make_author(trust)
    page = make_case_study(trust, savings=[{"description": ODD}])
    draft = authoring_services.start(
        trust=trust, by=author, document=read_pasted(f"# {ODD}\n\n{ODD}")
    )
    authoring_services.keep(draft=draft, values={"title": ODD}, version=draft.version)

    assert Saving.objects.get(page=page).description == PLAIN
    assert WritingDraft.objects.get().values["title"] == PLAIN
    assert is_clean(WritingDraft.objects.values_list("remainder", "suggestions"))


@pytest.mark.django_db
def test_a_password_is_stored_as_it_was_hashed():
    person = make_user()
    person.set_password(ODD)
    person.save()

    assert User.objects.get(pk=person.pk).check_password(ODD)
    assert not EmailAddress.objects.filter(email__contains="\u200b").exists()


@pytest.mark.django_db
def test_two_names_that_look_alike_are_one():
    person = make_author(make_trust())
    services.save(owner=person, name="Beds fit", query_string="q=beds", alert="none")

    for name in ("Beds\u200b fit", "Beds \ufb01t", "BEDS FIT"):
        with pytest.raises(ValidationError, match="of this name"):
            services.save(owner=person, name=name, query_string="q=beds", alert="none")


def test_files_that_are_loaded_pass_it(tmp_path):
    lines = tmp_path / "records.jsonl"
    lines.write_text(
        '{"id": "a1", "ti\\u200btle": "\\u202eBeds \\ufb01t", "organisation": "A\\u00adB"}\n'
    )
    table = tmp_path / "trusts.csv"
    table.write_text("ods_code,na\u200bme\nZZ1,\u202ebeds \ufb01t\n")

    record = parse_file(lines)[0].record
    rows = register_csv.read(table, ("ods_code", "name"), ("ods_code", "name"))

    assert (record.page["title"], record.page["organisation"]) == ("Beds fit", "AB")
    assert rows.lines[0][1]["name"] == PLAIN
