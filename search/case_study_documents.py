"""Case studies as documents, many at a time, with the same queries for one as for a hundred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from wagtail.models import PageViewRestriction

from casestudies import evidence, figures, ledger, payback
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
from casestudies.ledger import LedgerLine
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.models.adoption import TAKEN_UP
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
from portal.trusts.likeness.queries import latest_numbers
from search import feedback, ranking
from search.analysis import plain, words
from search.case_study_facets import facets_of, suppliers
from search.documents import NETWORK, PUBLIC, Document, joined, label_of
from search.engines.rows import TEXTS

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
    areas = _Areas(pages)
    grades = evidence.grades_of(page for page in pages if not page.signpost)
    lines = figures.lines_of_many(pages)
    staff = latest_numbers((page.trust_id for page in pages if page.trust_id), SIZE)
    restrictions = list(PageViewRestriction.objects.values_list("page__path", "restriction_type"))
    documents = {}
    for page in pages:
        access = access_of(page, restrictions)
        if access is not None:
            size = staff.get(page.trust_id) if page.trust_id else None
            documents[page.pk] = _document(
                page, access, areas, lines[page.pk], grades.get(page.pk), size, today
            )
    return documents


def access_of(page: Any, restrictions: Iterable[tuple[str, str]]) -> int | None:
    """Who may find a page under Wagtail's restrictions and its own; None is nobody."""
    kinds = {kind for path, kind in restrictions if page.path.startswith(path)}
    if kinds - {PageViewRestriction.LOGIN}:
        return None
    members_only = kinds or page.visibility == Visibility.NETWORK
    return NETWORK if members_only else PUBLIC


class _Areas:
    """The area tree, read once, and which areas each page has."""

    def __init__(self, pages: list[CaseStudyPage]) -> None:
        self._by_id = {area.pk: area for area in EfficiencyArea.objects.all()}
        self._of_page: dict[int, list[int]] = {}
        links = CaseStudyPage.areas.through.objects.filter(
            casestudypage_id__in=[page.pk for page in pages]
        )
        for page_id, area_id in links.order_by("pk").values_list(
            "casestudypage_id", "efficiencyarea_id"
        ):
            self._of_page.setdefault(page_id, []).append(area_id)

    def of(self, page: CaseStudyPage) -> list[EfficiencyArea]:
        return [self._by_id[area] for area in self._of_page.get(page.pk, ())]

    def upwards(self, area: EfficiencyArea) -> list[EfficiencyArea]:
        """The area and all above it."""
        upwards = [area]
        while area.parent_id and self._by_id[area.parent_id] not in upwards:
            area = self._by_id[area.parent_id]
            upwards.append(area)
        return upwards


def _document(
    page: CaseStudyPage,
    access: int,
    areas: _Areas,
    lines: list[LedgerLine],
    graded: GradeShown | None,
    staff: float | None,
    today: date,
) -> Document:
    own = areas.of(page)
    every = {area.pk: area for one in own for area in areas.upwards(one)}.values()
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
        crowded_out=not ranking.CROWDED_OUT.isdisjoint(facets.get("trust_type", ())),
        signpost=page.signpost,
        gist=feedback.gist([words(texts[name]) for name in TEXTS]),
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
        "start": "" if page.signpost else figures.start_of(page),
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
        "spent": payback.spent(figures.cost_lines(page)) if graded and graded.failed else "",
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
        claim = figures.best_claim(lines)
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
