"""What stands beside the fields of the form: a figure, trusts, a reply time, the readiness."""

from __future__ import annotations

from dataclasses import dataclass

from casestudies.models import CaseStudyPage
from portal.matching.asking import places_asking, readiness, reply_times, starting
from portal.matching.asking.readiness import Verdict
from portal.matching.asking.reply_times import ReplyTime
from portal.matching.asking.starting import Suggestion
from portal.trusts.models import Trust


@dataclass(frozen=True)
class Beside:
    """What the site knows and a person may use; None or nought where it knows nothing."""

    suggestion: Suggestion | None
    icb: str
    trusts_of_icb: int
    reply_time: ReplyTime | None
    verdict: Verdict | None


def of(
    *,
    trust: Trust | None,
    area: str,
    case_study: CaseStudyPage | None,
    answers: dict[str, str] | None,
) -> Beside:
    """For the asking trust (None for a visitor), the area chosen and the case study asked about."""
    team = case_study.trust_id if case_study else None
    return Beside(
        suggestion=starting.suggested(trust, area) if trust else None,
        icb=trust.icb if trust else "",
        trusts_of_icb=len(places_asking.trusts_of_icb(trust)) if trust else 0,
        reply_time=reply_times.usual([team])[team] if team else None,
        verdict=readiness.judge(answers) if answers else None,
    )
