"""A round of the illustrative programme to look at, and a trial on the real register."""

from __future__ import annotations

from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.demo.network import PROGRAMME
from portal.matching.history import SLUG
from portal.matching.models import AllocationRun, Programme
from portal.matching.rounds import services as round_services
from portal.matching.rounds import trial


def ensure() -> str:
    """Run the next round and one trial, once each; neither is sent."""
    broker = User.objects.get(role_assignments__role=Role.PROGRAMME_MANAGER)
    programme = Programme.objects.get(slug=PROGRAMME)
    if not programme.runs.exists():
        round_services.run(programme=programme, by=broker)
    history = Programme.objects.get(slug=SLUG)
    if not history.runs.filter(trial=True).exists():
        trial.run(programme=history, by=broker)
    drafts = AllocationRun.objects.filter(trial=False).count()
    return f"{drafts} run of the round, {AllocationRun.objects.count() - drafts} trial"
