"""The kinds of page and of write that are measured, and how each is made ready.

Making ready happens in a process of its own, so that the measured one finds every cache cold. Each
kind gives its steps: the first is measured cold, the others warm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import count, islice
from pathlib import Path
from typing import Any, Literal

from tests.benchmarks.figures.rows import NotMeasurable

FURTHER = 10
QUERY = "discharge ward beds"
MANY = 100


@dataclass(frozen=True)
class Step:
    """One thing to do: an address to get or to post to, or a command of the site to carry out."""

    kind: Literal["get", "post", "publish", "import"]
    target: str
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The steps of a kind, in order, and whose session they run in (none for a visitor)."""

    steps: list[Step]
    session: str = ""


@dataclass(frozen=True)
class Made:
    """What making ready may use: the data folder, and Django's client with nobody signed in."""

    folder: Path
    client: Any


def prepare(name: str, made: Made) -> Plan:
    """Make one kind ready. Raises NotMeasurable where the tree has no such thing."""
    plan = PAGE_TYPES[name](made)
    if not plan.steps:
        raise NotMeasurable("the demonstration has nothing to do it with")
    return plan


def _public(address: str | Callable[[], str]) -> Callable[[Made], Plan]:
    def plan(made: Made) -> Plan:
        return Plan(_repeated(address if isinstance(address, str) else address()))

    return plan


def _signed_in(made: Made) -> Plan:
    return Plan(_repeated("/my/"), _sign_in(made, "member"))


def _repeated(address: str) -> list[Step]:
    return [Step("get", address)] * (1 + FURTHER)


def _case_study() -> str:
    """The public case study with most adopters and most lines of figures: the heaviest page."""

    def weight(page: Any) -> tuple[int, int, int]:
        lines = page.savings.count() + page.measures.count() + page.costs.count()
        return page.adoptions.count(), lines, -page.pk

    return str(max(_case_studies(), key=weight).url)


def _trust() -> str:
    return f"/trusts/{_authors_trust()}/"


def _area() -> str:
    """The area with most case studies."""
    from django.db.models import Count

    counted = _case_studies().exclude(areas=None).values("areas__slug").annotate(number=Count("pk"))
    return f"/areas/{counted.order_by('-number', 'areas__slug')[0]['areas__slug']}/"


def _help_requests(made: Made) -> Plan:
    """A question to a team, about another case study each time."""
    session = _sign_in(made, "member")
    steps = [
        Step("post", "/help/new/", _question(page))
        for page in _case_studies().order_by("pk").select_related("trust")
        if "question" in page.help_offered and page.trust and page.areas.exists()
    ]
    return Plan(steps[: 1 + FURTHER], session)


def _question(page: Any) -> dict[str, str]:
    return {
        "problem": "Our rosters are late every month, and the gaps go to agencies at short notice.",
        "help_kind": "question",
        "case_study": str(page.pk),
        "area": page.areas.order_by("pk")[0].slug,
        "helper": page.trust.ods_code,
    }


def _short_forms(made: Made) -> Plan:
    """A whole short form: every question answered, a new draft each time."""
    session = _sign_in(made, "author")
    steps = []
    for number in range(1 + FURTHER):
        begun = made.client.post("/case-studies/write/", {"empty": "1"})
        if begun.status_code != 302:
            raise NotMeasurable(f"/case-studies/write/ answers {begun.status_code}")
        version = re.search(r'name="version" value="(\d+)"', made.client.get(begun.url).text)
        answers = {**short_form_answers(number), "version": version[1] if version else "0"}
        steps.append(Step("post", begun.url, answers))
    return Plan(steps, session)


def short_form_answers(number: int) -> dict[str, str]:
    """Every answer of the short form, as a browser sends them."""
    record = complete_record(number, "")
    saving = record["savings"][0]
    return {
        **{name: record[name] for name in ("title", "result", "kind")},
        **{name: record[name] for name in ("problem", "done", "happened", "did_not_work")},
        **{name: str(saving[name]) for name in ("amount", "financial_year", "effect")},
        "recurrence": saving["recurrence"],
        "description": saving["description"],
        "source": saving["source"],
        "area_1": record["areas"][0],
        **{
            f"contact_{place}_{part}": contact[part]
            for place, contact in enumerate(record["contacts"], start=1)
            for part in ("name", "role", "email")
        },
        "must_have": record["must_have"][0],
        "not_where": record["not_where"],
    }


def _publications(made: Made) -> Plan:
    """Whole drafts: of each a new version is saved and published, as the editor's button does."""
    from django.core.management import call_command

    records = list(islice(_records(), 1 + FURTHER))
    file = made.folder / _written(made.folder, "drafts", records)
    call_command("import_casestudies", str(file), stdout=StringIO())
    return Plan([Step("publish", record["id"]) for record in records])


def _imports(made: Made) -> Plan:
    """A file with one whole record, another each time."""
    records = islice(_records(), 1 + FURTHER)
    return Plan([Step("import", _written(made.folder, one["id"], [one])) for one in records])


def _many_imports(made: Made) -> Plan:
    records = list(islice(_records(), MANY))
    return Plan([Step("import", _written(made.folder, "many", records))])


def _written(folder: Path, name: str, records: list[dict[str, Any]]) -> str:
    """The name of the file in the folder: it is measured in a copy of the folder."""
    file = f"{name}.jsonl"
    (folder / file).write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return file


def _records() -> Iterator[dict[str, Any]]:
    ods_code = _authors_trust()
    return (complete_record(number, ods_code) for number in count())


def complete_record(number: int, ods_code: str) -> dict[str, Any]:
    """A line of an import file that passes the gate."""
    return {
        "id": f"figures-{number}",
        "title": f"Approve rosters eight weeks ahead {number}",
        "result": "Agency shifts fell from 100 to 60 a week within a year.",
        "ods_code": ods_code,
        "started": "2022-04",
        "measured": "2023-04",
        "stage": "embedded",
        "kind": "cost-reduction",
        "areas": ["rostering"],
        "care_settings": ["ward"],
        "trust_types": ["acute"],
        "problem": "Rosters were late, and gaps went to agencies.",
        "done": "Rosters were approved eight weeks ahead.",
        "happened": "Agency use fell.",
        "did_not_work": "Night shifts did not change.",
        "measures": [
            {
                "name": "Agency shifts a week",
                "unit": "shifts",
                "baseline": 100,
                "baseline_date": "2022-04",
                "after": 60,
                "after_date": "2023-04",
                "source": "Roster system",
            }
        ],
        "savings": [
            {
                "financial_year": "2023/24",
                "amount": 120000,
                "effect": "cash-releasing",
                "recurrence": "recurrent",
                "description": "Agency nurses",
                "source": "Ledger, cost centre 4021",
                "sign_off": {
                    "level": "finance",
                    "name": "A Rao",
                    "role": "Director of finance",
                    "date": "2024-05-01",
                },
            }
        ],
        "costs": [{"kind": "staff-days", "amount": 40}],
        "must_have": ["An electronic roster"],
        "not_where": "Units with fewer than 20 staff: the pool is too small.",
        "licence": "ogl-3",
        "help_offered": ["question"],
        "contacts": [
            {"name": "Sam Hill", "role": "Lead", "email": "sam.hill@example.nhs.uk"},
            {"name": "Ola Webb", "role": "Deputy", "email": "ola.webb@example.nhs.uk"},
        ],
    }


def _case_studies() -> Any:
    """The whole case studies that everybody may read."""
    pages = model("casestudies.CaseStudyPage").objects
    return pages.filter(live=True, signpost=False, visibility="public")


def _authors_trust() -> str:
    return str(_of_role("author").role_assignments.get(role="author").trust.ods_code)


def model(label: str) -> Any:
    """A model by its label, which outlives the module that it stands in."""
    from django.apps import apps

    try:
        return apps.get_model(label)
    except LookupError as missing:
        raise NotMeasurable(f"the tree has no model {label}") from missing


def _sign_in(made: Made, role: str) -> str:
    """The key of a session of somebody with this role."""
    person = _of_role(role)
    made.client.force_login(person)
    return str(made.client.session.session_key)


def _of_role(role: str) -> Any:
    from django.contrib.auth import get_user_model

    people: list[Any] = list(
        get_user_model().objects.filter(role_assignments__role=role).distinct()
    )
    if not people:
        raise NotMeasurable(f"nobody in the demonstration is a {role}")
    # Who has that role alone, where there is one: the plainest case.
    return min(people, key=lambda one: (one.role_assignments.count(), one.pk))


PAGE_TYPES: dict[str, Callable[[Made], Plan]] = {
    "home": _public("/"),
    "search": _public(f"/search/?q={QUERY.replace(' ', '+')}"),
    "case study": _public(_case_study),
    "trust": _public(_trust),
    "area": _public(_area),
    "/my/": _signed_in,
    "/insight/": _public("/insight/"),
    "/exemplars/": _public("/exemplars/"),
    "help request sent": _help_requests,
    "short form saved": _short_forms,
    "one publish": _publications,
    "one imported record": _imports,
    "many imported records": _many_imports,
}
