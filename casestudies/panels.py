"""The editor's screen, in the six groups of the record, with guidance beside each field."""

from __future__ import annotations

from typing import Any

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

from casestudies import gate
from casestudies.forms import CaseStudyPageForm
from casestudies.line_forms import LinesPanel
from casestudies.permissions import can_sign
from casestudies.reviewing import personal, progress, readiness
from portal.accounts import permissions
from portal.accounts.permissions import Action


class CompletenessPanel(Panel):
    """What is still missing, and what each part would do for readers."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "casestudies/cms/completeness.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            new = self.instance.pk is None
            facts = gate.facts_of(self.instance)
            gaps = [
                gap
                for gap in gate.missing_from(facts)
                # The shelf gives a new page its trust when it is saved.
                if not (new and gap.field in ("trust", "organisation"))
            ]
            needed = gate.needed_of(facts)
            return context | {
                "gaps": gate.by_group(gaps),
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
                "progress": None if new else progress.of(self.instance),
                "void": [] if new else readiness.void_signatures(self.instance),
                "personal": [] if new else personal.findings_of(self.instance),
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
            return self.instance.pk is not None and bool(personal.findings_of(self.instance))


class PastePanel(Panel):
    """The way to the screen that reads a table from a spreadsheet."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "casestudies/cms/paste.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None


LINE = [FieldPanel("uuid")]
SAVING = [
    *LINE,
    FieldPanel("description", help_text="Good: “Agency nurses, wards 3 to 7”. Poor: “Savings”."),
    FieldRowPanel([FieldPanel("financial_year"), FieldPanel("amount")]),
    FieldPanel("full_year_amount"),
    FieldRowPanel([FieldPanel("effect"), FieldPanel("recurrence")]),
    FieldPanel("one_off_reason"),
    FieldPanel("overlap_group"),
    FieldPanel("explanation"),
    FieldPanel("source", help_text="Good: “Ledger, cost centre 4021, month 12”. Poor: “Finance”."),
]
COST = [
    *LINE,
    FieldPanel("description", help_text="Good: “Project nurse, band 6, half time for a year”."),
    FieldRowPanel([FieldPanel("kind"), FieldPanel("amount")]),
    FieldRowPanel([FieldPanel("financial_year"), FieldPanel("recurrence")]),
    FieldPanel("netted"),
    FieldPanel("source"),
]
MEASURE = [
    *LINE,
    FieldPanel("name", help_text="Good: “Agency shifts a week”. Poor: “Staffing”."),
    FieldPanel("unit"),
    FieldRowPanel([FieldPanel("baseline"), FieldPanel("baseline_date")]),
    FieldRowPanel([FieldPanel("after"), FieldPanel("after_date")]),
    FieldPanel("lower_is_better"),
    FieldPanel("series"),
    FieldPanel("source"),
]
PARTNER = [
    FieldPanel("trust"),
    FieldPanel("name"),
    FieldPanel("part", help_text="Good: “Paid for two drivers”. Poor: “Partner”."),
    FieldRowPanel([FieldPanel("financial_year"), FieldPanel("cost"), FieldPanel("gain")]),
    FieldRowPanel([FieldPanel("gain_effect"), FieldPanel("gain_recurrence")]),
]
PICTURE = [FieldPanel("image"), FieldPanel("alt_text"), FieldPanel("caption")]
CONTACT = [
    FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
    FieldRowPanel([FieldPanel("email"), FieldPanel("telephone")]),
    FieldPanel("left"),
]


def identity() -> list[Panel]:
    return [
        CompletenessPanel(heading="How complete is it?"),
        PersonalCheckPanel("personal_checked", heading="Patients"),
        TitleFieldPanel(
            "title",
            help_text="Start with a verb, at most 100 characters. Good: “Plan rosters eight weeks "
            "ahead”. Poor: “E-rostering transformation programme”.",
        ),
        FieldPanel(
            "result",
            help_text="Good: “Agency shifts fell from 100 to 60 a week within a year.” "
            "Poor: “Significant improvements were achieved.”",
        ),
        FieldRowPanel([FieldPanel("started"), FieldPanel("measured")]),
        FieldPanel("stage"),
        InlinePanel(
            "partners",
            label="Partner organisation",
            panels=PARTNER,
            help_text="For a change across a system: who else took part, at what cost and gain.",
        ),
    ]


def classify() -> list[Panel]:
    return [
        FieldPanel(
            "kind",
            help_text="Cost reduction: fewer pounds. Productivity: more care for the same pounds. "
            "System efficiency: one organisation spends, another gains.",
        ),
        FieldPanel("areas", help_text="Choose 1 to 3: the closest, not all that it touches."),
        FieldPanel("care_settings"),
        FieldPanel("trust_types"),
        FieldPanel("national_programme", help_text="For example GIRFT or Model Hospital."),
        FieldPanel("systems", help_text="Software and suppliers that it needs, one a line."),
    ]


def story() -> list[Panel]:
    return [
        FieldPanel(
            "problem",
            help_text="Up to 150 words, with a number. Good: “One shift in six went to an agency, "
            "because rosters came out ten days ahead.” Poor: “Staffing was challenging.”",
        ),
        FieldPanel(
            "done",
            help_text="What people did, in order. Good: “Ward managers approve rosters eight weeks "
            "ahead; the bank sees gaps first.” Poor: “We implemented best practice.”",
        ),
        FieldPanel("happened", help_text="The result, and when it showed."),
        FieldPanel(
            "did_not_work",
            help_text="Good: “Night shifts did not change: the pool had no night staff.” "
            "Poor: “There were some lessons learned.”",
        ),
        FieldPanel("quality"),
        FieldPanel("equality"),
        FieldPanel("staff"),
        FieldPanel("involvement"),
        InlinePanel("pictures", label="Picture", panels=PICTURE),
    ]


def numbers() -> list[Panel]:
    return [
        PastePanel(heading="From a spreadsheet"),
        LinesPanel("measures", label="Measure", panels=MEASURE),
        LinesPanel(
            "savings",
            label="Saving",
            panels=SAVING,
            help_text="One line for each year and effect. Only recurrent cash signed by finance "
            "makes the headline; everything else is shown beside it.",
        ),
        FieldPanel("no_cash_effect"),
        LinesPanel("costs", label="Cost", panels=COST),
        MultiFieldPanel(
            [FieldPanel("design"), FieldPanel("independence"), FieldPanel("follow_up_months")],
            heading="How sure can a reader be?",
        ),
    ]


def copying() -> list[Panel]:
    return [
        FieldPanel(
            "must_have",
            help_text="One a line. Good: “An electronic roster on every ward”. "
            "Poor: “Strong leadership”.",
        ),
        FieldPanel(
            "not_where",
            help_text="Good: “Units with fewer than 20 staff: the pool is too small.” "
            "Poor: “Works everywhere.”",
        ),
        InlinePanel("steps", label="Step"),
        InlinePanel("risks", label="Risk"),
        InlinePanel("resources", label="Resource"),
        FieldPanel("readiness", help_text="Questions another trust should answer, one a line."),
    ]


def people() -> list[Panel]:
    signpost = ("signpost", "organisation", "summary", "source_url", "publisher", "source_year",
                "source_note", "licence_note")  # fmt: skip
    return [
        InlinePanel("contacts", label="Contact", panels=CONTACT, help_text="Two people to ask."),
        FieldPanel("help_offered"),
        FieldPanel("visibility"),
        FieldRowPanel([FieldPanel("review_by"), FieldPanel("licence")]),
        MultiFieldPanel(
            [FieldPanel(name) for name in signpost],
            heading="Only for a signpost to a case published elsewhere",
            classname="collapsed",
        ),
    ]


def edit_handler() -> TabbedInterface:
    """The tabs of the editor."""
    return TabbedInterface(
        [
            ObjectList(identity(), heading="Identity"),
            ObjectList(classify(), heading="Classify"),
            ObjectList(story(), heading="Story"),
            ObjectList(numbers(), heading="Numbers"),
            ObjectList(copying(), heading="Copying it"),
            ObjectList(people(), heading="People"),
            ObjectList(
                [FieldPanel("slug", widget=SlugInput), PublishingPanel(), CommentPanel()],
                heading="Address and dates",
            ),
        ],
        base_form_class=CaseStudyPageForm,
    )
