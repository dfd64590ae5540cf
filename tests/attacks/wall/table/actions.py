"""The matrix as doors: for each action, one place in production that enforces it.

`trusts` names the trusts of the world whose record it is, none where the record has none: people
of these hold their role for an own trust. A door is an address with a method, or a command. Where
a part of a page is guarded and the page opens to more people, `reads` is what it then says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.accounts import roles
from portal.accounts.permissions import Action, Role
from portal.matching.choices import DeclineReason
from portal.matching.designations import services as designation_services
from portal.matching.requests import services as request_services
from tests.attacks.wall.table.address import Address
from tests.attacks.wall.table.words import WORDS


@dataclass(frozen=True)
class Door:
    """Where an action is tried, on a record of which trust."""

    trusts: tuple[str, ...]
    name: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    method: str = "get"
    reads: str = ""
    command: Callable[[Any, Any], object] | None = None

    @property
    def address(self) -> Address:
        return Address(self.name, dict(self.keys), None)


def door(
    trusts: tuple[str, ...], name: str, method: str = "get", reads: str = "", **keys: str
) -> Door:
    """A door at an address; a parameter without a name is `_0`."""
    named = tuple((key.removeprefix("_"), value) for key, value in keys.items())
    return Door(trusts, name, named, method, reads)


def ask(world: Any, person: Any) -> object:
    return request_services.ask(
        trust=world.seeker_trust, by=person, problem="", help_kind="pairing", areas=[world.area]
    )


def apply(world: Any, person: Any) -> object:
    return designation_services.apply(
        programme=world.programme, trust=world.helper_trust, offers=[], by=person, ceiling=1
    )


def assign(world: Any, person: Any) -> object:
    return roles.grant(user=world.third, role=Role.AUTHOR, trust=world.seeker_trust, by=person)


HELPER, SEEKER = ("helper_trust",), ("seeker_trust",)
PAIR = (*HELPER, *SEEKER)
NONE: tuple[str, ...] = ()
DOORS: dict[Action, Door] = {
    Action.CASE_STUDY_READ_PUBLIC: door(HELPER, "wagtail_serve", _0="paths.public"),
    Action.CASE_STUDY_READ_NETWORK: door(HELPER, "wagtail_serve", _0="paths.network"),
    Action.CASE_STUDY_EDIT: door(HELPER, "casestudies:keep", page_id="draft.pk"),
    Action.CASE_STUDY_PUBLISH: door(HELPER, "casestudies:publish", "post", page_id="draft.pk"),
    Action.CASE_STUDY_PEER_REVIEW: door(HELPER, "casestudies:peer_review", page_id="waiting.pk"),
    Action.FIGURES_SIGN: door(HELPER, "casestudies:sign", page_id="sent.pk"),
    Action.EVIDENCE_GRADE: door(HELPER, "casestudies:grade", page_id="draft.pk"),
    Action.AREA_EDIT: door(NONE, "home:desk_merge", area_id="area.pk"),
    Action.ADOPTION_RECORD: door(
        SEEKER, "casestudies:adoption", page_id="public.pk", ods="seeker_trust.ods_code"
    ),
    Action.ADOPTION_CLAIM: door(HELPER, "casestudies:adoption_claim", page_id="public.pk"),
    Action.HELP_ASK: Door(SEEKER, command=ask),
    Action.HELP_READ: door(
        SEEKER, "matching:request", reads=WORDS["the problem"][0], pk="request.pk"
    ),
    Action.HELP_WITHDRAW: door(SEEKER, "matching:withdraw", "post", pk="request.pk"),
    Action.MATCH_PROPOSE: door(NONE, "matching:propose", "post", pk="need.pk"),
    Action.MATCH_ANSWER: door(PAIR, "matching:accept", "post", pk="match.pk"),
    Action.MATCH_WORK: door(PAIR, "matching:add_task", "post", pk="match.pk"),
    Action.MATCH_READ: door(PAIR, "matching:match", pk="match.pk"),
    Action.MESSAGE_READ: door(PAIR, "matching:match", reads=WORDS["a message"][0], pk="match.pk"),
    Action.DECLINE_REASON_READ: door(
        PAIR, "matching:match", reads=DeclineReason.TIMING.label, pk="refused.pk"
    ),
    Action.DESIGNATION_APPLY: Door(HELPER, command=apply),
    Action.DESIGNATION_ASSESS: door(NONE, "matching:assess", pk="designation.pk"),
    Action.INVITATION_SEND: door(NONE, "matching:invitations:index"),
    Action.INVITATION_READ: door(HELPER, "matching:invitations:invitation", pk="invitation.pk"),
    Action.INVITATION_ANSWER: door(
        HELPER, "matching:invitations:decline", "post", pk="invitation.pk"
    ),
    Action.PROGRAMME_MANAGE: door(NONE, "matching:programmes:change", slug="programme.slug"),
    Action.ROUND_RUN: door(NONE, "matching:rounds", slug="programme.slug"),
    Action.VETO_SET: door(HELPER, "matching:veto", "post", pk="designation.pk"),
    Action.OVERSIGHT_READ: door(NONE, "insight:programme", slug="programme.slug"),
    Action.CERTIFICATE_READ: door(HELPER, "insight:certificate", ods_code="helper_trust.ods_code"),
    Action.AUDIT_READ: door(NONE, "audit:index"),
    Action.ROLE_ASSIGN: Door(NONE, command=assign),
}
