"""How well a text, such as somebody's problem in their own words, fits given case studies."""

from __future__ import annotations

from collections.abc import Collection

from search.engines import get_engine
from search.models import SearchEntry
from search.query import SearchQuery

EVERY_RECORD = 100_000


def text_fit(need_text: str, case_study_ids: Collection[int]) -> dict[int, float]:
    """For each id from 0 (not a word in common, or not published) to 1 (none fits better).

    Members' records count: the caller decides who sees the outcome.
    """
    fits = dict.fromkeys(case_study_ids, 0.0)
    if not need_text.strip() or not fits:
        return fits
    query = SearchQuery(text=need_text, page_size=EVERY_RECORD, sees_network=True)
    found = get_engine().search(query).found
    best = max((item.score for item in found), default=0.0)
    pages = dict(
        SearchEntry.objects.filter(
            type=SearchEntry.Type.CASE_STUDY, object_id__in=list(fits)
        ).values_list("pk", "object_id")
    )
    for item in found:
        if item.entry_id in pages and best > 0:
            fits[pages[item.entry_id]] = max(0.0, item.score / best)
    return fits
