"""Every field of a case study, once, in the order of the editor.

From here come the import of files and its JSON Schema, what publishing asks, the editor and its
comparison of versions, the short form, the texts of the search, the API's record and the table of
the fields in the documentation. Lengths and choices that the models state are read from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import ConfigDict

from casestudies.schema import lines
from casestudies.schema.describing import Group, Public, Uses
from casestudies.schema.narrative import Chapters, Classify, Identity
from casestudies.schema.particulars import Copying, Numbers, People, Signposted
from casestudies.schema.values import Distinct, Text

# Of each pair a record has at least one.
ONE_OF_EACH = (("title", "summary"), ("organisation", "ods_code"))


# Pydantic takes the fields of the last base first.
class CaseStudy(Signposted, People, Copying, Numbers, Chapters, Classify, Identity):
    """One case study, one line of a file."""

    model_config = ConfigDict(title="One case study, one line")
    label = "Case study"
    group = Group.FILE

    # What imports know a record by: importing it again updates the record.
    id: Annotated[
        str,
        Text(),
        Uses(label="Key of the record", column="import_id", row=None, required=True),
    ]
    slug: Annotated[str, Text(200), Uses(label="Address", row=None, public=Public("address"))]
    topics: Annotated[
        list[Annotated[str, Text(80)]],
        Distinct,
        Uses(label="Words of the source for its areas", column=None, row=None),
    ]
    adoptions: Annotated[
        list[lines.Adoption],
        Uses(label="Take-up", column=None, row=None, public=Public("take_up", list)),
    ]

    @classmethod
    def faults_between(cls, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if not (given.get("title") or given.get("summary")):
            yield "title", "is missing: give a title or a summary"
        if not (given.get("organisation") or given.get("ods_code")):
            yield "organisation", "is missing: give an organisation or an ODS code"
        yield from lines.repeated_names(given)
