from __future__ import annotations

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string


class Everything(forms.Form):
    name = forms.CharField(help_text="As on your badge.")
    kind = forms.ChoiceField(choices=[("a", "A talk"), ("b", "A visit")])
    pick = forms.ChoiceField(choices=[("a", "Near"), ("b", "Far")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        choices=[("a", "One"), ("b", "Two")], widget=forms.CheckboxSelectMultiple, required=False
    )
    sure = forms.BooleanField(label="I am sure")
    day = forms.DateField(widget=forms.DateInput)
    text = forms.CharField(widget=forms.Textarea, required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def draw(name, data=None, **options):
    return render_to_string("parts/field.html", {"field": Everything(data)[name], **options})


@pytest.mark.parametrize(
    ("name", "css_class"),
    [
        ("name", "nhsuk-input"),
        ("kind", "nhsuk-select"),
        ("text", "nhsuk-textarea"),
        ("pick", "nhsuk-radios__input"),
        ("many", "nhsuk-checkboxes__input"),
        ("sure", "nhsuk-checkboxes__input"),
    ],
)
def test_widget_wears_its_class(name, css_class):
    assert f'class="{css_class}"' in draw(name)


def test_hint_and_error_are_tied_to_the_control():
    html = draw("name", {"name": ""})

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_group_stands_in_a_fieldset_with_a_label_for_each():
    html = draw("pick", {"pick": "b"})

    assert "<fieldset" in html
    assert 'for="id_pick_1">Far</label>' in html
    assert html.count("checked") == 1


def test_date_is_a_date_box_that_keeps_what_was_typed():
    html = draw("day", {"day": "2026-11-05"})

    assert 'type="date"' in html
    assert 'value="2026-11-05"' in html


def test_optional_field_says_so():
    assert "(optional)" in draw("text")
    assert "(optional)" not in draw("name")


def test_money_has_its_sign_in_front():
    assert "nhsuk-input-wrapper__prefix" in draw("name", prefix="£")


def test_hidden_field_is_bare():
    assert draw("secret").strip().startswith('<input type="hidden"')


def test_summary_links_each_error_to_its_first_control():
    html = render_to_string("parts/error_summary.html", {"form": Everything({})})

    assert 'href="#id_name"' in html
    assert 'href="#id_pick_0"' in html


def test_summary_of_a_sound_form_is_nothing():
    assert render_to_string("parts/error_summary.html", {"form": Everything()}).strip() == ""


def test_pages_keep_the_query():
    page = Paginator(range(100), 10).page(5)
    html = render_to_string("parts/pagination.html", {"page": page, "prefix": "q=beds&"})

    assert 'href="?q=beds&amp;page=6" rel="next"' in html
    assert 'aria-current="page" aria-label="Page 5"' in html


def test_single_page_has_no_pages():
    page = Paginator([1], 10).page(1)

    assert render_to_string("parts/pagination.html", {"page": page}).strip() == ""


def test_what_people_type_is_escaped():
    template = Template('{% include "parts/field.html" with field=form.name %}')
    html = template.render(Context({"form": Everything({"name": '"><script>'})}))

    assert "<script>" not in html
