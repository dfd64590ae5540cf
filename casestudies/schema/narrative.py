"""What a case study is, what it is filed under, and its story, field by field."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

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
    Month,
    OdsCode,
    OneOf,
    Past,
    Story,
    Text,
)
from portal.trusts.models import Trust

TITLE = publishing.LONGEST_TITLE


class Identity(Part):
    """Whose it is, in a line, and when it was."""

    model = "CaseStudyPage"
    group = Group.IDENTITY

    title: Annotated[
        str,
        Text(TITLE, plain=True),
        Uses(
            label="Title",
            publishing=(
                Requirement(
                    "Give the case study a title",
                    "It is what people see in a list of results.",
                    publishing.always,
                ),
                Requirement(
                    f"Start the title with a verb, in at most {TITLE} characters",
                    "“Plan rosters eight weeks ahead” says what to do; “Project to…” does not.",
                    publishing.always,
                    publishing.title_says_what_to_do,
                ),
            ),
            question=Question(
                "What should others do? Give it a title",
                f"Start with a verb. At most {TITLE} characters.",
                "Plan rosters eight weeks ahead",
                "E-rostering transformation programme",
            ),
            search=SearchText.TITLE,
            public=Public(),
            looked_through=True,
        ),
    ]
    ods_code: Annotated[
        OdsCode,
        Uses(
            label="Trust",
            column="trust",
            row=None,
            publishing=(
                Requirement(
                    "Put the case study on its trust's shelf",
                    "Readers look for trusts like theirs.",
                    publishing.whole,
                    lambda facts: facts.has_trust,
                ),
            ),
            search=SearchText.CONTEXT,
            public=Public(description="Blank where the organisation is not in the register."),
        ),
    ]
    result: Annotated[
        str,
        Text(plain=True),
        Uses(
            label="One-line result",
            publishing=(
                Requirement(
                    "Say the result in one line",
                    "Most readers decide on this line whether to read on.",
                    publishing.whole,
                ),
            ),
            question=Question(
                "What came of it, in one line?",
                "What changed, in one line with a number. At most 160 characters.",
                "Agency shifts fell from 100 to 60 a week within a year.",
                "Significant improvements were achieved.",
            ),
            search=SearchText.RESULT,
            public=Public(),
            side_by_side="Result",
            looked_through=True,
        ),
    ]
    started: Annotated[
        Month,
        Uses(
            row="dates",
            publishing=(
                Requirement(
                    "Say in which month it started",
                    "Readers see how long the change has had to settle.",
                    publishing.begun,
                ),
            ),
            public=Public(type=date | None),
            side_by_side="Time",
        ),
    ]
    measured: Annotated[
        Past,
        Uses(
            facet="year",
            row="dates",
            publishing=(
                Requirement(
                    "Say in which month the results were measured",
                    "A result without a date cannot be compared.",
                    publishing.measurable,
                ),
            ),
            public=Public(type=date | None),
        ),
    ]
    stage: Annotated[
        str,
        OneOf(choices.Stage),
        Uses(
            facet="stage",
            publishing=(
                Requirement(
                    "Choose a stage",
                    "Readers see whether it is a plan, a habit, or was stopped.",
                    publishing.whole,
                ),
            ),
            public=Public(),
        ),
    ]
    partners: Annotated[
        list[lines.Partner],
        Uses(
            label="Partner organisations",
            help="For a change across a system: who else took part, at what cost and gain.",
            search=SearchText.CONTEXT,
            public=Public(type=list[str]),
        ),
    ]


class Classify(Part):
    """What readers filter by."""

    model = "CaseStudyPage"
    group = Group.CLASSIFY

    kind: Annotated[
        str,
        OneOf(choices.Kind),
        Uses(
            facet="kind",
            publishing=(
                Requirement(
                    "Choose the kind of efficiency",
                    "It is the first filter that people use.",
                    publishing.whole,
                ),
            ),
            question=Question(
                "What kind of efficiency is it?",
                "Cost reduction: fewer pounds. Productivity: more care for the same pounds. "
                "System efficiency: one organisation spends, another gains.",
                "Productivity, for more visits with the same nurses",
                "Cost reduction, for time that was used again",
                first="Choose a kind",
            ),
            search=SearchText.CONTEXT,
            public=Public(),
        ),
    ]
    areas: Annotated[
        list[Annotated[str, Text(80)]],
        Field(max_length=publishing.MOST_AREAS),
        Distinct,
        Uses(
            facet="area",
            label="Areas",
            help="Choose 1 to 3: the closest, not all that it touches.",
            publishing=(
                Requirement(
                    f"Choose 1 to {publishing.MOST_AREAS} areas",
                    "The areas put the case study on their hubs.",
                    publishing.whole,
                    publishing.few_areas,
                ),
            ),
            question=Question(
                "Which area is it in?",
                "Choose up to three: the closest, not all that it touches.",
                "Rostering",
                "Workforce, digital and corporate services at once",
                first="Choose an area",
            ),
            search=SearchText.CONTEXT,
            public=Public(type=list[str]),
        ),
    ]
    care_settings: Annotated[
        list[Annotated[str, OneOf(choices.CareSetting)]],
        Distinct,
        Uses(
            facet="care_setting",
            publishing=(
                Requirement(
                    "Choose at least one care setting",
                    "Ward, clinic or home: it decides whether a reader can use it.",
                    publishing.whole,
                ),
            ),
            search=SearchText.CONTEXT,
            public=Public(type=list[str]),
        ),
    ]
    trust_types: Annotated[
        list[Annotated[str, OneOf(Trust.Type)]],
        Distinct,
        Uses(
            facet="trust_type",
            publishing=(
                Requirement(
                    "Choose at least one trust type",
                    "Readers filter by the type of their own trust.",
                    publishing.whole,
                ),
            ),
            public=Public("trust_types_where_used", list[str]),
        ),
    ]
    national_programme: Annotated[
        str,
        Text(),
        Uses(
            help="For example GIRFT or Model Hospital.",
            search=SearchText.CONTEXT,
            public=Public(),
        ),
    ]
    systems: Annotated[
        list[Annotated[str, Text(200)]],
        Distinct,
        Uses(
            facet="supplier",
            help="Software and suppliers that it needs, one a line.",
            search=SearchText.CONTEXT,
            public=Public(type=list[str]),
        ),
    ]


class Chapters(Part):
    """The story, in the order in which it is read."""

    model = "CaseStudyPage"
    group = Group.STORY

    problem: Annotated[
        Story,
        Uses(
            label="Problem and starting position",
            publishing=(
                Requirement(
                    "Describe the problem and where you started",
                    "Readers recognise their own problem, or see that theirs differs.",
                    publishing.whole,
                ),
            ),
            question=Question(
                "What was the problem?",
                "Up to 150 words, with a number. Where did you start?",
                "One shift in six went to an agency, because rosters came out ten days ahead.",
                "Staffing was challenging.",
                rows=5,
            ),
            search=SearchText.BODY,
            public=Public(inside="story"),
            looked_through=True,
        ),
    ]
    done: Annotated[
        Story,
        Uses(
            label="What was done",
            publishing=(
                Requirement("Say what was done", "It is what others will try.", publishing.whole),
            ),
            question=Question(
                "What was done?",
                "What people did, in order.",
                "Ward managers approve rosters eight weeks ahead; the bank sees gaps first.",
                "We implemented best practice.",
                rows=6,
            ),
            search=SearchText.BODY,
            public=Public(inside="story"),
            looked_through=True,
        ),
    ]
    happened: Annotated[
        Story,
        Uses(
            label="What happened",
            publishing=(
                Requirement(
                    "Say what happened",
                    "A change without a result is a plan.",
                    publishing.begun,
                ),
            ),
            question=Question(
                "What happened?",
                "The result, and when it showed. What did not change counts too.",
                "Agency use fell from the third month on. Night shifts did not change.",
                "Feedback was very positive.",
                rows=5,
            ),
            search=SearchText.BODY,
            public=Public(inside="story"),
            looked_through=True,
        ),
    ]
    did_not_work: Annotated[
        Story,
        Uses(
            label="What did not work",
            help="Good: “Night shifts did not change: the pool had no night staff.” "
            "Poor: “There were some lessons learned.”",
            publishing=(
                Requirement(
                    "Say what did not work",
                    "It saves the next trust the same mistake, and makes the rest believable.",
                    publishing.begun,
                ),
            ),
            question=Question("What did not work", rows=4, longer=True),
            search=SearchText.BODY,
            public=Public(inside="story"),
            looked_through=True,
        ),
    ]
    quality: Annotated[
        Story,
        Uses(
            label="Quality and safety",
            question=Question("Effect on quality and safety", rows=4, longer=True),
            search=SearchText.BODY,
            public=Public(inside="story"),
            looked_through=True,
        ),
    ]
    equality: Annotated[
        Story,
        Uses(
            label="Equality",
            question=Question("Effect on equality", rows=4, longer=True),
            search=SearchText.BODY,
            public=Public(inside="story"),
            looked_through=True,
        ),
    ]
    staff: Annotated[
        Story,
        Uses(
            label="Staff",
            question=Question("Effect on staff", rows=4, longer=True),
            search=SearchText.BODY,
            public=Public(inside="story"),
            looked_through=True,
        ),
    ]
    involvement: Annotated[
        Story,
        Uses(
            label="How front-line staff and the board took part",
            question=Question("How front-line staff and the board took part", rows=4, longer=True),
            search=SearchText.BODY,
            public=Public(inside="story"),
            looked_through=True,
        ),
    ]
    pictures: Annotated[list[lines.Picture], Uses(label="Pictures", in_file=False)]
