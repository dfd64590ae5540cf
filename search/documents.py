"""What a page, an area or a trust is to the search: one `Document`, made from the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from casestudies.models import EfficiencyArea
from portal.trusts.former_trusts import Former
from portal.trusts.models import Trust
from search.analysis import words

PUBLIC = 0
NETWORK = 1


@dataclass(frozen=True)
class Document:
    """The fields of a `SearchEntry` that come from the thing itself."""

    type: str
    object_id: int
    title: str
    url: str
    label: str
    access: int = PUBLIC
    illustrative: bool = False
    result: str = ""
    context: str = ""
    body: str = ""
    blueprint: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    trust_code: str = ""
    newest: int = 0
    adopters: int = 0
    evidence: int = 0
    signed_saving: int = 0
    saving_share: int = 0
    prior: float = 1.0
    crowded_out: bool = False
    signpost: bool = False
    gist: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over all of it: equal digests need no writing."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def label_of(*texts: str) -> str:
    """The words that a completion can begin, each once, in their order."""
    return " ".join(dict.fromkeys(word for text in texts for word in words(text)))


def joined(*parts: Any) -> str:
    """Texts in one, blank ones left out; a full stop between them keeps phrases apart."""
    return ". ".join(str(part).rstrip(". ") for part in parts if part)


def area_document(area: EfficiencyArea) -> Document:
    """An efficiency area: its hub, found by its name and synonyms."""
    return Document(
        type="area",
        object_id=area.pk,
        title=area.name,
        url=f"/areas/{area.slug}/",
        label=label_of(area.name, *area.synonyms),
        result=area.description,
        context=joined(*area.synonyms),
        card={"names": [area.name, *area.synonyms]},
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def trust_document(trust: Trust, *, formerly: Sequence[Former] = ()) -> Document:
    """A trust: its page, found by its name, code and place, and by what it was called before."""
    former = [text for one in formerly for text in (one.name, one.ods_code) if text]
    return Document(
        type="trust",
        object_id=trust.pk,
        title=trust.name,
        url=f"/trusts/{trust.ods_code}/",
        label=label_of(trust.name, trust.ods_code, trust.town, *former),
        illustrative=trust.illustrative,
        context=joined(trust.ods_code, trust.town, trust.get_region_display(), *former),
        card={
            "names": [trust.name, trust.ods_code],
            "formerly": [[one.name, one.ods_code] for one in formerly],
            "trust_type_label": trust.type_label,
            # Whether it has closed is for the day of the reader to say: `search.hits`.
            "opened": _iso(trust.opened),
            "closed": _iso(trust.closed),
            "place": joined(trust.town, trust.get_region_display()).replace(". ", ", "),
        },
        trust_code=trust.ods_code,
    )
