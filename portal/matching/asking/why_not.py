"""Why not this exemplar? An answer for any trust, with both scores side by side."""

from __future__ import annotations

from dataclasses import dataclass

from portal.matching import candidates, permissions
from portal.matching.models import Need
from portal.matching.reads.request_page import CandidateRow, candidate_rows
from portal.trusts.models import Trust


@dataclass(frozen=True)
class WhyNot:
    """The sentence, and where the trust is among the suggestions, its score beside the first."""

    trust: Trust
    sentence: str
    first: CandidateRow | None
    asked: CandidateRow | None


def of(need: Need, trust: Trust) -> WhyNot:
    """Why this trust is not the first suggestion for a need."""
    found = candidates.for_request(need)
    # What lies below the floor of fit is for the broker alone: the sentence says that it does.
    rows = candidate_rows([one for one in found if not one.below_floor])
    place = next((row for row in rows if row.candidate.trust == trust), None)
    return WhyNot(
        trust=trust,
        sentence=candidates.why_not(need, trust),
        first=rows[0] if place is not None and place.place > 1 else None,
        asked=place,
    )


def exemplars(need: Need) -> list[Trust]:
    """The trusts one may ask about: every exemplar of the population, past ones too, by name."""
    request = need.help_request
    rows = Trust.objects.same_population(request.trust).filter(designations__isnull=False)
    asking = permissions.asking_trust_ids(request)
    return list(rows.exclude(pk__in=asking).distinct().order_by("name", "ods_code"))
