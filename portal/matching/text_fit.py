"""How far the words of a need are the words of a trust's published case studies."""

from __future__ import annotations

from collections.abc import Iterable

from casestudies.models import CaseStudyPage
from search.text_fit import text_fit


def best_fit(text: str, trust_ids: Iterable[int]) -> dict[int, tuple[float, str]]:
    """For each of these trusts with a published case study: its best fit, 0 to 1, and its title.

    Search judges it, as it would judge the same words in its box. Empty where the need has no
    words. The number of queries does not grow with the trusts.
    """
    if not text.strip():
        return {}
    pages = CaseStudyPage.objects.current().filter(trust__in=list(trust_ids)).order_by("pk")
    found = {pk: (trust, title) for pk, trust, title in pages.values_list("pk", "trust", "title")}
    best: dict[int, tuple[float, str]] = {}
    for page, fit in text_fit(text, list(found)).items():
        trust, title = found[page]
        if trust not in best or fit > best[trust][0]:
            best[trust] = (fit, title)
    return best
