"""The steps that make a site of an empty database, their order, and what is printed of each.

Each app loads what is its own. A step that finds its work done changes nothing, and says so: what
people changed since stays as they made it. The demonstration takes the same steps and adds to them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.management.base import OutputWrapper
from django.db import connection

from casestudies import areas
from casestudies.models import EfficiencyArea
from portal.home import site
from portal.home.models import HomePage, StandardPage
from portal.matching import history
from portal.performance import services as performance_services
from portal.performance.measures import MEASURES
from portal.performance.models import PerformanceFigure
from portal.setup import database, stored_text
from portal.trusts import register
from portal.trusts.models import Trust
from search import site_engine

THERE = "already there"


@dataclass(frozen=True)
class Outcome:
    """What a step did, in words; `notice` is what a person has still to do, or blank."""

    words: str
    notice: str = ""


@dataclass(frozen=True)
class Step:
    """One step: the words before it, and the work."""

    label: str
    run: Callable[[], Outcome]


def load_register() -> Outcome:
    """The register that comes with the portal, where there is none. A newer one is not undone."""
    trusts = Trust.objects.real()
    if trusts.exists():
        return Outcome(f"{THERE}: {trusts.count()} trusts")
    loaded = register.load_shipped()
    return Outcome(f"{loaded.created} trusts with {loaded.figures:,} figures")


def load_figures() -> Outcome:
    """The national performance figures that come with the portal. A dispute of one stays."""
    loaded = performance_services.load_shipped()
    total = PerformanceFigure.objects.national().count()
    words = f"{total:,} figures of {len(MEASURES)} measures"
    return Outcome(words if loaded.added or loaded.changed else f"{THERE}: {words}")


def load_areas() -> Outcome:
    """The efficiency areas, where there are none."""
    made = areas.load_shipped_areas()
    top = EfficiencyArea.objects.filter(parent=None).count()
    words = f"{top} areas with {EfficiencyArea.objects.count() - top} below them"
    return Outcome(words if made else f"{THERE}: {words}")


def build_pages() -> Outcome:
    """The site with its home page, standard pages, index of case studies, groups and review."""
    there = HomePage.objects.exists()
    site.ensure_site()
    words = f"home page, {StandardPage.objects.count()} standard pages, case studies"
    return Outcome(f"{THERE}: {words}" if there else words)


def load_programmes() -> Outcome:
    """The programmes of the past. A register or tree without what they need is no fault here."""
    try:
        made = history.load_global_digital_exemplars()
    except ValidationError as error:
        return Outcome("left out", notice=" ".join(error.messages))
    if not made:
        return Outcome(f"{THERE}: the Global Digital Exemplars")
    return Outcome(f"the Global Digital Exemplars, as history, with {made} exemplars")


def clean_stored_text() -> Outcome:
    """Text of an earlier version, brought through the gate for text."""
    done = stored_text.clean_stored()
    notice = (
        f"Rename one of each, then run setup again: {'; '.join(done.left)}" if done.left else ""
    )
    if not done.rows:
        return Outcome("nothing to clean", notice)
    return Outcome(f"{done.rows} rows, {done.signatures} signatures moved along", notice)


def index_step(*, anew: bool) -> Step:
    """The last step: the index of the configured engine. `anew` builds one that is in step too."""
    return Step("Build the search index", lambda: _build_index(anew=anew))


def _build_index(*, anew: bool) -> Outcome:
    built = site_engine.ensure_index(anew=anew)
    if built.away:
        return Outcome(
            f"{built.entries} entries in this machine's own index, which answers for now",
            notice=(
                "The search cluster does not answer, and this machine's own index searches in its "
                "place. Once it is back, run: uv run manage.py rebuild_index"
            ),
        )
    state = "built anew with" if built.rebuilt else "in step with"
    return Outcome(f"{built.engine}, {state} {built.entries} entries")


REGISTER = Step("Load the register of trusts", load_register)
FIGURES = Step("Load the performance figures", load_figures)
AREAS = Step("Load the efficiency areas", load_areas)
PAGES = Step("Build the site and its pages", build_pages)
PROGRAMMES = Step("Load the programmes of the past", load_programmes)
STORED_TEXT = Step("Clean the stored text", clean_stored_text)

# In their order; the index comes last, over what they brought.
STEPS = (REGISTER, FIGURES, AREAS, PAGES, PROGRAMMES, STORED_TEXT)


def report_step(stdout: OutputWrapper, label: str, work: Callable[[], str]) -> None:
    """Write the label at once, run the step, then write what it said and the seconds."""
    begun = time.monotonic()
    stdout.write(f"{label} ... ", ending="")
    stdout.flush()
    said = work()
    stdout.write(f"{said} ({time.monotonic() - begun:.1f} s)")
    stdout.flush()


def report_migrating(stdout: OutputWrapper) -> bool:
    """Bring the database up to date, as the first step. Returns whether anything was to do."""
    ran = 0

    def work() -> str:
        nonlocal ran
        ran = database.migrate()
        done = f"{ran} migrations run" if ran else "already up to date"
        return f"{connection.display_name}, {done}"

    report_step(stdout, "Set up the database", work)
    return bool(ran)
