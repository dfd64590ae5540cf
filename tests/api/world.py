"""One site with something of everything that must stay private, each with words of its own."""

from __future__ import annotations

from portal.accounts.permissions import Role
from portal.matching.matches import services as match_services
from tests.builders.casestudies import make_adoption, make_case_study
from tests.builders.matching import Pair, make_person

MAIL, TELEPHONE = "hidden.person@example.nhs.uk", "01632 960123"
CONTACTS = [
    {"name": name, "email": MAIL, "telephone": TELEPHONE} for name in ("Sam Open", "Al Open")
]
DRAFT, NETWORK, LATER = "Quartz drafted", "Jasper networked", "Onyx rewritten"
MESSAGE, PROBLEM = "Our turquoise message", "Our agate rosters come out late."


class World:
    """A pair at work, a third trust, and the people of each role."""

    def __init__(self):
        self.pair = Pair().begin()
        trust, area = self.pair.helper_trust, self.pair.area
        values = {"trust": trust, "areas": [area], "contacts": CONTACTS}
        self.public = make_case_study(title="Use opal rosters", **values)
        self.draft = make_case_study(title=DRAFT, publish=False, **values)
        self.network = make_case_study(title=NETWORK, visibility="network", **values)
        self.public.title = LATER
        self.public.save_revision(clean=False)
        self.pair.request.problem = PROBLEM
        self.pair.request.save()
        match_services.reply(match=self.pair.match, by=self.pair.seeker, body=MESSAGE)
        make_adoption(self.network, self.pair.seeker_trust, result="Amber networked result.")
        self.people = {
            "anonymous": None,
            "member of a third trust": self.pair.third,
            "finance approver": make_person(Role.FINANCE_APPROVER, trust=self.pair.third_trust),
            "editor": make_person(Role.EDITOR),
            "administrator": make_person(Role.ADMINISTRATOR),
        }
