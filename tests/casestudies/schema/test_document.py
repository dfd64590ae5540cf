"""The table of the fields in the documentation is what the schema says."""

from __future__ import annotations

from io import StringIO

from django.conf import settings
from django.core.management import call_command

from casestudies.schema import LINES, CaseStudy, fields_of
from casestudies.schema.document import PATH, field_document


def test_the_page_in_the_documentation_is_the_schema_of_today():
    written = (settings.BASE_DIR / PATH).read_text()

    assert written == field_document(), "run: uv run manage.py describe_fields --write"


def test_the_command_prints_the_page():
    out = StringIO()

    call_command("describe_fields", stdout=out)

    assert out.getvalue() == field_document()


def test_every_field_has_a_row():
    page = field_document()

    for part in (CaseStudy, *LINES.values()):
        assert not [name for name in fields_of(part) if f"| `{name}`" not in page]
