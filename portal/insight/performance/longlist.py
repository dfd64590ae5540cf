"""Supply against demand in a programme, and who else does best: whom a manager could ask.

For each top area: the requests that wait, the exemplars with their free places, and the top
performers of its measures by the published rule, with their doubts. A performer that offers help
in the area already, or whose figures are history, is nobody to ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casestudies.areas import AreaTree
from casestudies.models import EfficiencyArea
from portal.insight.performance.proof import PortalProof, proof_of
from portal.insight.performance.queries import NamedPerformer, all_performers
from portal.insight.queries.demand import WAITING, Asked, asked_of
from portal.matching.choices import DesignationStatus
from portal.matching.designations.queries import ExemplarRow, live_exemplars
from portal.matching.invitations.queries import InvitationRow, latest_by_trust
from portal.matching.models import ExemplarDesignation, Programme


@dataclass(frozen=True)
class Candidate:
    """A top performer of a measure, and how it stands to the programme.

    `status` is that of its application or designation here, in words; blank without one.
    `invitation` is its last one to the programme.
    """

    row: NamedPerformer
    proof: PortalProof
    is_history: bool
    offers_help: bool
    status: str = ""
    invitation: InvitationRow | None = None

    @property
    def can_be_asked(self) -> bool:
        """Whether its figures are ground to ask it, it is in the register and not here already,
        and no invitation waits or is too fresh.
        """
        rests = self.invitation is not None and self.invitation.rests
        is_unknown = self.row.name == self.row.performer.ods_code
        return not (self.is_history or self.offers_help or self.status or rests or is_unknown)


@dataclass(frozen=True)
class AreaSupply:
    """One top area: who waits for help, who offers it, and who does best."""

    area: EfficiencyArea
    waiting: tuple[Asked, ...]
    exemplars: tuple[ExemplarRow, ...]
    candidates: tuple[Candidate, ...]

    @property
    def places(self) -> int:
        """Free places of all its exemplars, each within its ceiling."""
        return sum(row.left for row in self.exemplars)

    @property
    def to_ask(self) -> tuple[Candidate, ...]:
        return tuple(one for one in self.candidates if one.can_be_asked)

    @property
    def is_short(self) -> bool:
        """More requests wait than there are places free."""
        return len(self.waiting) > self.places

    def __bool__(self) -> bool:
        return bool(self.waiting or self.exemplars or self.candidates)


def supply_and_demand(programme: Programme, *, trust_type: str = "") -> tuple[AreaSupply, ...]:
    """Every top area in which something is to be seen, those that are short of places first.

    `trust_type` keeps to requests, exemplars and performers of one type of trust. A fixed number
    of queries; those of the areas with performers come on top.
    """
    tree = AreaTree()
    waiting: dict[str, list[Asked]] = defaultdict(list)
    for one in asked_of(programme):
        if one.state == WAITING and trust_type in ("", one.trust_type):
            waiting[one.area].append(one)
    exemplars = _exemplars(programme, tree, trust_type)
    candidates = _candidates(programme, tree, trust_type, exemplars)
    supplies = [
        AreaSupply(
            area=top,
            waiting=tuple(waiting[top.name]),
            exemplars=tuple(exemplars[top.pk]),
            candidates=tuple(candidates[top.pk]),
        )
        for top in tree.tops
    ]
    shown = [one for one in supplies if one]
    return tuple(sorted(shown, key=lambda one: one.places - len(one.waiting)))


def _exemplars(
    programme: Programme, tree: AreaTree, trust_type: str
) -> dict[int, list[ExemplarRow]]:
    """The programme's exemplars of today with the offers that they make in each top area."""
    found: dict[int, list[ExemplarRow]] = defaultdict(list)
    for row in live_exemplars({"trust_type": trust_type}):
        if row.designation.programme_id != programme.pk:
            continue
        by_top = defaultdict(list)
        for offer in row.offers:
            by_top[tree.path(offer.offer.area_id)[0].pk].append(offer)
        for top, offers in by_top.items():
            found[top].append(ExemplarRow(row.designation, offers))
    return found


def _candidates(
    programme: Programme,
    tree: AreaTree,
    trust_type: str,
    exemplars: dict[int, list[ExemplarRow]],
) -> dict[int, list[Candidate]]:
    areas = {area.slug: area.pk for area in tree.areas.values()}
    statuses, invited = _statuses(programme), latest_by_trust(programme)
    found: dict[int, list[Candidate]] = defaultdict(list)
    for group in all_performers(illustrative=programme.illustrative):
        area = areas.get(group.measure.area)
        rows = [row for row in group.performers if trust_type in ("", row.performer.trust_type)]
        if area is None or not rows:
            continue
        top = tree.path(area)[0].pk
        helpers = {row.designation.trust.ods_code for row in exemplars[top]}
        found[top] += _with_standing(
            rows, group.measure.area, group.found.is_history, helpers, statuses, invited
        )
    return found


def _with_standing(
    rows: Sequence[NamedPerformer],
    area: str,
    is_history: bool,
    helpers: set[str],
    statuses: dict[str, str],
    invited: dict[str, InvitationRow],
) -> Iterable[Candidate]:
    proofs = proof_of([row.performer.ods_code for row in rows], area)
    for row in rows:
        code = row.performer.ods_code
        yield Candidate(
            row=row,
            proof=proofs.get(code, PortalProof()),
            is_history=is_history,
            offers_help=code in helpers,
            status=statuses.get(code, ""),
            invitation=invited.get(code),
        )


def _statuses(programme: Programme) -> dict[str, str]:
    """The status of each trust that applied to the programme or is or was its exemplar, in words:
    a programme takes one application of a trust.
    """
    rows = ExemplarDesignation.objects.filter(programme=programme)
    return {
        code: str(DesignationStatus(status).label)
        for code, status in rows.values_list("trust__ods_code", "status")
    }
