"""Form fields in NHS style, for the shell's parts. Pages include `parts/field.html` instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, widgets
from django.utils.safestring import SafeString

register = template.Library()

INPUT_CLASSES: list[tuple[type[widgets.Widget], str]] = [
    (widgets.Textarea, "nhsuk-textarea"),
    (widgets.Select, "nhsuk-select"),
    (widgets.FileInput, "nhsuk-file-upload__input"),
    (widgets.Input, "nhsuk-input"),
]


@dataclass(frozen=True)
class FormError:
    """One thing that is wrong, and the id of the control to mend it with (or none)."""

    text: str
    target: str


@dataclass(frozen=True)
class Choice:
    """One checkbox or radio of a group."""

    html: SafeString
    id: str
    label: str


@register.simple_tag
def page_numbers(page: Page) -> Iterable[int | str]:
    """The page numbers to link, with gaps."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag
def form_errors(form: BaseForm | None, forms: Iterable[BaseForm] | None = None) -> list[FormError]:
    """Every error of the form (or forms), general ones first, then in the order of the fields."""
    found = []
    for one in list(forms or []) or ([form] if form else []):
        found += [FormError(str(text), "") for text in one.non_field_errors()]
        for field in one:
            found += [FormError(str(text), first_control(field)) for text in field.errors]
    return found


def first_control(field: BoundField) -> str:
    """The id of the control that a link to this field should land on."""
    return f"{field.auto_id}_0" if is_group(field) else field.auto_id


def is_group(field: BoundField) -> bool:
    """True for radios and checkboxes, which need a fieldset and a legend."""
    return isinstance(field.field.widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple)


def is_radios(field: BoundField) -> bool:
    """True where one of the group is chosen. Django's checkbox group is a kind of RadioSelect."""
    widget = field.field.widget
    several = isinstance(widget, widgets.CheckboxSelectMultiple)
    return isinstance(widget, widgets.RadioSelect) and not several


@register.inclusion_tag("parts/nhs_field.html")
def nhs_field(field: BoundField, **options: Any) -> dict[str, Any]:
    """The whole field. `options` are the words that `parts/field.html` names."""
    widget = field.field.widget
    is_single_box = isinstance(widget, widgets.CheckboxInput)
    width = options.get("width")
    context = {
        **{name: value for name, value in options.items() if value},
        "field": field,
        "label": options.get("label") or field.label,
        "hint_id": f"{field.auto_id}_helptext",
        "error_id": f"{field.auto_id}_error",
        "is_single_box": is_single_box,
        "kind": "radios" if is_radios(field) else "checkboxes",
    }
    if is_group(field):
        context["choices"] = choices(field)
    elif is_single_box:
        context["control"] = control(field, "nhsuk-checkboxes__input")
    else:
        name = next((name for kind, name in INPUT_CLASSES if isinstance(widget, kind)), "")
        width_class = f" nhsuk-input--width-{width}" if width else ""
        error_class = f" {name}--error" if field.errors else ""
        context["control"] = control(field, f"{name}{error_class}{width_class}")
    return context


def control(field: BoundField, css_class: str) -> SafeString:
    """The widget with its class. Django itself ties it to its hint and error."""
    # A placeholder that repeats the label goes away when it is needed; the label stays.
    field.field.widget.attrs.pop("placeholder", None)
    own = field.field.widget.attrs.get("class")
    attrs: dict[str, Any] = {"class": f"{css_class} {own}" if own else css_class}
    if isinstance(field.field.widget, widgets.DateInput):
        # The browser's own date box takes ISO dates only.
        field.field.widget.format = "%Y-%m-%d"
        field.field.widget.input_type = "date"
    return field.as_widget(attrs=attrs)


def choices(field: BoundField) -> list[Choice]:
    """Each option of a group as a control of its own."""
    css_class = "nhsuk-radios__input" if is_radios(field) else "nhsuk-checkboxes__input"
    found = []
    for option in field.subwidgets:
        option.data["attrs"]["class"] = css_class
        # Django's option template wraps the input in its label: the plain input is enough.
        option.data["wrap_label"] = False
        found.append(Choice(option.tag(), option.id_for_label, str(option.choice_label)))
    return found
