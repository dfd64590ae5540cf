"""Results that editors put first for one search."""

from __future__ import annotations

from search.analysis import words
from search.models import PromotedResult, SearchEntry
from search.prepared import Prepared

_chosen = Prepared(
    lambda texts: PromotedResult.objects.filter(active=True, search__in=texts).values_list(
        "case_study_id", "reason"
    )
)


def promoted(text: str) -> dict[int, str]:
    """The entries to show first for these words, if they fit, with the editors' reason."""
    typed = " ".join(words(text))
    if not typed:
        return {}
    chosen = dict(_chosen.rows([typed]))
    if not chosen:
        return {}
    entries = SearchEntry.objects.filter(
        type=SearchEntry.Type.CASE_STUDY, object_id__in=chosen, gone=False
    )
    return {entry: chosen[page] for entry, page in entries.values_list("pk", "object_id")}
