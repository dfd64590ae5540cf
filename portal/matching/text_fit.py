"""Which of a trust's published case studies speak of a need, and in which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from casestudies.models import CaseStudyPage
from search.text_fit import shared_words, telling_words, text_fit

# Below this share of the best fit of any record, a case study is not said to speak of a need.
# Measured on the demonstration: the right ones lie from 0.45 up, chance ones mostly below.
FLOOR = 0.4
# One word in common is chance; a need that says only one telling word has no second.
FEWEST_SHARED = 2


@dataclass(frozen=True)
class Spoken:
    """A case study beside a need: `fit` from 0 to 1, `shared` the telling words of both."""

    case_study: int
    title: str
    areas: frozenset[int]
    fit: float
    shared: tuple[str, ...]
    enough: bool

    @property
    def speaks(self) -> bool:
        """True if it may be said that it speaks of the need."""
        return self.enough and self.fit >= FLOOR


def by_trust(text: str, trust_ids: Iterable[int]) -> dict[int, list[Spoken]]:
    """The published case studies of these trusts beside a need, the best fit first.

    Search judges the fit, as it would judge the same words in its box. Empty where the need has
    no words. The number of queries does not grow with the trusts.
    """
    if not text.strip():
        return {}
    pages = (
        CaseStudyPage.objects.current()
        .filter(trust__in=list(trust_ids))
        .prefetch_related("areas")
        .order_by("pk")
    )
    by_pk = {page.pk: page for page in pages}
    telling = telling_words(text)
    shared = shared_words(telling, by_pk)
    wanted = max(1, min(FEWEST_SHARED, len(telling)))
    found: dict[int, list[Spoken]] = defaultdict(list)
    for pk, fit in text_fit(text, list(by_pk)).items():
        page, words = by_pk[pk], shared.get(pk, ())
        areas = frozenset(area.pk for area in page.areas.all())
        spoken = Spoken(pk, page.title, areas, fit, words, len(words) >= wanted)
        found[page.trust_id].append(spoken)
    for spoken_of in found.values():
        spoken_of.sort(key=lambda one: (not one.speaks, -one.fit, one.case_study))
    return dict(found)


def within(spoken: Iterable[Spoken], areas: Collection[int]) -> Spoken | None:
    """The best of these that lies in one of the areas; None where none does."""
    return next((one for one in spoken if one.areas & set(areas)), None)
