"""One pair at work with something of every private kind, and everyone who might look."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from portal.accounts import roles
from portal.accounts.permissions import Role
from portal.matching.matches import services as match_services
from portal.matching.models import (
    Cohort,
    DesignationVeto,
    ExemplarInvitation,
    Goal,
    GroupSession,
    Meeting,
    PlacePartner,
    ReadinessCheck,
    RunOverride,
    Survey,
    Task,
)
from portal.matching.requests.readiness import KEYS
from portal.matching.rounds import services as round_services
from tests.attacks.wall.table import WORDS
from tests.builders.casestudies import make_adoption
from tests.builders.matching import Pair, make_match, make_person, make_request
from tests.builders.trusts import make_trust

PASSWORD = "opal-garnet-beryl"


def word(what):
    return WORDS[what][0]


class World(Pair):
    """A pair with its private records; `people` has one of each kind of person."""

    def __init__(self):
        super().__init__(third_writes=True)
        self.place_trust = make_trust()
        self.request.members.add(self.place_trust)
        self.begin()
        self.people = self._people()
        for person in filter(None, self.people.values()):
            person.set_password(PASSWORD)
            person.save(update_fields=["password"])
        self._ask()
        self._work()
        self._learn_together()
        self._oversee()
        make_adoption(
            self.case_study, self.third_trust, status="stopped", stopped_reason="no-benefit",
            result=word("an unnamed stopped adoption"),
        )  # fmt: skip

    def _people(self):
        left = make_person(Role.MEMBER, Role.AUTHOR, trust=self.helper_trust)
        for role in (Role.MEMBER, Role.AUTHOR):
            roles.revoke(user=left, role=role, trust=self.helper_trust, by=None)
        nobody = make_person(Role.MEMBER, trust=self.third_trust)
        roles.revoke(user=nobody, role=Role.MEMBER, trust=self.third_trust, by=None)
        return {
            "anonymous": None,
            "no trust": nobody,
            "left": left,
            "seeker": self.seeker,
            "place": make_person(Role.MEMBER, trust=self.place_trust),
            "helper": self.helper,
            "colleague": make_person(Role.MEMBER, trust=self.helper_trust),
            "third": self.third,
            "seeker finance": make_person(Role.FINANCE_APPROVER, trust=self.seeker_trust),
            "helper finance": make_person(Role.FINANCE_APPROVER, trust=self.helper_trust),
            "broker": self.broker,
            "editor": make_person(Role.EDITOR),
            "administrator": make_person(Role.ADMINISTRATOR),
        }

    def _ask(self):
        request = self.request
        request.problem = word("the problem")
        request.tried_so_far = word("what was tried")
        request.offer_back = word("what is offered back")
        request.place_kind, request.place_name = "other", word("the place that asks")
        request.save()
        PlacePartner.objects.create(help_request=request, name=word("its partner"))
        ReadinessCheck.objects.create(
            help_request=request,
            answers=dict.fromkeys(KEYS, "no"),
            verdict="not-now",
            by=self.seeker,
        )

    def _work(self):
        match = self.match
        match.refresh_from_db()
        match.broker_note = word("the broker’s note")
        match.override_reason = word("the reason of an override")
        match.save()
        match_services.reply(match=match, by=self.seeker, body=word("a message"))
        self.goal = Goal.objects.create(
            match=match, measure=word("a goal"), unit="%", target=Decimal(9)
        )
        today = timezone.localdate()
        Meeting.objects.create(
            match=match, held_on=today, helper_hours=1, note=word("a meeting"), by=self.helper
        )
        self.task = Task.objects.create(match=match, title=word("a task"), by=self.seeker)
        Survey.objects.create(
            match=match, side="seeker", by=self.seeker, helpful=4, again=True,
            comment=word("a survey"),
        )  # fmt: skip

    def _learn_together(self):
        self.cohort = cohort = Cohort.objects.create(
            offer=self.offer, name=word("a cohort"), made_by=self.broker
        )
        follower = make_request(trust=make_trust(), areas=[self.area], help_kind="pairing")
        self.other = make_match(follower.needs.get(), self.offer, status="active")
        self.match.cohort = cohort
        self.match.save()
        session = GroupSession.objects.create(
            cohort=cohort,
            held_on=timezone.localdate(),
            helper_hours=1,
            note=word("a group session"),
            by=self.helper,
        )
        session.present.add(self.match)
        self.planned = GroupSession.objects.create(
            cohort=cohort, planned_for=timezone.localdate(), by=self.helper
        )

    def _oversee(self):
        self.designation.evidence = word("why an exemplar was designated")
        self.designation.save()
        DesignationVeto.objects.create(
            designation=self.designation, trust=self.third_trust, by=self.helper
        )
        self.invitation = ExemplarInvitation.objects.create(
            programme=self.programme,
            trust=self.helper_trust,
            area=self.area,
            measure_key="sickness_absence_rate",
            measure_name="Sickness absence",
            note=word("an invitation"),
            invited_by=self.broker,
            invited_on=timezone.localdate(),
        )
        waiting = make_request(trust=make_trust(), areas=[self.area], help_kind="pairing")
        self.run_need = f"need-{waiting.needs.get().pk:07d}"
        self.run = round_services.run(programme=self.programme, by=self.broker)
        self.run.name = word("a run")
        self.run.save()
        RunOverride.objects.create(
            run=self.run,
            need_key=self.run_need,
            reason=word("an override of a run"),
            by=self.broker,
        )

    def value(self, path):
        """What a row of the table names: an attribute's path, or the text after "="."""
        if path.startswith("="):
            return path[1:]
        found = self
        for name in path.split("."):
            found = getattr(found, name)
        return found

    def url(self, address):
        query = urlencode({name: self.value(path) for name, path in address.query.items()})
        return self._path(address) + (f"?{query}" if query else "")

    def _path(self, address):
        if address.path:
            return address.path
        values = {name: self.value(path) for name, path in address.keys.items()}
        if "0" in values:
            return reverse(address.name, args=values.values())
        return reverse(address.name, kwargs=values)

    def body(self, address):
        return {name: self.value(path) for name, path in address.body.items()}
