"""Case studies that nobody wrote, like real ones in length, words and facts; the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casestudies.choices import (
    CareSetting,
    Direction,
    Effect,
    Grade,
    HelpKind,
    Kind,
    Recurrence,
    SignOffLevel,
    Stage,
)
from portal.trusts.models import Trust
from search.analysis import STOP_WORDS, words
from search.bands import Capital, CostBand, PaybackBand, saving_band
from search.query import CHECKED, PLAIN_FACETS, SIGNPOST
from tests.benchmarks.vocabulary import SHORTEST, SUBJECTS, Vocabulary

# Words of each text: about 370 in all, as in the case studies that trusts publish.
LENGTHS = {"title": 8, "result": 20, "context": 25, "body": 240, "blueprint": 80}
# How much of a text is on its subject, and how much is any text.
ON_SUBJECT = 0.12
SUPPLIERS = 150
BOARDS = 42
FROM, DAYS = date(2016, 1, 1), 3_600
MEMBERS_ONLY = 0.1
MOST_POUNDS = 14.5  # e to this, about £2m

# How many words people type, and of how many records: of the first, which are there at every size.
QUERY_LENGTHS = ((1, 2, 3, 4), (20, 40, 25, 15))
ASKED_FOR = 200


@dataclass(frozen=True)
class Record:
    """One case study: its texts and facets, as `SearchEntry` has them."""

    number: int
    texts: dict[str, str]
    facets: dict[str, list[str]]
    published: date
    adopters: int
    signed: int
    prior: float
    access: int
    trust: int
    areas: tuple[int, ...]


def records(vocabulary: Vocabulary, first: int, last: int, *, trusts: int) -> Iterator[Record]:
    """Those numbered from `first` up to but without `last`; a number always gives the same one."""
    for number in range(first, last):
        yield _record(random.Random(number), vocabulary, number, trusts)


def queries(vocabulary: Vocabulary, count: int) -> list[str]:
    """What people type: one to four words that some record is about.

    Of words drawn at random no record is about enough, and an empty page takes no time.
    """
    draw = random.Random(7)
    about = [
        _telling(f"{record.texts['title']} {record.texts['result']}")
        for record in records(vocabulary, 0, ASKED_FOR, trusts=1)
    ]
    return [_query(draw, draw.choice(about)) for _ in range(count)]


def _telling(text: str) -> list[str]:
    return sorted({one for one in words(text) if one not in STOP_WORDS and len(one) >= SHORTEST})


def _query(draw: random.Random, about: Sequence[str]) -> str:
    (length,) = draw.choices(*QUERY_LENGTHS)
    return " ".join(draw.sample(about, length))


def _record(draw: random.Random, vocabulary: Vocabulary, number: int, trusts: int) -> Record:
    areas = tuple(draw.sample(range(SUBJECTS), draw.choice((1, 1, 2))))
    texts = {
        name: _text(draw, vocabulary, areas, max(4, round(draw.gauss(mean, mean / 4))))
        for name, mean in LENGTHS.items()
    }
    trust = draw.randrange(trusts)
    facets, signed = _facets(draw, areas, trust)
    return Record(
        number=number,
        texts=texts,
        facets=facets,
        published=FROM + timedelta(days=draw.randrange(DAYS)),
        adopters=draw.choice((0, 0, 0, 1, 2, 5)),
        signed=signed,
        prior=round(draw.uniform(0.85, 1.25), 6),
        access=int(draw.random() < MEMBERS_ONLY),
        trust=trust,
        areas=areas,
    )


def _text(draw: random.Random, vocabulary: Vocabulary, areas: tuple[int, ...], length: int) -> str:
    found = vocabulary.text(draw, length)
    for place in range(length):
        if draw.random() < ON_SUBJECT:
            found[place] = draw.choice(vocabulary.subjects[draw.choice(areas)])
    # A full stop every dozen words, as text has.
    sentences = [" ".join(found[at : at + 12]).capitalize() for at in range(0, length, 12)]
    return ". ".join(sentences)


def _facets(
    draw: random.Random, areas: tuple[int, ...], trust: int
) -> tuple[dict[str, list[str]], int]:
    """Every facet, with the savings, and what is signed of them in pounds."""
    types, regions = Trust.Type.values, Trust.Region.values
    facets = {
        "kind": [draw.choice(Kind.values)],
        "area": [f"area-{area}" for area in areas],
        "trust_type": sorted({types[trust % len(types)], draw.choice(types)}),
        "region": [regions[trust % len(regions)]],
        "icb": [f"qz{trust % BOARDS}"],
        "record": [CHECKED if draw.random() < 0.8 else SIGNPOST],
        "illustrative": ["no"],
        "grade": [draw.choice(Grade.values)],
        "direction": [draw.choice(Direction.values)],
        "stage": [draw.choice(Stage.values)],
        "care_setting": draw.sample(CareSetting.values, draw.choice((1, 2))),
        "cost": [draw.choice(CostBand.values)],
        "capital": [draw.choice(Capital.values)],
        "payback": [draw.choice(PaybackBand.values)],
        "supplier": [f"supplier-{draw.randrange(SUPPLIERS)}"] * (draw.random() < 0.4),
        "help": draw.sample(HelpKind.values, draw.choice((0, 1, 2))),
        "year": [str(draw.randrange(2016, 2026))],
    }
    assert facets.keys() == set(PLAIN_FACETS)
    pounds = [int(2.718281828 ** draw.uniform(7, MOST_POUNDS)) for _ in range(draw.choice((1, 2)))]
    facets["lines"] = sorted({_line(draw, worth) for worth in pounds})
    return {name: values for name, values in facets.items() if values}, pounds[0]


def _line(draw: random.Random, pounds: int) -> str:
    return "/".join(
        (
            draw.choice(Effect.values),
            draw.choice(Recurrence.values),
            draw.choice(SignOffLevel.values),
            saving_band(pounds),
            str(pounds),
        )
    )


def card(record: Record, trust: Trust) -> dict[str, Any]:
    """What a result shows of it."""
    return {
        "kind": record.facets["kind"][0],
        "kind_label": record.facets["kind"][0],
        "organisation": trust.name,
        "trust_type_label": trust.type,
        "start": f"{record.published:%B %Y}",
        "stage": record.facets["stage"][0],
        "stage_label": record.facets["stage"][0],
        "signpost": False,
        "review_by": (record.published + timedelta(days=365)).isoformat(),
        "publisher": "",
        "no_cash_effect": False,
        "saving": {"amount": f"£{record.signed:,}", "effect": "", "level": 1, "level_label": ""},
        "grade": record.facets["grade"][0],
        "grade_label": record.facets["grade"][0],
        "adopters": record.adopters,
        "areas": [f"Area {area}" for area in record.areas],
        "suppliers": {},
        "help": record.facets.get("help", []),
    }
