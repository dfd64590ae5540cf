"""The editor's screen, in the six groups of the schema, with guidance beside each field.

A line of figures keeps its row by its own name, its UUID.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.forms import ModelForm
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets.slug import SlugInput

from casestudies.forms import CaseStudyPageForm
from casestudies.models import CaseStudyPage
from casestudies.permissions import can_sign
from casestudies.publishing import requirements as publishing_requirements
from casestudies.review import personal_data, progress, readiness
from casestudies.schema import (
    CaseStudy,
    Group,
    Part,
    Uses,
    column_of,
    fields_of,
    help_of,
    part_in,
)
from portal.accounts import permissions
from portal.accounts.permissions import Action


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


class CompletenessPanel(Panel):
    """What is still missing, and what each part would do for readers."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "casestudies/cms/completeness.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            new = self.instance.pk is None
            facts = publishing_requirements.facts_of(self.instance)
            gaps = [
                gap
                for gap in publishing_requirements.missing_from(facts)
                # The shelf gives a new page its trust when it is saved.
                if not (new and gap.field in ("trust", "organisation"))
            ]
            needed = publishing_requirements.needed_of(facts)
            return context | {
                "gaps": publishing_requirements.by_group(gaps),
                "missing": len(gaps),
                "asked": any(gap.line is not None for gap in gaps),
                "done": needed - len(gaps),
                "needed": needed,
                "page": None if new else self.instance,
                "may_sign": not new and can_sign(self.request.user, self.instance),
                # Editors who may not grade this one find there who can, and what they may do.
                "may_grade": permissions.can(
                    self.request.user,
                    Action.EVIDENCE_GRADE,
                    trust_ids=[self.instance.trust_id],
                ),
                "progress": None if new else progress.progress_of(self.instance),
                "void": [] if new else readiness.void_signatures(self.instance),
                "personal": [] if new else personal_data.findings_of(self.instance),
            }


class PersonalCheckPanel(FieldPanel):
    """The tick that somebody has looked; shown where there is something to look at."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            # Comparing versions shows panels without a form.
            if self.form is None or not super().is_shown():
                return False
            if "personal_checked" in self.form.errors:
                return True
            return self.instance.pk is not None and bool(personal_data.findings_of(self.instance))


class PastePanel(Panel):
    """The way to the screen that reads a table from a spreadsheet."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "casestudies/cms/paste.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None


def panels_of(part: type[Part], group: Group | None = None) -> list[Panel]:
    """The panels of a part, or of one group of it, in the order of the schema.

    What has no panel here is not in the comparison of two versions either, which Wagtail makes
    from them.
    """
    shown = [
        (name, uses)
        for name, uses in fields_of(part).items()
        if uses.row is not None and uses.group == group
    ]
    panels: list[Panel] = []
    for _, fields in groupby(shown, key=lambda one: one[1].row or one[0]):
        row = list(fields)
        in_row = [_panel(part, name, uses) for name, uses in row]
        if row[0][1].heading:
            panels.append(MultiFieldPanel(in_row, heading=row[0][1].heading))
        else:
            panels.append(FieldRowPanel(in_row) if len(in_row) > 1 else in_row[0])
    return panels


def _panel(part: type[Part], name: str, uses: Uses) -> Panel:
    told = {"help_text": help_of(uses)} if help_of(uses) else {}
    lines = part_in(part, name)
    if lines is not None:
        # Lines of figures have names, by which they are signed.
        kind = LinesPanel if "uuid" in lines.model_fields else InlinePanel
        return kind(name, label=lines.label, panels=panels_of(lines), **told)
    kind = TitleFieldPanel if part is CaseStudy and name == "title" else FieldPanel
    return kind(column_of(part, name), **told)


TABS = [group for group in Group if group not in (Group.SIGNPOST, Group.FILE)]
BEFORE: dict[Group, list[Panel]] = {
    Group.IDENTITY: [
        CompletenessPanel(heading="How complete is it?"),
        PersonalCheckPanel("personal_checked", heading="Patients"),
    ],
    Group.NUMBERS: [PastePanel(heading="From a spreadsheet")],
}


def _tab(group: Group) -> list[Panel]:
    """The panels of a tab; those of a signpost stand folded under the people."""
    panels = panels_of(CaseStudy, group)
    if group is not Group.PEOPLE:
        return panels
    heading = "Only for a signpost to a case published elsewhere"
    signpost = panels_of(CaseStudy, Group.SIGNPOST)
    return [*panels, MultiFieldPanel(signpost, heading=heading, classname="collapsed")]


def register() -> None:
    """Have the editor show a case study by these panels."""
    CaseStudyPage.edit_handler = edit_handler()


def edit_handler() -> TabbedInterface:
    """The tabs of the editor."""
    return TabbedInterface(
        [
            *(
                ObjectList([*BEFORE.get(group, ()), *_tab(group)], heading=str(group))
                for group in TABS
            ),
            ObjectList(
                [FieldPanel("slug", widget=SlugInput), PublishingPanel(), CommentPanel()],
                heading="Address and dates",
            ),
        ],
        base_form_class=CaseStudyPageForm,
    )
