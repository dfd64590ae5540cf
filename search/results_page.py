"""The results page as a value, with what is said when nothing is found.

The results page as a value: what the template shows, worked out beforehand.

A search for case studies that finds none: what is missing, and what there is instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from search import facets
from search.counts import CASE_STUDIES, RESULTS, SIGNPOSTS, Count, records_in_words
from search.explain import explained
from search.facets import Chip, FacetShown, FacetWords, TrustChoice
from search.forms import REACH, SORTS, SearchForm
from search.hits import draw
from search.query import CHECKED, SIGNPOST, WEAK, SearchQuery, address_of
from search.query_logging import terms_of
from search.results import Hit, SearchResults
from search.site_engine import get_engine
from search.understood import Understood, suggestion_query, understood

MOST_AREAS = 14
MOST_INSTEAD = 5
# Parameters in force that have no box on the page and travel along with the form.
CARRIED = ("trust", "saving_from", "saving_to", "weak", "explain")


@dataclass(frozen=True)
class WayOut:
    """A search that finds something where this one does not."""

    label: str
    count: Count


@dataclass(frozen=True)
class Suggestion:
    """What may have been meant, what that finds, and the first of it where what was typed finds
    nothing.
    """

    text: str
    count: Count
    hits: list[Hit]


@dataclass(frozen=True)
class ResultsPage:
    """Everything that the page says."""

    checked: int
    signposts: int
    hits: list[Hit]
    places: list[Hit]
    facets: list[FacetShown]
    chips: list[Chip]
    suggestion: Suggestion | None
    understood: Understood
    sorts: list[tuple[str, str]]
    sort: str
    page_prefix: str
    clear_url: str
    trusts: list[TrustChoice]
    like: str
    wider_url: str
    ways_out: list[WayOut] = field(default_factory=list)
    areas: list[tuple[str, str]] = field(default_factory=list)
    ask_area: str = ""
    wanted: str = ""
    notice: str = ""
    notes: list[str] = field(default_factory=list)
    carried: list[tuple[str, str]] = field(default_factory=list)
    gap: Gap | None = None
    weaker: int = 0
    with_weaker: Count | None = None
    without_weaker_url: str = ""

    @property
    def total(self) -> int:
        """Case studies and signposts together."""
        return self.checked + self.signposts

    @property
    def words(self) -> str:
        """The total in words: “58 case studies and 16 signposts”."""
        return records_in_words(self.checked, self.signposts)


def results_page(form: SearchForm, query: SearchQuery, found: SearchResults) -> ResultsPage:
    """Put the page together. The number of queries does not grow with the results."""
    hits, places = draw(found, query)
    if form.explains:
        hits = explained(hits, found, query)
    asked = form.asked
    chips = facets.chips(query, asked, form.words)
    if query.like is not None and form.like_trust is not None:
        label = f"The {len(query.like.closeness)} trusts most like {form.like_trust.name}"
        chips.append(Chip("like", label, facets.without(asked, "like")))
    empty = found.total == 0
    read = understood(query, found)
    return ResultsPage(
        checked=found.checked,
        signposts=found.signposts,
        notice=found.notice,
        notes=form.notes,
        carried=[(name, value) for name in CARRIED for value in asked.getlist(name)],
        hits=hits,
        places=places,
        facets=facets.shown(found.facets, form.words),
        chips=chips,
        suggestion=_suggestion(found, query, asked),
        understood=read,
        sorts=SORTS,
        sort=query.sort,
        page_prefix=_prefix(asked),
        clear_url=_only_words(asked),
        trusts=form.words.trusts,
        like=query.like.ods_code if query.like else "",
        wider_url=_wider(asked, query),
        ways_out=_ways_out(query, chips) if empty else [],
        areas=_top_areas(form) if empty else [],
        ask_area=_only_area(query),
        wanted=_wanted(query, found, read),
        gap=gap(query, found, form.words) if empty else None,
        weaker=found.weaker,
        with_weaker=_with_weaker(query, found, asked),
        without_weaker_url=facets.without(asked, "weak") if query.weak else "",
    )


def _suggestion(found: SearchResults, query: SearchQuery, asked: QueryDict) -> Suggestion | None:
    """Only one that leads to results for this reader, under the same filters."""
    meant = suggestion_query(query, found)
    results = get_engine().search(meant) if meant else None
    if meant is None or results is None or not results.total:
        return None
    address = asked.copy()
    address["q"] = meant.text
    address.pop("page", None)
    hits = [] if found.total else draw(results, meant)[0]
    count = Count(results.total, RESULTS, f"?{address.urlencode()}")
    return Suggestion(meant.text, count, hits[:MOST_INSTEAD])


def _wanted(query: SearchQuery, found: SearchResults, read: Understood) -> str:
    """What to ask for a case study about: what no result holds, or all that was typed where there
    is no result. Blank where filters may be why, or where the words cannot be kept.
    """
    if found.total or not query.is_narrowed:
        about = " ".join(read.missing) or (query.text if not found.total else "")
        return about if terms_of(about) else ""
    return ""


def _with_weaker(query: SearchQuery, found: SearchResults, asked: QueryDict) -> Count | None:
    """The same search with its weaker matches, and how many results that is."""
    if query.weak or not found.weaker:
        return None
    address = asked.copy()
    address["weak"] = WEAK
    address.pop("page", None)
    return Count(found.total + found.weaker, RESULTS, f"?{address.urlencode()}")


def _ways_out(query: SearchQuery, chips: list[Chip]) -> list[WayOut]:
    """Searches with one filter less that find something."""
    ways = []
    for name in dict.fromkeys(chip.facet for chip in chips):
        if name == "record":
            # The other kind of record is told of on its own: it is no way to a case study.
            continue
        count = get_engine().search(query.without(name)).total
        of_this = [chip for chip in chips if chip.facet == name]
        if count and len(of_this) == 1:
            noun = CASE_STUDIES if query.chosen.get("record") == frozenset({CHECKED}) else RESULTS
            ways.append(WayOut(of_this[0].label, Count(count, noun, of_this[0].url)))
    return ways


def _only_area(query: SearchQuery) -> str:
    """The slug of the one area that is filtered by, which a request for help begins with."""
    slugs = query.chosen.get("area", frozenset())
    return next(iter(slugs)) if len(slugs) == 1 else ""


def _top_areas(form: SearchForm) -> list[tuple[str, str]]:
    tops = [area for area in form.words.areas if not area.parent][:MOST_AREAS]
    return [(area.name, f"?area={area.slug}") for area in tops]


def _prefix(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


def _only_words(asked: QueryDict) -> str:
    kept = QueryDict(mutable=True)
    for name in ("q", "weak", "sort"):
        if name in asked:
            kept[name] = asked[name]
    return f"?{kept.urlencode()}"


def _wider(asked: QueryDict, query: SearchQuery) -> str:
    """The same among the 30 trusts most alike instead of the 10; blank if that is so already,
    or if there are not as many."""
    if query.like is None or query.like.reach != "near":
        return ""
    if len(query.like.closeness) < REACH["near"]:
        return ""
    wider = asked.copy()
    wider["like"] = f"{query.like.ods_code}:mid"
    wider.pop("page", None)
    return f"?{wider.urlencode()}"


SENTENCE_FACETS = {"record", "area", "trust_type", "illustrative"}


@dataclass(frozen=True)
class Gap:
    """What there is no case study of yet, in a sentence, and the signposts to such cases."""

    sentence: str
    signposts: Count


def gap(query: SearchQuery, found: SearchResults, words: FacetWords) -> Gap | None:
    """The gap that a search without results shows; None where it asked for more than that.

    A gap is of case studies in an area, of a type of trust, or both: nothing else is chosen.
    """
    chosen = query.chosen
    only = query.like is None and query.amount is None and not query.trusts and not query.text
    if (
        not only
        or chosen.get("record") != frozenset({CHECKED})
        or not set(chosen) <= SENTENCE_FACETS
    ):
        return None
    where = _either(words.label("area", value) for value in chosen.get("area", ()))
    whose = _either(
        words.label("trust_type", value).lower() for value in chosen.get("trust_type", ())
    )
    sentence = "There is no case study yet"
    sentence += f" on {where[0].lower()}{where[1:]}" if where else ""
    article = "an" if whose[:1] in set("aeiou") else "a"
    noun = "" if whose.endswith("trust") else " trust"
    sentence += f" from {article} {whose}{noun}, or used in one" if whose else ""
    others = {one.value: one.count for one in found.facet("record").values}
    elsewhere = replace(query.without("record"), filters=_with_signposts(query))
    return Gap(
        f"{sentence}.",
        Count(others.get(SIGNPOST, 0), SIGNPOSTS, address_of(elsewhere)),
    )


def _with_signposts(query: SearchQuery) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("record", (SIGNPOST,)), *query.without("record").filters)


def _either(labels: Iterable[str]) -> str:
    return " or ".join(sorted(labels))
