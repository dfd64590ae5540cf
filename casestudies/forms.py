"""The editor's form of a case study: it knows the publish gate, and keeps what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from casestudies.attachments import collections
from casestudies.publishing import requirements as publishing_requirements
from casestudies.review import personal_data
from casestudies.savings import questions as savings_questions
from casestudies.savings.questions import FigureQuestion

LINES = tuple(sorted(publishing_requirements.ROWS - {"areas"}))
# Lines that carry a file, the field that names it, and which files a person may put there.
FILES = (
    ("resources", "document", collections.documents_known_to),
    ("pictures", "image", collections.images_known_to),
)
HOW_TO_ANSWER = (
    "The same: give both lines the same word here. Different: save the draft, and answer with a "
    "reason under “Questions about the figures” on its page “What is next”."
)
NOT_YOUR_FILE = "Choose a file of your own trust, or upload one."


class CaseStudyPageForm(WagtailAdminPageForm):
    """A draft may be incomplete. To submit or publish, every part of the gate must be there."""

    personal_checked = forms.BooleanField(
        label="I have checked: nobody can recognise a patient", required=False
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        # Asked for before the form puts what was typed into the page.
        self._held_files = {
            field: {getattr(line, f"{field}_id") for line in getattr(self.instance, name).all()}
            for name, field, _ in FILES
        }

    def is_valid(self) -> bool:
        """As Wagtail's; unless a draft is saved, the gate's gaps become errors at their fields."""
        if not super().is_valid() or self._refuses_files():
            return False
        if self.is_deferred_validation or self.sends_back():
            return True
        gaps = publishing_requirements.missing_from(self.facts())
        for gap in gaps:
            self._show(gap)
        told = self.names_a_patient() and not self.cleaned_data.get("personal_checked")
        if told:
            self.add_error("personal_checked", self._what_to_check())
        return not gaps and not told

    def _refuses_files(self) -> bool:
        """True if a line was given a file that the chooser would not have offered.

        What the page holds already stays, whoever put it there.
        """
        refused = False
        for name, field, known in FILES:
            for form in self.formsets[name].forms if name in self.formsets else ():
                chosen = form.cleaned_data.get(field)
                if chosen is None or chosen.pk in self._held_files[field]:
                    continue
                if not known(self.for_user).filter(pk=chosen.pk).exists():
                    form.add_error(field, NOT_YOUR_FILE)
                    # Shown again, the widget would name the file.
                    form.data = form.data.copy()
                    form.data[form.add_prefix(field)] = ""
                    refused = True
        return refused

    def names_a_patient(self) -> bool:
        """True if something as typed may be a patient's data."""
        return bool(self._personal())

    def _personal(self) -> list[personal_data.PersonalDatum]:
        names = (*personal_data.LINES, "contacts")
        return personal_data.findings_of_values(self.cleaned_data, self._lines(names))

    def _what_to_check(self) -> str:
        seen = "; ".join(f"{one.part}: “{one.excerpt}” ({one.why})" for one in self._personal())
        return f"{personal_data.CHECK_FIRST} {seen}"

    def sends_back(self) -> bool:
        """True if a reviewer returns the draft, which needs no complete record."""
        return bool(
            self.data.get("action-cancel-workflow")
            or (
                self.data.get("action-workflow-action")
                and self.data.get("workflow-action-name") != "approve"
            )
        )

    def facts(self) -> publishing_requirements.Facts:
        """The gate's facts as typed, with the lines that are not ticked for removal."""
        lines = self._lines(LINES)
        return publishing_requirements.facts_of_values(
            self.cleaned_data,
            lines=lines,
            has_trust=self._has_trust(),
            questions=self._questions(),
        )

    def _saving_forms(self) -> list[Any]:
        """The forms of the savings that stay."""
        forms = self.formsets["savings"].forms if "savings" in self.formsets else ()
        return [one for one in forms if one.cleaned_data and not one.cleaned_data.get("DELETE")]

    def _questions(self) -> tuple[FigureQuestion, ...]:
        """What is to be asked of the savings as typed."""
        return savings_questions.questions_about(
            self.instance.pk,
            [one.instance for one in self._saving_forms()],
            trust=self._trust,
            started=self.cleaned_data.get("started"),
        )

    def _trust(self) -> Any:
        """The trust of the record, or of the shelf that a new one will stand on."""
        shelf = self.parent_page.specific if self.parent_page else None
        return self.instance.trust or getattr(shelf, "trust", None)

    def _lines(self, names: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [
                form.cleaned_data
                for form in self.formsets[name].forms
                if form.cleaned_data and not form.cleaned_data.get("DELETE")
            ]
            for name in names
            if name in self.formsets
        }

    def _has_trust(self) -> bool:
        shelf = self.parent_page.specific if self.parent_page else None
        return self.instance.trust_id is not None or getattr(shelf, "trust_id", None) is not None

    def _show(self, gap: publishing_requirements.Missing) -> None:
        text = f"{gap.label}. {gap.why}"
        if gap.line is not None and self._show_at_line(gap):
            return
        if gap.field in self.formsets:
            self.formsets[gap.field].non_form_errors().append(text)
        elif gap.field in self.fields:
            self.add_error(gap.field, text)
        else:
            self.add_error(None, text)

    def _show_at_line(self, gap: publishing_requirements.Missing) -> bool:
        """Put the question beside the line that it is about; False where the line is not there."""
        for form in self._saving_forms():
            if form.instance.uuid == gap.line:
                same = gap.why == savings_questions.WHY_SAME
                field = "overlap_group" if same else "explanation"
                form.add_error(field, f"{gap.label}. {HOW_TO_ANSWER if same else gap.why}")
                return True
        return False
