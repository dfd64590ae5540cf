"""Which fields of the schema a file sets on the page itself, which are lists of lines, which names
of lines survive from one import to the next.
"""

from __future__ import annotations

from casestudies.schema import LINES, CaseStudy, column_of, django_field, fields_of

# These are put on the page by steps of their own: its address, whose it is, what kind it is.
APART = ("id", "slug", "signpost")


def _is_value(name: str) -> bool:
    column = django_field(CaseStudy, name)
    return column is not None and column.concrete and not column.is_relation and name not in APART


FIELDS = fields_of(CaseStudy)
# The page's columns by their keys, such as `source_year` by `year`.
PAGE_COLUMNS = {name: column_of(CaseStudy, name) for name in FIELDS if _is_value(name)}
LISTS_OF_LINES = {name: part for name, part in LINES.items() if FIELDS[name].in_file}
NAMED_LINES = tuple(name for name, part in LISTS_OF_LINES.items() if "uuid" in part.model_fields)
