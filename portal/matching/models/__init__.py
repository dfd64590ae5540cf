from portal.matching.models.designation import (
    Assessment,
    DesignationVeto,
    ExemplarDesignation,
    Offer,
    OfferReserve,
    live_on,
)
from portal.matching.models.help_request import HelpRequest, Need, PlacePartner, ReadinessCheck
from portal.matching.models.invitation import ExemplarInvitation
from portal.matching.models.match import Cohort, GroupSession, Match
from portal.matching.models.programme import Programme, ProgrammeReserve, WeightsVersion
from portal.matching.models.round import AllocationRun, Round, RunOverride
from portal.matching.models.work import Goal, Meeting, Message, Survey, Task

__all__ = [
    "AllocationRun",
    "Assessment",
    "Cohort",
    "DesignationVeto",
    "ExemplarDesignation",
    "ExemplarInvitation",
    "Goal",
    "GroupSession",
    "HelpRequest",
    "Match",
    "Meeting",
    "Message",
    "Need",
    "Offer",
    "OfferReserve",
    "PlacePartner",
    "Programme",
    "ProgrammeReserve",
    "ReadinessCheck",
    "Round",
    "RunOverride",
    "Survey",
    "Task",
    "WeightsVersion",
    "live_on",
]
