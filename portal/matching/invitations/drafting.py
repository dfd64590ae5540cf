"""The draft case study that comes with an invitation: its area, its measure, and its start.

It says nothing of its own: what the trust did is the trust's to write. Nothing is published, and
nothing is signed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from modelcluster.models import get_all_child_relations

from casestudies.models import CaseStudyPage
from casestudies.models import Measure as MeasureLine
from casestudies.shelves import open_shelf
from portal.matching.invitations.evidence import Evidence, EvidenceYear
from portal.performance.measures import Better, Measure

PER_CENT = 100
PLACES = Decimal("0.001")


def draft_for(evidence: Evidence) -> CaseStudyPage:
    """A new draft on the trust's shelf, which its authors find in "My page".

    It has no owner and no writer until one of the trust's authors goes on with it: who signs and
    who judges must not have written in it. Needs a transaction, and evidence with an area.
    """
    page = CaseStudyPage(
        title=f"{evidence.measure.name}: what we do at {evidence.trust.name}"[:200], live=False
    )
    page.draft_title = page.title
    shelf = open_shelf(evidence.trust)
    page.locale_id = shelf.locale_id
    # No site can begin at a page that did not exist until now.
    page._is_site_root = False
    shelf.add_child(instance=page)
    # It has no lines yet, so none are looked for.
    for relation in get_all_child_relations(CaseStudyPage):
        setattr(page, relation.get_accessor_name(), [])
    page.areas = [evidence.area]
    page.measures = [_measure_line(evidence.measure, evidence.years)]
    page.save_revision(clean=False)
    return page


def _measure_line(measure: Measure, years: tuple[EvidenceYear, ...]) -> MeasureLine:
    """From the first of the years, where it starts, to the last one."""
    first, last = years[0], years[-1]
    return MeasureLine(
        name=measure.name,
        unit=f"% {measure.unit}"[:40] if measure.is_share else measure.unit,
        baseline=_number(measure, first.value),
        baseline_date=_last_day(first.year),
        after=_number(measure, last.value),
        after_date=_last_day(last.year),
        lower_is_better=measure.better is Better.LOWER,
        national_measure=measure.key,
        source=last.source[:200],
    )


def _number(measure: Measure, value: float) -> Decimal:
    """As people write it: a share in per cent."""
    shown = Decimal(str(value)) * PER_CENT if measure.is_share else Decimal(str(value))
    return shown.quantize(PLACES)


def _last_day(year: str) -> date:
    """The last day of a financial year such as "2024/25"."""
    return date(int(year[:4]) + 1, 3, 31)
