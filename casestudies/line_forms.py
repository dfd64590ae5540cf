"""Lines of figures in the editor: a line keeps its row by its own name, its UUID."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import ModelForm
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel


class LineFormSet(BaseChildFormSet):
    """A line that comes without the id of its row, or with an old one, is known by its UUID.

    The editor saves by itself while one types, so a form can be sent before it heard which row
    the save before it made. Without this such a line would be there twice.
    """

    def _construct_form(self, i: int, **kwargs: Any) -> ModelForm:
        form = super()._construct_form(i, **kwargs)
        row = self._rows().get(self._name(i)) if self.is_bound else None
        if row is not None and form.instance.pk != row.pk:
            form.instance = row
        return form

    def _rows(self) -> dict[UUID, Any]:
        """The rows that the page has by now."""
        return {line.uuid: line for line in self.get_queryset() if line.pk is not None}

    def _name(self, i: int) -> UUID | None:
        try:
            return UUID(self.data.get(f"{self.add_prefix(i)}-uuid", ""))
        except ValueError:
            return None


class LinesPanel(InlinePanel):
    """An inline panel of lines that have a UUID."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = LineFormSet
        return options
