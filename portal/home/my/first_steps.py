"""What an administrator does first on a site that has just been set up."""

from __future__ import annotations

from dataclasses import dataclass

from casestudies.models import CaseStudyPage
from portal.accounts.models import RoleAssignment, User
from portal.accounts.permissions import Action, Role, can
from portal.matching.history import SLUG as PAST_PROGRAMME
from portal.matching.models import Programme

INVITE = "/cms/users/new/?role="


@dataclass(frozen=True)
class FirstStep:
    """One thing to do, why, and where; `url` is blank for what another role does."""

    title: str
    why: str
    url: str
    done: bool


def first_steps(user: User) -> list[FirstStep]:
    """The steps in their order, for those who give roles; none once all are done."""
    if not can(user, Action.ROLE_ASSIGN):
        return []
    roles = set(RoleAssignment.objects.values_list("role", flat=True).distinct())
    published = CaseStudyPage.objects.live().whole().exists()
    programmes = Programme.objects.exclude(slug=PAST_PROGRAMME).exists()
    steps = [
        FirstStep(
            "Invite an editor",
            "Checks case studies, grades their evidence and publishes them.",
            f"{INVITE}{Role.EDITOR}",
            Role.EDITOR in roles,
        ),
        FirstStep(
            "Invite an author of a trust",
            "Writes case studies and answers for the trust. Others may open accounts themselves.",
            f"{INVITE}{Role.AUTHOR}",
            Role.AUTHOR in roles,
        ),
        FirstStep(
            "Invite a finance approver of the same trust",
            "Signs the figures. It is never the author of the record.",
            f"{INVITE}{Role.FINANCE_APPROVER}",
            Role.FINANCE_APPROVER in roles,
        ),
        FirstStep(
            "Invite a programme manager",
            "Sets up programmes and finds partners.",
            f"{INVITE}{Role.PROGRAMME_MANAGER}",
            Role.PROGRAMME_MANAGER in roles,
        ),
        FirstStep(
            "Publish the first case study",
            "The author writes it; or load a file on the server with import_casestudies.",
            "",
            published,
        ),
        FirstStep(
            "Set up the first programme",
            "The programme manager does that: My page leads them to “Programmes to manage”.",
            "",
            programmes,
        ),
    ]
    return [] if all(step.done for step in steps) else steps
