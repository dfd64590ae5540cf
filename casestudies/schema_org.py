"""A case study in schema.org's words, for machines that read pages.

Only what the page itself says, and no figure: schema.org has no word for a saving's kind, its
signature or its starting position, and a figure without them would say too much. An illustrative
record is not described at all, so that nobody takes it for a real one.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

# What would end the element early, or start another, inside a script element.
UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
LICENCES = {
    "ogl-3": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


def structured_data_of(page: Any, *, address: str) -> SafeString | str:
    """The JSON of a published page, safe inside a script element; blank where there is none."""
    if page.illustrative or page.signpost or page.retired_on or not page.live:
        return ""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "headline": page.title,
        "abstract": page.result,
        "url": address,
        "inLanguage": "en-GB",
        "author": {"@type": "GovernmentOrganization", "name": page.organisation_name},
        "publisher": {"@type": "Organization", "name": "Exemplar"},
        "about": [area.name for area in page.areas.all()],
        "datePublished": _day(page.first_published_at),
        "dateModified": _day(page.last_published_at),
        "license": LICENCES.get(page.licence),
    }
    kept = {name: value for name, value in found.items() if value}
    # Every character that could end the element is written as an escape.
    return mark_safe(json.dumps(kept, ensure_ascii=False).translate(UNSAFE))


def _day(value: Any) -> str | None:
    return timezone.localdate(value).isoformat() if value else None
