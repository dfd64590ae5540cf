"""A search for case studies that finds none: what is missing, and what there is instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from search.addresses import address_of
from search.counts import Count
from search.facet_words import FacetWords
from search.nouns import SIGNPOSTS
from search.query import CHECKED, SIGNPOST, SearchQuery
from search.results import SearchResults

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
