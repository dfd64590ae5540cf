"""What the demonstration loads, step by step, each safe to run again.

It takes the steps of a real site and adds invented content to them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from casestudies import importing, shelves
from casestudies.models import CaseStudyPage
from casestudies.signals import gathered
from portal.accounts.models import User
from portal.demo import asking, case_studies, figures, network, pairs, people, programmes
from portal.matching import capacity
from portal.setup import steps
from portal.trusts import register
from portal.trusts.models import Trust

CONTENT = Path(__file__).resolve().parent / "content"
MEMBER_TRUST = "ZZ017"


def load_illustrative_trusts() -> str:
    shipped = json.loads((CONTENT / "trusts.json").read_text())
    register.load_illustrative(shipped["trusts"], shipped["figures"])
    return f"{Trust.objects.illustrative().count()} invented trusts"


def load_figures() -> str:
    return figures.ensure_figures(CONTENT / "performance.csv")


def open_shelves() -> str:
    trusts = Trust.objects.illustrative()
    for trust in trusts:
        shelves.open_shelf(trust)
    return f"one for each of {len(trusts)} invented trusts"


def make_people() -> str:
    people.ensure_people(member_trust=MEMBER_TRUST)
    return f"{User.objects.count()} people"


def load_case_studies() -> str:
    with transaction.atomic(), gathered():
        _load_files()
    live = CaseStudyPage.objects.live()
    return f"{live.whole().count()} case studies, {live.filter(signpost=True).count()} signposts"


def _load_files() -> None:
    for path in [*sorted((CONTENT / "case_studies").glob("*.jsonl")), CONTENT / "signposts.jsonl"]:
        # A second run must not undo what somebody changed since the first.
        if not _ids_in(path) <= _ids_held():
            importing.load(path, publish=True)


def _ids_in(path: Path) -> set[str]:
    return {json.loads(line)["id"] for line in path.read_text().splitlines() if line.strip()}


def _ids_held() -> set[str]:
    return set(CaseStudyPage.objects.exclude(import_id="").values_list("import_id", flat=True))


def send_drafts() -> str:
    return case_studies.ensure_drafts_in_review(
        CONTENT / "in_review.jsonl", peer_email=f"member@{MEMBER_TRUST.lower()}.example"
    )


def make_network() -> str:
    return network.ensure_network()


def let_pairs_live() -> str:
    return pairs.ensure_pairs()


def write_past_year() -> str:
    return pairs.ensure_past_pairs(CONTENT / "past_pairs.csv")


def set_up_programme() -> str:
    return programmes.ensure_programme()


def let_records_age() -> str:
    with transaction.atomic(), gathered():
        return case_studies.ensure_aged_records(CONTENT / "retired.jsonl")


def take_up_changes() -> str:
    with transaction.atomic(), gathered():
        return case_studies.ensure_adopters()


def run_rounds() -> str:
    return programmes.ensure()


def tell_places() -> str:
    return f"{capacity.repair()} case studies"


def count_searches() -> str:
    return asking.ensure_searches(CONTENT / "queries.jsonl")


def _shared(step: steps.Step) -> tuple[str, Callable[[], str]]:
    """A step of setting a real site up."""
    return step.label, lambda: step.run().words


STEPS: tuple[tuple[str, Callable[[], str]], ...] = (
    _shared(steps.REGISTER),
    _shared(steps.FIGURES),
    # Before there is a home page: a database with one and without these is a real site.
    ("Load the invented trusts", load_illustrative_trusts),
    ("Load their invented figures", load_figures),
    _shared(steps.AREAS),
    _shared(steps.PAGES),
    ("Open shelves", open_shelves),
    ("Make one person per role", make_people),
    ("Load the case studies", load_case_studies),
    ("Send drafts into the review", send_drafts),
    _shared(steps.PROGRAMMES),
    ("Build the network", make_network),
    ("Let a place ask, and peers", asking.ensure_requests),
    ("Let the pairs live on", let_pairs_live),
    ("Write down its past year", write_past_year),
    ("Set the programme up", set_up_programme),
    ("Let some records age", let_records_age),
    ("Record what adopters say", take_up_changes),
    # Pairs of the past are written with their own days, past the services that tell search.
    ("Tell search the places left", tell_places),
    _shared(steps.index_step(anew=True)),
    ("Count what people searched for", count_searches),
    ("Run a round, and try one", run_rounds),
)
