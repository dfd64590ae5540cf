"""One record into its page: found by its id, put on its shelf, published where the gate lets it.

A record that is new here is written as it will be published, and hidden: `staging` shows it later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from casestudies import directions, evidence
from casestudies.adoptions import finance as adoption_finance
from casestudies.adoptions import services as adoption_services
from casestudies.importing.building import Built
from casestudies.maintenance import review_dates
from casestudies.models import (
    Adoption,
    AdoptionMeasure,
    AdoptionSaving,
    CaseStudyPage,
    EvidenceGrade,
    SignOff,
    TrustCaseStudiesPage,
)
from casestudies.publishing import requirements as publishing_requirements
from casestudies.publishing import services as publishing_services
from casestudies.publishing.requirements import Missing
from casestudies.savings import payback, same_money, sign_offs
from casestudies.savings import queries as savings_queries
from portal.accounts.models import User

UUID_LINES = ("measures", "savings", "costs")


@dataclass(frozen=True)
class Written:
    """What became of one record. `missing` is what the gate asks of a whole case study.

    `differences` says where the file states what is worked out here, and states another.
    """

    id: str
    title: str
    page_id: int
    created: bool
    signpost: bool
    live: bool
    missing: tuple[Missing, ...]
    differences: tuple[str, ...] = ()
    version_id: int = 0


def write(
    built: Built, shelf: TrustCaseStudiesPage, *, known: bool, publish: bool, by: User | None
) -> Written:
    """Write one record; `known` if there is a page of its id. Call it inside a transaction.

    A new page is not live, whatever `live` of the answer says: that is what it is to be.
    """
    if known:
        page = CaseStudyPage.objects.get(import_id=built.record.id).get_latest_revision_as_object()
    else:
        page = CaseStudyPage(import_id=built.record.id, live=False, owner=by)
    _fill(page, built)
    missing = _decide(page, built)
    ready = publish and not publishing_requirements.missing(page)
    if known:
        _place(page, shelf, ready=ready)
        page.save_revision(user=by, clean=False)
    else:
        page = publishing_services.add(page, shelf=shelf, by=by, publish=ready, hidden=True)
    if _tell_apart(page, built):
        missing = [] if page.signpost else publishing_requirements.missing(page)
        ready = publish and not missing
        if ready and not known:
            _give_review_date(page)
    if ready and known:
        page.latest_revision.publish(user=by, skip_permission_checks=True)
        page = CaseStudyPage.objects.get(pk=page.pk)
    _sign(page, built, known=known)
    # The grade comes last: trusts that keep it up are among the facts it is worked out from.
    _take_up(page, built)
    _grade(page, built)
    return Written(
        id=built.record.id,
        title=page.title,
        page_id=page.pk,
        created=not known,
        signpost=page.signpost,
        live=page.live and not page.has_unpublished_changes if known else ready,
        version_id=page.latest_revision_id,
        missing=tuple(missing),
        differences=_differences(page, built),
    )


def _differences(page: CaseStudyPage, built: Built) -> tuple[str, ...]:
    """Payback is worked out from the ledger, so one that the file states is only compared."""
    stated = built.record.payback_months
    if stated is None or page.signpost:
        return ()
    version = page.get_latest_revision_as_object()
    found = payback.payback(
        savings_queries.ledger_lines(version),
        savings_queries.cost_lines(version),
        stage=version.stage,
    )
    if found.months == stated:
        return ()
    return (f"payback_months: the file states {stated}. {found.text}".strip(),)


def _fill(page: CaseStudyPage, built: Built) -> None:
    for name, value in built.values.items():
        setattr(page, name, value)
    page.draft_title = page.title
    if built.record.slug:
        page.slug = built.record.slug
    page.trust = built.trust
    page.areas = built.areas
    for name, lines in built.children.items():
        if name in UUID_LINES and page.pk:
            # The same line keeps its row: two rows with one UUID may not stand side by side.
            held = dict(getattr(type(page), name).rel.related_model.objects.filter(
                page_id=page.pk
            ).values_list("uuid", "pk"))  # fmt: skip
            for line in lines:
                line.pk = held.get(line.uuid)
        # A new page has none to take away.
        if lines or page.pk:
            setattr(page, name, lines)


def _decide(page: CaseStudyPage, built: Built) -> list[Missing]:
    """A record that lacks what the gate asks becomes a signpost, if it points somewhere."""
    page.signpost = False
    missing = publishing_requirements.missing(page)
    # A question about its figures makes no case study a signpost: it waits as a draft.
    lacks = [gap for gap in missing if gap.line is None]
    if built.record.signpost is None:
        points = bool(page.summary and page.source_url)
        page.signpost = bool(lacks) and points
    else:
        page.signpost = built.record.signpost
    return missing


def _place(page: CaseStudyPage, shelf: TrustCaseStudiesPage, *, ready: bool) -> None:
    """Move a known page to its shelf. What is not to be live is saved there, as the draft it is."""
    if not page.is_child_of(shelf):
        # Treebeard keeps counts on the instances: take fresh ones.
        target = TrustCaseStudiesPage.objects.get(pk=shelf.pk)
        CaseStudyPage.objects.get(pk=page.pk).move(target, pos="last-child")
        moved = CaseStudyPage.objects.get(pk=page.pk)
        for name in ("path", "depth", "url_path", "slug"):
            setattr(page, name, getattr(moved, name))
    if not page.live and not ready:
        page.save(clean=False)


def missing_from(built: Built) -> list[Missing]:
    """What the gate asks of a record as a whole case study, from the file alone."""
    page = CaseStudyPage(import_id=built.record.id)
    _fill(page, built)
    return publishing_requirements.missing(page)


def _give_review_date(page: CaseStudyPage) -> None:
    """To a new page that could be published only once its figures were told apart."""
    if page.signpost or page.review_by:
        return
    day = review_dates.next_review(page.stage, timezone.localdate())
    CaseStudyPage.objects.filter(pk=page.pk).update(review_by=day)
    version = page.latest_revision
    version.content = {**version.content, "review_by": day.isoformat()}
    version.save(update_fields=["content"])


def _tell_apart(page: CaseStudyPage, built: Built) -> bool:
    """Store which lines the file calls different money; returns whether it calls any."""
    said = {
        line["uuid"]: line["different_money"]
        for line in built.record.lines["savings"]
        if line.get("different_money")
    }
    for pair in same_money.look_alikes(page.pk, page.savings.all()) if said else ():
        reason = said.get(pair.first.uuid) or said.get(pair.second.uuid)
        if reason and pair.open:
            same_money.answer(
                page=page, first=pair.first.uuid, second=pair.second.uuid, same=False,
                reason=reason, by=None,
            )  # fmt: skip
    return bool(said)


def _sign(page: CaseStudyPage, built: Built, *, known: bool) -> None:
    """The signatures that the file carries, each written once."""
    if not any(item.get("sign_off") for item in built.record.lines["savings"]):
        return
    version = page.get_latest_revision_as_object() if known else page
    for item in built.record.lines["savings"]:
        signed = item.get("sign_off")
        if not signed:
            continue
        line = sign_offs.line_of(version, item["uuid"])
        signature = SignOff.objects.filter(
            page_id=page.pk,
            line_uuid=line.uuid,
            digest=sign_offs.digest(line),
            level=signed["level"],
        )
        if not known or not signature.exists():
            sign_offs.load(
                page=version,
                line_uuid=line.uuid,
                level=signed["level"],
                name=signed["name"],
                role=signed["role"],
                signed_at=at_noon(signed["date"]),
            )


def _grade(page: CaseStudyPage, built: Built) -> None:
    """The grade that the file carries, written where it says something new."""
    wanted = built.record.evidence
    if not wanted:
        return
    given = EvidenceGrade.objects.filter(page=page).first()
    known = given and {
        "grade": given.grade,
        "reason": given.reason,
        "direction": given.direction,
        "direction_reason": given.direction_reason,
    }
    asked = {"direction": "", "direction_reason": "", **wanted}
    if asked["direction"] == directions.direction_of_page(page):
        asked |= {"direction": "", "direction_reason": ""}
    if known != asked:
        evidence.grade(page=page, by=None, **asked)


def _take_up(page: CaseStudyPage, built: Built) -> None:
    if page.signpost:
        return
    for trust, item in built.adoptions:
        if not item.get("confirmed"):
            if not Adoption.objects.filter(case_study=page, trust=trust).exists():
                adoption_services.claim(case_study=page, trust=trust, by=None)
            continue
        adoption = adoption_services.record(
            case_study=page,
            trust=trust,
            by=None,
            status=item["status"],
            stopped_reason=item.get("stopped_reason", ""),
            started=item.get("started"),
            result=item.get("result", ""),
            how_adapted=item.get("how_adapted", ""),
            show_name_if_stopped=item.get("show_name_if_stopped", False),
            savings=[AdoptionSaving(**line) for line in item.get("savings", ())],
            measures=[AdoptionMeasure(**line) for line in item.get("measures", ())],
            confirmed_at=at_noon(item["confirmed"]),
        )
        signed = item.get("sign_off")
        if signed:
            adoption_finance.load(
                adoption=Adoption.objects.get(pk=adoption.pk),
                name=signed["name"],
                role=signed["role"],
                signed_at=at_noon(signed["date"]),
            )


def at_noon(day: date) -> datetime:
    """The middle of a day that is known by its date alone."""
    return timezone.make_aware(datetime.combine(day, time(12)))
