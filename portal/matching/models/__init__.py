from portal.matching.models.designation import ExemplarDesignation, Offer, OfferReserve
from portal.matching.models.help_request import HelpRequest, Need
from portal.matching.models.match import Match
from portal.matching.models.programme import AllocationRun, Programme
from portal.matching.models.work import Goal, Meeting, Message, Survey

__all__ = [
    "AllocationRun",
    "ExemplarDesignation",
    "Goal",
    "HelpRequest",
    "Match",
    "Meeting",
    "Message",
    "Need",
    "Offer",
    "OfferReserve",
    "Programme",
    "Survey",
]
