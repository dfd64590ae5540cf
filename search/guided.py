"""Three questions for somebody who does not know what to type, each with what would be left.

The answers are the parameters of the search itself, so that the last page is a search like any
other. A question is asked only while there is more than one answer to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse

from search.facets import FacetWords
from search.query import SearchQuery
from search.results import SearchResults
from search.site_engine import get_engine

AREA, SETTING, AIM = "area", "care_setting", "aim"
QUESTIONS = {
    AREA: "What do you want to improve?",
    SETTING: "Where does the work happen?",
    AIM: "What matters most to you?",
}
NO_MATTER = {
    AREA: "I am not sure: any area",
    SETTING: "It does not matter",
    AIM: "None of these more than the others",
}
# What somebody may be after, as filters.
AIMS: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = (
    (
        "Money that leaves the budget, every year",
        (("effect", ("cash-releasing",)), ("recurrent", ("recurrent",))),
    ),
    ("Time, beds or staff set free", (("effect", ("capacity",)),)),
    ("Little to spend before it starts", (("cost", ("staff-time", "under-10k")),)),
    (
        "It pays for itself within a year",
        (("payback", ("within-6-months", "6-to-12-months")),),
    ),
    (
        "Proof that it works, and carries far",
        (("grade", ("strong", "good")), ("direction", ("works",))),
    ),
    ("A team that we can visit", (("help", ("visit", "review", "pairing")),)),
)


@dataclass(frozen=True)
class Answer:
    """One answer, how many case studies it leaves, and the address of what comes next."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Step:
    """A question with its answers, and the search as it stands before it is answered."""

    number: int
    question: str
    answers: list[Answer]
    skip_label: str
    skip_url: str
    total: int
    found: SearchResults
    query: SearchQuery


def step(number: int, query: SearchQuery, asked: QueryDict, words: FacetWords) -> Step | None:
    """The question of this number or the next with a choice; None when there is none left.

    `number` counts from 1.
    """
    names = list(QUESTIONS)
    found = get_engine().search(replace(query, page=1, page_size=3))
    for at in range(number - 1, len(names)):
        answers = _answers(names[at], at + 2, query, found, asked, words)
        if len(answers) > 1:
            skip = _next(asked, at + 2)
            return Step(
                at + 1, QUESTIONS[names[at]], answers, NO_MATTER[names[at]], skip,
                found.total, found, query,
            )  # fmt: skip
    return None


def _answers(
    name: str,
    then: int,
    query: SearchQuery,
    found: SearchResults,
    asked: QueryDict,
    words: FacetWords,
) -> list[Answer]:
    if name == AIM:
        return [answer for answer in _aims(then, query, asked) if answer.count]
    if query.chosen.get(name):
        return []
    counts = {value.value: value.count for value in found.facet(name).values}
    top = {area.slug for area in words.areas if not area.parent}
    return [
        Answer(label, counts[value], _next(asked, then, (name, (value,))))
        for value, label in words.of[name].items()
        if counts.get(value) and (name != AREA or value in top)
    ]


def _aims(then: int, query: SearchQuery, asked: QueryDict) -> list[Answer]:
    return [
        Answer(
            label,
            get_engine().search(replace(query, filters=query.filters + filters, page_size=1)).total,
            _next(asked, then, *filters),
        )
        for label, filters in AIMS
    ]


def _next(asked: QueryDict, then: int, *chosen: tuple[str, tuple[str, ...]]) -> str:
    """The address of the next question; after the last one, of the results."""
    changed = asked.copy()
    for name, values in chosen:
        changed.setlist(name, [*changed.getlist(name), *values])
    changed.pop("step", None)
    if then > len(QUESTIONS):
        return f"{reverse('search:results')}?{changed.urlencode()}"
    changed["step"] = str(then)
    return f"?{changed.urlencode()}"
