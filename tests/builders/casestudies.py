"""Builders of case studies, with what hangs on them. Every argument has a default."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casestudies.adoptions import follow_up
from casestudies.models import (
    Adoption,
    AdoptionMeasure,
    AdoptionSaving,
    CaseStudyPage,
    Contact,
    EfficiencyArea,
    EvidenceGrade,
    ImplementationCost,
    Measure,
    Saving,
)
from casestudies.publishing import services as publishing_services
from casestudies.savings import queries as savings_queries
from casestudies.savings import sign_offs
from casestudies.savings.ledger import headline
from casestudies.shelves import open_shelf, shelf_of
from portal.accounts import roles
from portal.accounts.models import User
from tests.builders.accounts import confirm_address
from tests.builders.trusts import make_trust

_numbers = itertools.count(1)
MEASURE = {
    "name": "Agency shifts a week",
    "unit": "shifts",
    "baseline": Decimal(100),
    "baseline_date": date(2022, 4, 1),
    "after": Decimal(60),
    "after_date": date(2023, 4, 1),
    "source": "Roster system",
}
COST = {"kind": "staff-days", "amount": Decimal(40)}
SAVING = {
    "financial_year": "2023/24",
    "amount": Decimal(120_000),
    "effect": "cash-releasing",
    "recurrence": "recurrent",
    "description": "Agency nurses",
    "source": "Ledger, cost centre 4021",
}
COMPLETE = {
    "result": "Agency shifts fell from 100 to 60 a week within a year.",
    "started": date(2022, 4, 1),
    "measured": date(2023, 4, 1),
    "stage": "embedded",
    "kind": "cost-reduction",
    "care_settings": ["ward"],
    "trust_types": ["acute"],
    "problem": "<p>Rosters were late, and gaps went to agencies.</p>",
    "done": "<p>Rosters were approved eight weeks ahead.</p>",
    "happened": "<p>Agency use fell.</p>",
    "did_not_work": "<p>Night shifts did not change.</p>",
    "design": "before-after",
    "independence": "own-team",
    "follow_up_months": 12,
    "must_have": ["An electronic roster"],
    "not_where": "Units with fewer than 20 staff: the pool is too small.",
    "help_offered": ["question", "talk"],
    "review_by": date(2030, 4, 1),
    "licence": "ogl-3",
}


def make_area(name=None, **fields):
    number = next(_numbers)
    name = name or f"Area {number}"
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    fields.setdefault("description", f"What trusts do about {name}.")
    return EfficiencyArea.objects.create(name=name, slug=slug, **fields)


def make_trust_shelf(trust=None):
    return open_shelf(trust or make_trust())


def make_contact_values(number):
    return {"name": f"Contact {number}", "role": "Lead", "email": f"contact{number}@example.nhs.uk"}


def make_case_study(
    trust=None,
    areas=None,
    publish=True,
    savings=None,
    measures=None,
    costs=None,
    contacts=None,
    shelf=None,
    **fields,
):
    """A case study that passes the gate. `savings` and the like are lists of field overrides."""
    number = next(_numbers)
    # Without the group of authors, which comes with the first of them.
    shelf = shelf or shelf_of(trust or make_trust())
    page = CaseStudyPage(
        **{"title": f"Plan rosters earlier {number}", "live": False, **COMPLETE, **fields}
    )
    page.savings = [Saving(**{**SAVING, **line}) for line in ([{}] if savings is None else savings)]
    page.measures = [
        Measure(**{**MEASURE, **line}) for line in ([{}] if measures is None else measures)
    ]
    page.costs = [
        ImplementationCost(**{**COST, **line}) for line in ([{}] if costs is None else costs)
    ]
    page.contacts = [
        Contact(**{**make_contact_values(place), **line})
        for place, line in enumerate([{}, {}] if contacts is None else contacts)
    ]
    page.areas.set([make_area()] if areas is None else areas)
    return _added(page, shelf, publish=publish)


def _added(page, shelf, *, publish):
    publishing_services.add(page, shelf=shelf, publish=publish, questions=False)
    return CaseStudyPage.objects.get(pk=page.pk)


def make_signpost(trust=None, publish=True, **fields):
    """A light record of a case published elsewhere; `trust=None` puts it on that shelf."""
    values = {
        "title": f"Read about rosters {next(_numbers)}",
        "signpost": True,
        "summary": "A trust planned rosters earlier and used fewer agency nurses.",
        "organisation": "" if trust else "A hospital elsewhere",
        "source_url": "https://example.org/rosters",
        "publisher": "Example",
        "licence": "unknown",
        **fields,
    }
    page = CaseStudyPage(live=False, **values)
    shelf = shelf_of(trust)
    return _added(page, shelf, publish=publish)


def make_adoption(case_study=None, trust=None, savings=(), measures=(), confirmed=True, **fields):
    """An adoption that its own trust recorded, or with `confirmed=False` a claim."""
    values = {
        "status": "sustained",
        "result": "Agency shifts fell here too.",
        "confirmed_at": timezone.now() if confirmed else None,
        "last_confirmed": timezone.localdate() if confirmed else None,
        "claimed_by_origin": not confirmed,
        **fields,
    }
    adoption = Adoption.objects.create(
        case_study=case_study or make_case_study(), trust=trust or make_trust(), **values
    )
    for line in savings:
        AdoptionSaving.objects.create(adoption=adoption, **{**SAVING, **line})
    for line in measures:
        AdoptionMeasure.objects.create(adoption=adoption, **{**MEASURE, **line})
    return adoption


def long_ago():
    """A start after that of the origin, from which it can be said by now that a change lasts."""
    return date(2023, 5, 1)


def make_ask(months=6, trust=None, case_study=None, **fields):
    """A question whose month has come today: nothing was heard since the start."""
    started = timezone.localdate() - relativedelta(months=months)
    values = {"started": started, "last_confirmed": started, **fields}
    adoption = make_adoption(case_study, trust, **values)
    follow_up.schedule(adoption)
    return adoption.asks.get(months=months)


def make_grade(case_study=None, **fields):
    values = {
        "grade": "promising",
        "computed": "promising",
        "reason": "Measured before and after.",
        "graded_at": timezone.now(),
        **fields,
    }
    return EvidenceGrade.objects.create(page=case_study or make_case_study(), **values)


def make_person(role=None, trust=None, **fields):
    """Someone who holds this role; a trust role is held for `trust`."""
    known = {"first_name": "Asha", "last_name": "Rao", "job_title": "Deputy director of finance"}
    person = User.objects.create_user(
        email=f"holder{next(_numbers)}@example.nhs.uk",
        password="exemplar-pass-1",
        **{**known, **fields},
    )
    confirm_address(person)
    if role:
        roles.grant(user=person, role=role, trust=trust, by=None)
    return User.objects.get(pk=person.pk)


def sign_line(page, line=None, level="finance", **fields):
    """A signature on a line of the page, by default its first saving."""
    values = {"name": "A Rao", "role": "Deputy director of finance", **fields}
    line = line or page.savings.all()[0]
    return sign_offs.load(page=page, line_uuid=line.uuid, level=level, **values)


def headline_of(page):
    """The headline of a page or draft as stored, by the rule that every page shows it by."""
    return headline(savings_queries.ledger_lines(page))


def status_of(line):
    """How far a line of a record is signed, as its page shows it."""
    return sign_offs.statuses_of(line.page, [line])[line.uuid]
