"""Documents: what case studies, areas and trusts are to an index, with the values of their facets.

What a page, an area or a trust is to the search: one `Document`, made from the database.

Case studies as documents, many at a time, with the same queries for one as for a hundred.

What a case study is filed under: its values for each facet of the search.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import PageViewRestriction

from casestudies import evidence
from casestudies.areas import AreaTree
from casestudies.choices import (
    SIGN_OFF_RANK,
    Direction,
    Effect,
    Grade,
    HelpKind,
    Recurrence,
    SignOffLevel,
    Visibility,
)
from casestudies.evidence import GradeShown
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.models.adoption import TAKEN_UP
from casestudies.savings import ledger, payback
from casestudies.savings import queries as savings_queries
from casestudies.savings.ledger import LedgerLine
from casestudies.schema import (
    CaseStudy,
    Part,
    SearchText,
    choices_of,
    column_of,
    fields_of,
    is_rich,
    part_in,
)
from portal.trusts.former_trusts import Former
from portal.trusts.likeness.queries import latest_numbers
from portal.trusts.models import Trust
from search import ranking, relevance_feedback
from search.analysis import plain, words
from search.bands import capital, cost_band, payback_band, saving_band
from search.indexing.rows import TEXTS
from search.query import CHECKED, SIGNPOST

PUBLIC = 0
NETWORK = 1


@dataclass(frozen=True)
class Document:
    """The fields of a `SearchEntry` that come from the thing itself."""

    type: str
    object_id: int
    title: str
    url: str
    label: str
    access: int = PUBLIC
    illustrative: bool = False
    result: str = ""
    context: str = ""
    body: str = ""
    blueprint: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    trust_code: str = ""
    newest: int = 0
    adopters: int = 0
    evidence: int = 0
    signed_saving: int = 0
    saving_share: int = 0
    prior: float = 1.0
    gist: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over all of it: equal digests need no writing."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def label_of(*texts: str) -> str:
    """The words that a completion can begin, each once, in their order."""
    return " ".join(dict.fromkeys(word for text in texts for word in words(text)))


def joined(*parts: Any) -> str:
    """Texts in one, blank ones left out; a full stop between them keeps phrases apart."""
    return ". ".join(str(part).rstrip(". ") for part in parts if part)


def area_document(area: EfficiencyArea) -> Document:
    """An efficiency area: its hub, found by its name and synonyms."""
    return Document(
        type="area",
        object_id=area.pk,
        title=area.name,
        url=f"/areas/{area.slug}/",
        label=label_of(area.name, *area.synonyms),
        result=area.description,
        context=joined(*area.synonyms),
        card={"names": [area.name, *area.synonyms]},
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def trust_document(trust: Trust, *, formerly: Sequence[Former] = ()) -> Document:
    """A trust: its page, found by its name, code and place, and by what it was called before."""
    former = [text for one in formerly for text in (one.name, one.ods_code) if text]
    return Document(
        type="trust",
        object_id=trust.pk,
        title=trust.name,
        url=f"/trusts/{trust.ods_code}/",
        label=label_of(trust.name, trust.ods_code, trust.town, *former),
        illustrative=trust.illustrative,
        context=joined(trust.ods_code, trust.town, trust.get_region_display(), *former),
        card={
            "names": [trust.name, trust.ods_code],
            "formerly": [[one.name, one.ods_code] for one in formerly],
            "trust_type_label": trust.type_label,
            # Whether it has closed is for the day of the reader to say: `search.hits`.
            "opened": _iso(trust.opened),
            "closed": _iso(trust.closed),
            "place": joined(trust.town, trust.get_region_display()).replace(". ", ", "),
        },
        trust_code=trust.ods_code,
    )


CHILDREN = (
    "savings", "measures", "costs", "adoptions", "steps", "risks", "resources", "partners__trust",
    "contacts",
)  # fmt: skip
# Of these the document says more than the page holds: the tree of areas, what the register knows
# of the trust; the summary stands in for a result.
TOLD_APART = ("title", "result", "summary", "areas", "ods_code", "organisation")
# What the size of a trust is told by: known for every type of trust, ambulance trusts too.
SIZE = "staff_fte"
GRADE_RANK = {grade: len(Grade.values) - place for place, grade in enumerate(Grade.values)}
# Strongest evidence first means that it works: what has mixed results comes after all that does,
# and what failed, or was not measured, comes last. Each step outweighs every grade.
DIRECTION_RANK = {Direction.WORKS: 2 * len(Grade.values), Direction.MIXED: len(Grade.values)}


def case_study_documents(
    ids: Iterable[int], *, today: date, staged: bool = False
) -> dict[int, Document]:
    """The documents of those case studies that anyone may find, by page id.

    Read from the database, never from an instance in memory, which may hold a draft. A page
    that is not live, or is behind a password or a group, has no document. With `staged`, as if
    they were live: an import makes them so later.
    """
    among = (
        CaseStudyPage.objects.filter(retired_on=None) if staged else CaseStudyPage.objects.current()
    )
    pages = list(
        among.filter(pk__in=list(ids))
        .select_related("trust", "evidence_grade")
        .prefetch_related(*CHILDREN)
    )
    tree = AreaTree()
    chosen = _areas_of_pages(pages)
    grades = evidence.grades_of(page for page in pages if not page.signpost)
    lines = savings_queries.lines_of_many(pages)
    staff = latest_numbers((page.trust_id for page in pages if page.trust_id), SIZE)
    restrictions = list(PageViewRestriction.objects.values_list("page__path", "restriction_type"))
    documents = {}
    for page in pages:
        access = access_of(page, restrictions)
        if access is not None:
            size = staff.get(page.trust_id) if page.trust_id else None
            own = [tree.areas[area_id] for area_id in chosen[page.pk]]
            documents[page.pk] = _document(
                page, access, tree, own, lines[page.pk], grades.get(page.pk), size, today
            )
    return documents


def access_of(page: Any, restrictions: Iterable[tuple[str, str]]) -> int | None:
    """Who may find a page under Wagtail's restrictions and its own; None is nobody."""
    kinds = {kind for path, kind in restrictions if page.path.startswith(path)}
    if kinds - {PageViewRestriction.LOGIN}:
        return None
    members_only = kinds or page.visibility == Visibility.NETWORK
    return NETWORK if members_only else PUBLIC


def _areas_of_pages(pages: Iterable[CaseStudyPage]) -> dict[int, list[int]]:
    """The ids of each page's own areas, in the order in which they were chosen. One query."""
    chosen: dict[int, list[int]] = defaultdict(list)
    links = CaseStudyPage.areas.through.objects.filter(
        casestudypage_id__in=[page.pk for page in pages]
    )
    for page_id, area_id in links.order_by("pk").values_list(
        "casestudypage_id", "efficiencyarea_id"
    ):
        chosen[page_id].append(area_id)
    return chosen


def _document(
    page: CaseStudyPage,
    access: int,
    tree: AreaTree,
    own: Sequence[EfficiencyArea],
    lines: list[LedgerLine],
    graded: GradeShown | None,
    staff: float | None,
    today: date,
) -> Document:
    # Each area, then those above it, as the facet has always listed them.
    every = {area.pk: area for one in own for area in reversed(tree.path(one.pk))}.values()
    grade, direction = (graded.grade, graded.direction) if graded else ("", "")
    headline = ledger.headline(lines)
    adopters = sum(
        a.confirmed_at is not None and a.status in TAKEN_UP for a in page.adoptions.all()
    )
    standing = ranking.Standing(
        grade=grade,
        direction=direction,
        sign_off=max((line.level for line in lines), key=SIGN_OFF_RANK.__getitem__, default=""),
        adopters=adopters,
        measured=page.measured,
        signpost=page.signpost,
    )
    published = page.first_published_at
    facets = facets_of(page, every, graded, lines)
    texts = {
        "title": page.title,
        "result": page.result or page.summary,
        "context": _context(page, own, every),
        "body": _body(page),
        "blueprint": _blueprint(page),
    }
    return Document(
        type="case-study",
        object_id=page.pk,
        url=page.get_url() or "",
        label=label_of(page.title),
        access=access,
        illustrative=page.illustrative,
        facets=facets,
        card=_card(page, own, graded, headline, lines, adopters),
        trust_code=page.trust.ods_code if page.trust else "",
        newest=timezone.localdate(published).toordinal() if published else 0,
        adopters=adopters,
        evidence=GRADE_RANK.get(grade, 0) + DIRECTION_RANK.get(direction, 0),
        signed_saving=int(headline.amount) if headline else 0,
        saving_share=saving_share(headline, staff),
        prior=ranking.prior(standing, today=today),
        gist=relevance_feedback.gist([words(texts[name]) for name in TEXTS]),
        **texts,
    )


def saving_share(headline: ledger.Headline | None, staff: float | None) -> int:
    """The signed recurrent saving in pence a year for each full-time equivalent member of staff.

    0 where there is no such saving or the size of the trust is not known.
    """
    return round(headline.amount * 100 / Decimal(staff)) if headline and staff else 0


def _context(page: CaseStudyPage, own: Iterable[Any], every: Iterable[Any]) -> str:
    trust = page.trust
    return joined(
        *(area.name for area in every),
        *(synonym for area in own for synonym in area.synonyms),
        page.organisation_name,
        *((trust.ods_code, trust.town, trust.icb, trust.get_region_display()) if trust else ()),
        trust.type_label if trust and trust.type else "",
        *_texts(page, SearchText.CONTEXT),
    )


def _body(page: CaseStudyPage) -> str:
    return joined(*_texts(page, SearchText.BODY), page.summary if page.result else "")


def _blueprint(page: CaseStudyPage) -> str:
    return joined(*_texts(page, SearchText.BLUEPRINT))


def _texts(page: CaseStudyPage, weight: SearchText) -> Iterator[str]:
    """What the fields of one weight say, in the order of the schema, lines with their texts."""
    for name, uses in fields_of(CaseStudy).items():
        if uses.search is not weight or name in TOLD_APART:
            continue
        part = part_in(CaseStudy, name)
        if part is None:
            yield from _words_in(page, CaseStudy, name)
            continue
        told = [key for key, inner in fields_of(part).items() if inner.search is weight]
        for line in getattr(page, name).all():
            for key in told:
                yield from _words_in(line, part, key)


def _words_in(record: Any, part: type[Part], name: str) -> Iterator[str]:
    """The words of one field of a page or a line: of a choice its label, of a trust its name."""
    value = getattr(record, column_of(part, name))
    choices = choices_of(part, name)
    for one in value if isinstance(value, list) else [value] if value else []:
        if choices is not None:
            yield str(choices(one).label) if one in choices.values else ""
        elif is_rich(part, name):
            yield plain(one)
        else:
            yield str(getattr(one, "name", one))


def _card(
    page: CaseStudyPage,
    own: list[Any],
    graded: GradeShown | None,
    headline: ledger.Headline | None,
    lines: list[LedgerLine],
    adopters: int,
) -> dict[str, Any]:
    trust = page.trust
    helps = [kind for kind in HelpKind.values if kind in page.help_offered]
    reachable = any(not contact.left for contact in page.contacts.all())
    return {
        "kind": page.kind,
        "kind_label": page.get_kind_display(),
        "organisation": page.organisation_name,
        "trust_type_label": trust.type_label if trust and trust.type else "",
        "start": "" if page.signpost else savings_queries.start_of(page),
        "stage": page.stage,
        "stage_label": page.get_stage_display(),
        "signpost": page.signpost,
        "review_by": page.review_by.isoformat() if page.review_by else "",
        "publisher": page.publisher,
        "no_cash_effect": page.no_cash_effect,
        "saving": _saving(headline, lines),
        "grade": graded.grade if graded else "",
        "grade_label": graded.label if graded else "",
        "direction": graded.direction if graded else "",
        "direction_label": graded.direction_label if graded else "",
        "evidence": graded.statement if graded else "",
        "tone": graded.tone if graded else "",
        "spent": payback.spent(savings_queries.cost_lines(page))
        if graded and graded.failed
        else "",
        "adopters": adopters,
        "areas": [area.name for area in own],
        "suppliers": suppliers(page),
        "help": [HelpKind(kind).label for kind in helps] if reachable else [],
    }


def _saving(headline: ledger.Headline | None, lines: list[LedgerLine]) -> dict[str, Any] | None:
    """The figure to show, always with its effect, recurrence and sign-off."""
    if headline:
        amount, level = headline.text, headline.level
        effect, recurrence, year = Effect.CASH_RELEASING, Recurrence.RECURRENT, headline.year
    else:
        claim = savings_queries.best_claim(lines)
        if claim is None:
            return None
        amount, level, year = claim.text, claim.level, ""
        effect, recurrence = Effect(claim.effect), Recurrence(claim.recurrence)
    return {
        "amount": amount,
        "effect": f"{effect.label}, {recurrence.label.lower()}" + (f", {year}" if year else ""),
        "level": SIGN_OFF_RANK[level] + 1,
        "level_label": SignOffLevel(level).label,
    }


# Filled under the very values of a field; what else is filtered by is worked out from several.
OF_A_FIELD = {
    uses.facet: column_of(CaseStudy, name)
    for name, uses in fields_of(CaseStudy).items()
    if uses.facet in ("kind", "stage", "care_setting")
}


def facets_of(
    page: CaseStudyPage,
    areas: Iterable[Any],
    graded: GradeShown | None,
    lines: list[LedgerLine],
) -> dict[str, list[str]]:
    """The values by facet; `lines` holds effect/recurrence/sign-off/band/pounds of each saving.

    A facet about which nothing is known is left out. A signpost tells no cost and no help.
    """
    trust = page.trust
    costs = savings_queries.cost_lines(page)
    months = payback.payback(lines, costs, stage=page.stage).months
    facets = {
        **{facet: _values(getattr(page, column)) for facet, column in OF_A_FIELD.items()},
        "record": [SIGNPOST if page.signpost else CHECKED],
        "illustrative": ["yes" if page.illustrative else "no"],
        "area": [area.slug for area in areas],
        "trust_type": sorted({trust.type if trust else "", *page.trust_types}),
        "region": [trust.region if trust else ""],
        "icb": [board_value(trust.icb, trust.icb_code) if trust else ""],
        "grade": [graded.grade if graded else ""],
        "direction": [graded.direction if graded else ""],
        "cost": [cost_band(costs)],
        "capital": [capital(costs)],
        "payback": [payback_band(months)],
        "supplier": sorted(suppliers(page)),
        "help": help_now(page),
        "year": [year_of(page)],
        "lines": sorted({_line(line) for line in lines}),
    }
    filled = {name: [value for value in values if value] for name, values in facets.items()}
    return {name: values for name, values in filled.items() if values}


def _values(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value]


def board_value(name: str, code: str) -> str:
    """An integrated care board as it stands in an address: its code, or its name."""
    return (code or slugify(name)).lower()


def suppliers(page: CaseStudyPage) -> dict[str, str]:
    """The systems and suppliers that it names, by how they stand in an address."""
    return {slug: name for name in page.systems if (slug := slugify(name)[:60])}


def help_now(page: CaseStudyPage) -> list[str]:
    """The kinds of help that somebody who can be reached offers, lightest first."""
    if not any(not contact.left for contact in page.contacts.all()):
        return []
    return [kind for kind in HelpKind.values if kind in page.help_offered]


def year_of(page: CaseStudyPage) -> str:
    """The calendar year of the results; of a signpost, that of its source."""
    if page.measured:
        return str(page.measured.year)
    return str(page.source_year or "")


def _line(line: LedgerLine) -> str:
    worth = line.full_year_value
    return f"{line.effect}/{line.recurrence}/{line.level}/{saving_band(worth)}/{int(worth)}"
