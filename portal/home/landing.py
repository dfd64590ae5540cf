"""The way in to all case studies: by area, by kind, by type of trust, by trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from casestudies import cards, page_contexts
from casestudies.areas import AreaTree
from casestudies.choices import Kind, Stage
from casestudies.models import CaseStudiesIndexPage
from casestudies.visibility import visible_to
from portal.accounts.permissions import Action, can
from portal.insight import population
from portal.trusts.models import Trust
from search import counts
from search.counts import SIGNPOSTS, Count
from search.query import SIGNPOST, SearchQuery, address_of
from search.site_engine import get_engine

NEWEST = 6


@dataclass(frozen=True)
class Door:
    """A way in, and how many case studies are behind it."""

    label: str
    url: str
    count: Count
    text: str = ""


@dataclass(frozen=True)
class Landing:
    """What the index of all case studies shows."""

    all: Count
    signposts: Count
    kinds: tuple[Door, ...]
    areas: tuple[Door, ...]
    trust_types: tuple[Door, ...]
    shelves: tuple[Trust, ...]
    stopped: Count


def register() -> None:
    """Have the index of the case studies ask here."""
    page_contexts.register(CaseStudiesIndexPage.__name__, on_index)


def on_index(page: CaseStudiesIndexPage, request: HttpRequest) -> dict[str, Any]:
    """The doors to all case studies, and the newest."""
    newest = visible_to(request.user).whole().select_related("trust")[:NEWEST]
    return {"landing": landing(request.user), "newest": cards.cards_of(newest)}


def landing(user: Any) -> Landing:
    """The doors for this reader. A fixed number of queries, however many case studies."""
    sees_network = can(user, Action.CASE_STUDY_READ_NETWORK)
    found = counts.case_studies(
        illustrative=population.is_illustrative(), sees_network=sees_network
    )
    return Landing(
        all=found.all,
        signposts=_signposts(sees_network=sees_network),
        kinds=tuple(_door(kind.label, found.narrowed_to("kind", kind.value)) for kind in Kind),
        areas=tuple(
            Door(
                area.name,
                f"/areas/{area.slug}/",
                found.narrowed_to("area", area.slug),
                area.description,
            )
            for area in AreaTree().tops
        ),
        trust_types=tuple(
            _door(type_.label, found.narrowed_to("trust_type", type_.value)) for type_ in Trust.Type
        ),
        shelves=tuple(_shelves(user)),
        stopped=found.narrowed_to("stage", Stage.STOPPED.value),
    )


def _door(label: str, count: Count) -> Door:
    return Door(label, count.url, count)


def _signposts(*, sees_network: bool) -> Count:
    query = SearchQuery(filters=(("record", (SIGNPOST,)),), page_size=1, sees_network=sees_network)
    return Count(get_engine().search(query).total, SIGNPOSTS, address_of(query))


def _shelves(user: Any) -> list[Trust]:
    """The trusts that have something to read, signposts among it."""
    ids = visible_to(user).order_by().values("trust")
    return list(Trust.objects.filter(pk__in=ids).order_by("name"))
