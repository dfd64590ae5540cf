"""One kind of page in one process: `one_page.py prepare|measure KIND`, on PORTAL_DATA_DIR.

`prepare` writes the plan into the data folder; `measure`, in another process, carries it out and
prints the costs. Only there is the first step a cold one: the process has imported everything and
answered one address that reads nothing, but holds nothing of the site.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import django

from tests.benchmarks.figures import page_types, weights
from tests.benchmarks.figures.page_types import Made, Plan, Step
from tests.benchmarks.figures.rows import NotMeasurable

HOST = "localhost"
READS_NOTHING = "/healthz/"
PLAN = "figures-plan.json"
# What a page answers, and a form that was taken.
GOOD = {"get": 200, "post": 302}


def main(act: str, name: str) -> None:
    """Make a kind ready or measure it, on the site of this process."""
    django.setup()
    from django.conf import settings

    folder = Path(settings.DATA_DIR)
    if act == "prepare":
        plan = page_types.prepare(name, Made(folder, new_client()))
        (folder / PLAN).write_text(json.dumps(asdict(plan)))
        return
    given = json.loads((folder / PLAN).read_text())
    plan = Plan([Step(**step) for step in given["steps"]], given["session"])
    sys.stdout.write(json.dumps(carry_out(plan, folder)))


def new_client() -> Any:
    """Django's client as a browser that takes compressed answers."""
    from django.test import Client

    return Client(headers={"host": HOST, "accept-encoding": "gzip"})


def carry_out(plan: Plan, folder: Path, client: Any = None) -> dict[str, Any]:
    """The cost of each step, and what the first answer weighs."""
    from django.conf import settings

    from tests.benchmarks.figures.costs import measured

    client = client or new_client()
    # The client builds its chain of middleware at its first request: a server does so at its start.
    client.get(READS_NOTHING)
    if plan.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = plan.session
    costs: list[dict[str, float]] = []
    weight: dict[str, int] = {}
    for step in plan.steps:
        work = partial(_do, step, client, folder)
        with measured() as cost:
            answer = work()
        _check(step, answer)
        costs.append(cost.as_dict())
        if step.kind == "get" and not weight:
            weight = weights.weigh(answer)
    return {"costs": costs, "weight": weight}


def _do(step: Step, client: Any, folder: Path) -> Any:
    if step.kind == "get":
        return client.get(step.target)
    if step.kind == "post":
        return client.post(step.target, step.data)
    if step.kind == "publish":
        return _publish(step.target)
    return _import(folder / step.target)


def _publish(import_id: str) -> bool:
    page = page_types.model("casestudies.CaseStudyPage").objects.get(import_id=import_id)
    page.get_latest_revision_as_object().save_revision().publish()
    return bool(page_types.model("casestudies.CaseStudyPage").objects.get(pk=page.pk).live)


def _import(file: Path) -> str:
    from django.core.management import call_command

    report = StringIO()
    call_command("import_casestudies", str(file), publish=True, stdout=report)
    return report.getvalue()


def _check(step: Step, answer: Any) -> None:
    """A figure of something that was refused would be a figure of nothing."""
    if step.kind in GOOD and answer.status_code != GOOD[step.kind]:
        raise NotMeasurable(f"{step.target} answers {answer.status_code}")
    if step.kind == "publish" and not answer:
        raise NotMeasurable("the record was not published")
    if step.kind == "import" and " 0 published" in answer:
        raise NotMeasurable(f"not published: {answer.strip()}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
