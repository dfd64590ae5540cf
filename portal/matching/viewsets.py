"""Matching in the Wagtail admin: programmes to set up, designations to look through."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.accounts import audit
from portal.matching import weights
from portal.matching.models import ExemplarDesignation, Programme

WEIGHTS_HELP = 'Parts that differ from the standard, such as {"distance": 0.2}. Each change counts.'


class ProgrammeForm(WagtailAdminModelForm):
    """A programme. Its weights are published, so they must be readable by the scoring."""

    def clean_weights(self) -> dict[str, Any]:
        chosen = self.cleaned_data["weights"] or {}
        if not isinstance(chosen, dict):
            raise ValidationError('Enter parts and numbers: {"distance": 0.2}.')
        try:
            weights.of_programme(chosen)
        except (ValueError, TypeError) as error:
            raise ValidationError(str(error)) from error
        return chosen

    def save(self, commit: bool = True) -> Programme:
        """Changed weights are a new version: pages and matches say which one they used."""
        if self.instance.pk and "weights" in self.changed_data:
            self.instance.weights_version += 1
        return super().save(commit)


class _Audited:
    """Writes the audit trail with the change, in one transaction."""

    done = ""

    def save_instance(self) -> Programme:
        with transaction.atomic():
            programme = super().save_instance()  # type: ignore[misc]
            audit.record(
                by=self.request.user,  # type: ignore[attr-defined]
                action=f"programme.{self.done}",
                subject=programme,
                weights_version=programme.weights_version,
            )
        return programme


class ProgrammeCreateView(_Audited, CreateView):
    done = "created"


class ProgrammeEditView(_Audited, EditView):
    done = "changed"


class ProgrammeViewSet(ModelViewSet):
    """Programmes: areas, dates, weights. A programme is never deleted: its matches remain."""

    model = Programme
    name = "programmes"
    url_prefix = "programmes"
    icon = "group"
    menu_label = "Programmes"
    menu_order = 220
    add_to_admin_menu = True
    list_display = ["name", "starts", "ends", "next_round"]
    search_fields = ["name"]
    copy_view_enabled = False
    add_view_class = ProgrammeCreateView
    edit_view_class = ProgrammeEditView
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("description"),
            FieldPanel("areas", widget=forms.CheckboxSelectMultiple),
            MultiFieldPanel(
                [FieldPanel("starts"), FieldPanel("ends"), FieldPanel("next_round")], "Dates"
            ),
            MultiFieldPanel(
                [FieldPanel("weights", help_text=WEIGHTS_HELP), FieldPanel("weakness_weight")],
                "Scoring",
            ),
            FieldPanel("source"),
        ],
        base_form_class=ProgrammeForm,
    )


class DesignationViewSet(ModelViewSet):
    """Every designation, to look through. It moves by its commands, on its own page."""

    model = ExemplarDesignation
    name = "designations"
    url_prefix = "designations"
    icon = "clipboard-list"
    menu_label = "Exemplars"
    menu_order = 221
    add_to_admin_menu = True
    list_display = ["trust", "programme", "status", "ceiling", "designated_on"]
    list_filter = ["status", "programme"]
    search_fields = ["trust__name", "trust__ods_code"]
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields = ["evidence"]
