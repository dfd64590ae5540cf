"""The figures of a case study, how to copy it, its people and its source, field by field."""

from __future__ import annotations

from typing import Annotated

from casestudies import choices
from casestudies.schema import lines, publishing
from casestudies.schema.describing import (
    Group,
    Part,
    Public,
    Question,
    Requirement,
    SearchText,
    Uses,
)
from casestudies.schema.values import (
    Distinct,
    Flag,
    Month,
    OneOf,
    Text,
    Whole,
    Year,
)


class Numbers(Part):
    """What it saved, what it cost, and how sure a reader can be."""

    model = "CaseStudyPage"
    group = Group.NUMBERS

    measures: Annotated[
        list[lines.Measure],
        Uses(
            label="Measures",
            publishing=(
                Requirement(
                    "Add at least one measure, before and after",
                    "One number before and after says more than a page.",
                    publishing.measurable,
                ),
            ),
            search=SearchText.BODY,
            public=Public(type=list),
        ),
    ]
    savings: Annotated[
        list[lines.Saving],
        Uses(
            facet="saving",
            label="Savings",
            help="One line for each year and effect. Only recurrent cash signed by finance "
            "makes the headline; everything else is shown beside it.",
            publishing=(
                Requirement(
                    "Add a saving, or tick “no cash effect claimed”",
                    "Finance teams read this first. “None” is an honest answer.",
                    publishing.measurable,
                    publishing.cash_is_told,
                ),
            ),
            question=Question(
                "What was saved?",
                "One line is enough to start. “No cash effect” is an honest answer.",
                "£120,000 in 2025/26, cash-releasing, recurrent: agency nurses, wards 3 to 7",
                "About £1m over five years",
            ),
            search=SearchText.BODY,
            public=Public(type=list),
            side_by_side="Saving",
        ),
    ]
    no_cash_effect: Annotated[
        Flag,
        Uses(
            publishing=(
                Requirement(
                    "Untick “no cash effect claimed”, or remove the savings",
                    "Both together contradict each other.",
                    publishing.whole,
                    publishing.cash_is_told_one_way,
                ),
            ),
            question=Question("No cash effect is claimed"),
            public=Public("no_cash_effect_claimed", bool),
        ),
    ]
    costs: Annotated[
        list[lines.Cost],
        Uses(
            facet="cost",
            label="Costs",
            publishing=(
                Requirement(
                    "Add what it cost: pounds, or days of staff time",
                    "A saving without its cost cannot go into a business case.",
                    publishing.begun,
                ),
            ),
            public=Public(type=list),
            side_by_side="What it cost",
        ),
    ]
    # Worked out from the ledger. Files of earlier versions state it: it is compared, not kept.
    payback_months: Annotated[
        Whole,
        Uses(
            facet="payback",
            label="Payback in months",
            column=None,
            row=None,
            public=Public(type=int | None),
            side_by_side="Payback",
        ),
    ]
    design: Annotated[
        str,
        OneOf(choices.Design),
        Uses(
            row="strength",
            heading="How sure can a reader be?",
            public=Public("how_measured", inside="grading"),
        ),
    ]
    independence: Annotated[
        str,
        OneOf(choices.Independence),
        Uses(
            row="strength",
            heading="How sure can a reader be?",
            public=Public("measured_by", inside="grading"),
        ),
    ]
    follow_up_months: Annotated[
        Whole,
        Uses(
            row="strength",
            heading="How sure can a reader be?",
            public=Public(type=int | None, inside="grading"),
        ),
    ]
    evidence: Annotated[
        lines.Evidence,
        Uses(
            facet="grade",
            label="Evidence",
            column=None,
            row=None,
            public=Public("grading", list),
            side_by_side="Evidence",
        ),
    ]


class Copying(Part):
    """What another trust needs in order to copy it."""

    model = "CaseStudyPage"
    group = Group.COPYING

    must_have: Annotated[
        list[Annotated[str, Text(300)]],
        Distinct,
        Uses(
            label="Must-have conditions",
            help="One a line. Good: “An electronic roster on every ward”. "
            "Poor: “Strong leadership”.",
            publishing=(
                Requirement(
                    "Name at least one must-have condition",
                    "Readers check first whether they have what it takes.",
                    publishing.worth_copying,
                ),
            ),
            question=Question("Must-have conditions, one a line", rows=3, longer=True),
            search=SearchText.BLUEPRINT,
            public=Public(type=list[str], inside="blueprint"),
            side_by_side="What you must have",
            looked_through=True,
        ),
    ]
    not_where: Annotated[
        str,
        Text(2000),
        Uses(
            label="Where it should not be copied, and why",
            help="Good: “Units with fewer than 20 staff: the pool is too small.” "
            "Poor: “Works everywhere.”",
            publishing=(
                Requirement(
                    "Say where it should not be copied, and why",
                    "Some differences are right. It keeps others from a change that would not "
                    "suit them.",
                    publishing.whole,
                ),
            ),
            question=Question("Where it should not be copied, and why", rows=4, longer=True),
            search=SearchText.BLUEPRINT,
            public=Public(inside="blueprint"),
            side_by_side="Where not to copy it",
            looked_through=True,
        ),
    ]
    steps: Annotated[
        list[lines.Step],
        Uses(
            label="Steps",
            search=SearchText.BLUEPRINT,
            public=Public(type=list, inside="blueprint"),
        ),
    ]
    risks: Annotated[
        list[lines.Risk],
        Uses(
            label="Risks",
            search=SearchText.BLUEPRINT,
            public=Public(type=list, inside="blueprint"),
        ),
    ]
    resources: Annotated[
        list[lines.Resource],
        Uses(
            label="Resources",
            search=SearchText.BLUEPRINT,
            public=Public(type=list, inside="blueprint"),
        ),
    ]
    readiness: Annotated[
        list[Annotated[str, Text(300)]],
        Distinct,
        Uses(
            label="Readiness questions",
            help="Questions another trust should answer, one a line.",
            search=SearchText.BLUEPRINT,
            public=Public("readiness_questions", list[str], inside="blueprint"),
            looked_through=True,
        ),
    ]


class People(Part):
    """Who can be asked, who may read it, and on what terms it may be copied."""

    model = "CaseStudyPage"
    group = Group.PEOPLE

    contacts: Annotated[
        list[lines.Contact],
        Uses(
            label="Contacts",
            help="Two people to ask.",
            publishing=(
                Requirement(
                    "Name two contacts who are still at the trust",
                    "What makes others succeed is talking to the people who did it.",
                    publishing.whole,
                    publishing.enough_contacts,
                ),
            ),
            question=Question(
                "Who can others talk to?",
                "Two people who will answer. Their e-mail addresses are never shown.",
                "Moira Castleden, tissue viability lead",
                "The transformation office",
            ),
            public=Public(type=list),
        ),
    ]
    help_offered: Annotated[
        list[Annotated[str, OneOf(choices.HelpKind)]],
        Distinct,
        Uses(
            facet="help",
            publishing=(
                Requirement(
                    "Offer at least one kind of help",
                    "Answering a question is enough.",
                    publishing.whole,
                ),
            ),
            public=Public(type=list[str]),
            side_by_side="Help offered",
        ),
    ]
    visibility: Annotated[str, OneOf(choices.Visibility), Uses()]
    review_by: Annotated[Month, Uses(row="dates")]
    # A file may give the source's own words, which are read as a licence and a note.
    licence: Annotated[
        str,
        Text(200),
        Uses(
            row="dates",
            publishing=(
                Requirement(
                    "Choose a licence", "Others need to know what they may copy.", publishing.whole
                ),
            ),
            public=Public(),
        ),
    ]


class Signposted(Part):
    """What a signpost says of a case published elsewhere."""

    model = "CaseStudyPage"
    group = Group.SIGNPOST

    signpost: Annotated[Flag, Uses(facet="record", public=Public("published_elsewhere", bool))]
    # The result's text in the search where there is no result.
    summary: Annotated[
        str,
        Text(4000),
        Uses(
            publishing=(
                Requirement(
                    "Say in a few sentences what the source says",
                    "Readers decide whether to follow the link.",
                    publishing.signpost,
                ),
            ),
            search=SearchText.BODY,
        ),
    ]
    source_url: Annotated[
        str,
        Text(),
        Uses(
            publishing=(
                Requirement(
                    "Give the link to the source",
                    "A signpost leads somewhere.",
                    publishing.signpost,
                ),
            ),
            public=Public("address", inside="source"),
        ),
    ]
    organisation: Annotated[
        str,
        Text(plain=True),
        Uses(
            publishing=(
                Requirement(
                    "Name the organisation",
                    "Readers need to know whose case it is.",
                    publishing.signpost,
                    publishing.organisation_known,
                ),
            ),
            search=SearchText.CONTEXT,
            public=Public(),
        ),
    ]
    publisher: Annotated[
        str, Text(), Uses(search=SearchText.CONTEXT, public=Public("publisher", inside="source"))
    ]
    year: Annotated[
        Year, Uses(column="source_year", public=Public("year", int | None, inside="source"))
    ]
    text_basis: Annotated[
        str, Text(), Uses(column="source_note", public=Public("note", inside="source"))
    ]
    licence_note: Annotated[str, Text(), Uses(in_file=False, public=Public())]
