"""What an editor says once for many records, and does about one search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms

from casestudies.areas import choices_by_parent
from casestudies.desk import bulk
from casestudies.desk.bulk import Outcome
from casestudies.maintenance.services import LONGEST_REASON
from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.accounts.models import User


class BulkForm(forms.Form):
    """One action on the chosen records. `verb` is its button, `means` what it does.

    `command` takes the records, `by` and the form's fields by their names.
    """

    verb: ClassVar[str]
    means: ClassVar[str]
    command: ClassVar[Callable[..., list[Outcome]]]
    warns: ClassVar[bool] = False

    def run(self, pages: Iterable[CaseStudyPage], *, by: User) -> list[Outcome]:
        """Do it. Raises ValidationError where what was said cannot be used for any record."""
        return type(self).command(pages, by=by, **self.cleaned_data)


def long_text(label: str, hint: str, longest: int, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": missing,
            "max_length": f"Keep it to {longest} characters.",
        },
    )


class AskForm(BulkForm):
    verb = "Write to their owners"
    means = "Each owner gets a notice and an e-mail that leads to the record. Once a day at most."
    command = staticmethod(bulk.ask)

    note = long_text(
        "What do you ask them to do?",
        "For example: “Please name somebody whom others can ask.”",
        bulk.LONGEST_NOTE,
        "Write what you ask them to do.",
    )


class PutOffForm(BulkForm):
    verb = "Put their review date off"
    means = "Readers no longer see that they may be out of date. Their owners are told why."
    command = staticmethod(bulk.put_off)

    review_by = forms.DateField(
        label="To be looked at by",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter the new day.",
            "invalid": "Enter a day such as 27 March 2027.",
        },
    )
    reason = long_text(
        "Why?", "Their owners read it.", LONGEST_REASON, "Say why the date is put off."
    )


class RetireForm(BulkForm):
    verb = "Retire them"
    means = "They leave lists, totals, search and matching. Their pages stay, with your reason."
    command = staticmethod(bulk.retire)
    warns = True

    reason = long_text(
        "Why are they retired?",
        "Readers see it. For example: “The system it ran on was replaced in 2026.”",
        LONGEST_REASON,
        "Say why, in a sentence that readers will see.",
    )


class AreaForm(BulkForm):
    area = forms.ChoiceField(label="Area", error_messages={"required": "Choose an area."})

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field: Any = self.fields["area"]
        field.choices = [("", "Choose an area"), *choices_by_parent()]

    def clean_area(self) -> EfficiencyArea:
        return EfficiencyArea.objects.get(slug=self.cleaned_data["area"])


class AddAreaForm(AreaForm):
    verb = "Add them to an area"
    means = "They stand on its hub and are found by it. A record has three areas at most."
    command = staticmethod(bulk.add_area)


class TakeAreaForm(AreaForm):
    verb = "Take them out of an area"
    means = "They leave its hub. A record keeps one area at least."
    command = staticmethod(bulk.take_area)


ACTIONS: dict[str, type[BulkForm]] = {
    "ask": AskForm,
    "put-off": PutOffForm,
    "add-area": AddAreaForm,
    "take-area": TakeAreaForm,
    "retire": RetireForm,
}


class MergeForm(forms.Form):
    """The area that everything moves to."""

    into = forms.ChoiceField(
        label="Merge it into",
        error_messages={"required": "Choose the area that everything moves to."},
    )

    def __init__(self, *args: Any, gone: EfficiencyArea, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field: Any = self.fields["into"]
        field.choices = [
            ("", "Choose an area"),
            *(
                (top, [(slug, name) for slug, name in below if slug != gone.slug])
                for top, below in choices_by_parent()
            ),
        ]

    def clean_into(self) -> EfficiencyArea:
        return EfficiencyArea.objects.get(slug=self.cleaned_data["into"])


class SameAsForm(forms.Form):
    """Words that mean the same."""

    other = forms.CharField(
        label="They mean the same as",
        max_length=100,
        help_text="Words that case studies use. It works both ways, from the next search on.",
        error_messages={"required": "Enter the words that case studies use."},
    )


class PutFirstForm(forms.Form):
    """A case study to show first."""

    page = forms.ModelChoiceField(
        label="Show this case study first",
        queryset=CaseStudyPage.objects.none(),
        empty_label="Choose a case study",
        error_messages={"required": "Choose a case study."},
    )
    reason = forms.CharField(
        label="Why?",
        max_length=200,
        help_text="Readers see it beside the result.",
        error_messages={"required": "Say why. Readers see it."},
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field: Any = self.fields["page"]
        field.queryset = CaseStudyPage.objects.current().public().whole().order_by("title")


class CallForm(forms.Form):
    """A case study that is wanted."""

    title = forms.CharField(
        label="What is it about?",
        max_length=120,
        error_messages={"required": "Say what the case study should be about."},
    )
    area = forms.ChoiceField(label="Area", error_messages={"required": "Choose an area."})
    why = forms.CharField(
        label="Why is it wanted?",
        required=False,
        max_length=200,
        help_text="Trusts see it on the page of the area.",
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field: Any = self.fields["area"]
        field.choices = [("", "Choose an area"), *choices_by_parent()]

    def clean_area(self) -> EfficiencyArea:
        return EfficiencyArea.objects.get(slug=self.cleaned_data["area"])
