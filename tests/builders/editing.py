"""The editor's form of a case study, as a browser would send it back."""

from __future__ import annotations

from django.urls import reverse


def form_of(client, page):
    """What the form holds."""
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    form = response.context["form"]
    data = {}
    for part in [form, *(line for formset in form.formsets.values() for line in formset)]:
        for field in part:
            if field.name == "comment_notifications":
                continue
            _put(data, field)
    for formset in form.formsets.values():
        for field in formset.management_form:
            data[field.html_name] = field.value()
    return data


def _put(data, field):
    value = field.field.widget.value_from_datadict
    shown = field.value()
    shown = field.field.prepare_value(shown)
    if shown is None or shown is False or value is None:
        return
    data[field.html_name] = shown if isinstance(shown, list | str | int) else str(shown)
    if shown is True:
        data[field.html_name] = "on"
    if field.name in STORY:
        data[field.html_name] = RICH
    elif isinstance(shown, list) and field.name == "areas":
        data[field.html_name] = [str(getattr(item, "pk", item)) for item in shown]


STORY = ("problem", "done", "happened", "did_not_work", "quality", "equality", "staff",
         "involvement")  # fmt: skip
RICH = (
    '{"blocks":[{"key":"a","text":"Words","type":"unstyled","depth":0,"inlineStyleRanges":[],'
    '"entityRanges":[]}],"entityMap":{}}'
)
