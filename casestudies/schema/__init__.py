"""The one schema of a case study: `CaseStudy`, the kinds of its lines, and what is done with each.

It stands below the models, which check publishing with it, and so asks them for lengths only when
it is used.
"""

from casestudies.schema.case_study import CaseStudy
from casestudies.schema.describing import (
    Group,
    Part,
    Public,
    Question,
    Requirement,
    SearchText,
    Uses,
    column_of,
    django_field,
    fields_of,
    label_of,
    longest_of,
    part_in,
    parts_of,
)
from casestudies.schema.lines import (
    LINES,
    AdopterSaving,
    AdopterSignOff,
    Adoption,
    Contact,
    Cost,
    Evidence,
    Measure,
    Partner,
    Picture,
    Resource,
    Risk,
    Saving,
    SignOff,
    Step,
)

__all__ = [
    "LINES",
    "AdopterSaving",
    "AdopterSignOff",
    "Adoption",
    "CaseStudy",
    "Contact",
    "Cost",
    "Evidence",
    "Group",
    "Measure",
    "Part",
    "Partner",
    "Picture",
    "Public",
    "Question",
    "Requirement",
    "Resource",
    "Risk",
    "Saving",
    "SearchText",
    "SignOff",
    "Step",
    "Uses",
    "column_of",
    "django_field",
    "fields_of",
    "label_of",
    "longest_of",
    "part_in",
    "parts_of",
]
