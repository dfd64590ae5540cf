"""Trusts with the same problem that said they would talk. Named only to others who ask about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from portal.accounts import audit
from portal.accounts.models import User
from portal.matching import permissions
from portal.matching.choices import RequestStatus
from portal.matching.models import HelpRequest, Need
from portal.trusts.models import Trust


@dataclass(frozen=True)
class Peer:
    """A trust that would talk: its name, and nothing of what it asked."""

    trust: Trust


def who_would_talk(need: Need, user: User) -> list[Peer]:
    """The trusts with a request in this need's area that let others see their name, by name.

    Only for those who ask about this need, and the broker. Never a trust that asks here itself,
    one that was ruled out for it, one that has closed, nor one of the other population.
    """
    request = need.help_request
    asking = permissions.asking_trust_ids(request)
    if not permissions.can_follow_request(user, request):
        return []
    left_out = {*asking, *(trust.pk for trust in request.not_these.all())}
    return [
        Peer(trust) for trust in _open_ones(request.trust, need.area_id).exclude(pk__in=left_out)
    ]


def to_ask(seeker: Trust, area: str) -> list[Trust]:
    """The trusts that this one may ask for a talk, as it has a request in the same area itself."""
    mine = Need.objects.filter(area__slug=area, help_request__trust=seeker).exclude(
        help_request__status=RequestStatus.WITHDRAWN
    )
    need = mine.select_related("area").first()
    if need is None:
        return []
    return list(_open_ones(seeker, need.area_id).exclude(pk=seeker.pk))


def _open_ones(seeker: Trust, area_id: int) -> QuerySet[Trust]:
    asked = HelpRequest.objects.filter(needs__area=area_id, open_to_peers=True).exclude(
        status=RequestStatus.WITHDRAWN
    )
    rows = Trust.objects.open().same_population(seeker).filter(pk__in=asked.values("trust"))
    return rows.order_by("name", "ods_code")


@transaction.atomic
def open_to(*, request: HelpRequest, is_open: bool, by: User) -> HelpRequest:
    """Let other trusts with this problem see the name of the trust that asks, or no longer.

    Raises PermissionDenied for anyone but the people of the trust that leads the request.
    """
    permissions.check_ask(by, request.trust)
    request.open_to_peers = is_open
    request.save(update_fields=["open_to_peers"])
    action = "help.opened_to_peers" if is_open else "help.closed_to_peers"
    audit.record(by=by, action=action, subject=request, trust=request.trust)
    return request
