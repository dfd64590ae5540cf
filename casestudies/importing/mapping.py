"""Words of other collections, and what we call them."""

from __future__ import annotations

from casestudies.choices import Licence
from casestudies.schema.publishing import MOST_AREAS

# A topic word, in lower case, to the slug of one of our areas; None where it names a method, a
# place or a setting, which is no area. A word that is not here is an error: nobody guesses.
TOPIC_AREAS: dict[str, str | None] = {
    "18 weeks": "outpatients",
    "agency": "temporary-staffing",
    "analytics": None,
    "app": None,
    "automation": "automation",
    "bank": "temporary-staffing",
    "benchmarking": "diagnostics-variation",
    "biomass": "energy",
    "biosimilars": "best-value-medicines",
    "cardiology": "pathway-variation",
    "collaboration": "shared-services",
    "community": "community",
    "digital": "digital",
    "discharge": "discharge",
    "e-rostering": "rostering",
    "education": None,
    "elective": "theatres",
    "emergency": "urgent-care",
    "energy": "energy",
    "enhanced care": "rostering",
    "estates": "estates",
    "evaluation": None,
    "fast follower": "electronic-records",
    "finance": "finance",
    "flow": "flow",
    "gain share": "best-value-medicines",
    "girft": "pathway-variation",
    "guide": None,
    "heat pumps": "energy",
    "ics": "system",
    "integrated roles": "new-roles",
    "interoperability": "shared-records",
    "inventory": "inventory",
    "late starts": "theatre-lists",
    "lean": None,
    "length of stay": "flow",
    "medical": None,
    "medical locums": "temporary-staffing",
    "medicines": "medicines",
    "mental health": "mental-health",
    "method": None,
    "opat": "virtual-wards",
    "outpatients": "outpatients",
    "pathology": "pathology",
    "pharmacist": "medicines",
    "pifu": "follow-up",
    "policy": None,
    "primary care": "care-homes-primary",
    "procurement": "procurement",
    "productivity": None,
    "red2green": "discharge",
    "redeployment": "rostering",
    "retention": "recruitment-retention",
    "rfid": "inventory",
    "rpa": "automation",
    "safer": "discharge",
    "scan4safety": "inventory",
    "sickness absence": "sickness-absence",
    "solar": "energy",
    "surgical hub": "theatres",
    "theatres": "theatres",
    "therapy roles": "new-roles",
    "transformation": None,
    "us": None,
    "variation": "pathway-variation",
    "virtual": "virtual-clinics",
    "virtual ward": "virtual-wards",
    "ward time": "rostering",
    "waste reduction": "inventory",
    "workforce": "workforce",
}


def areas_of(topics: list[str]) -> tuple[list[str], list[str]]:
    """The areas of these topic words, closest first and at most three, and the words unknown."""
    unknown = [word for word in topics if word.strip().lower() not in TOPIC_AREAS]
    mapped = [TOPIC_AREAS.get(word.strip().lower()) for word in topics]
    slugs = list(dict.fromkeys(slug for slug in mapped if slug))
    return slugs[:MOST_AREAS], unknown


def licence_of(words: str) -> tuple[str, str]:
    """The licence in our terms, and the source's own words where they say more."""
    if words in Licence.values:
        return words, ""
    lower = words.lower()
    if "ogl" in lower or "open government" in lower:
        return Licence.OGL, "" if lower in {"ogl", "ogl v3.0"} else words
    # Non-commercial and no-derivatives terms are not the open CC BY licence.
    if ("cc by" in lower or "cc-by" in lower) and not ("nc" in lower or "nd" in lower):
        return Licence.CC_BY, words
    if "proprietary" in lower or "rights reserved" in lower:
        return Licence.OWNER, words
    return Licence.UNKNOWN, words
