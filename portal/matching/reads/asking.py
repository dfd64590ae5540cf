"""What the form for asking offers: areas, teams with someone to answer, and their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.validators import slug_re
from django.db.models import Count, Q
from django.utils import timezone

from casestudies.areas import AreaTree
from casestudies.models import CaseStudyPage, EfficiencyArea
from casestudies.models.case_study import CaseStudyQuerySet
from portal.accounts.models import User
from portal.accounts.permissions import Action, can, trust_ids_of
from portal.matching.asking import peers, reply_times
from portal.matching.asking.reply_times import ReplyTime
from portal.matching.models import ExemplarDesignation, live_on
from portal.trusts.models import Trust

Options = list[tuple[str, str]]
Groups = list[tuple[str, Options]]


@dataclass(frozen=True)
class Person:
    """Somebody at the other end: name and role only, never an address."""

    name: str
    role: str


def area_groups(areas: Iterable[EfficiencyArea] | None = None) -> Groups:
    """Every area below its top area, for one select box. One query, none with all `areas`."""
    tree = AreaTree(areas)
    groups = []
    for top in tree.tops:
        options = [(area.slug, area.name) for area in tree.in_order(top.pk)]
        groups.append((top.name, [(top.slug, f"{top.name} in general"), *options]))
    return groups


def trusts_asking_for(user: User | AnonymousUser) -> list[Trust]:
    """The trusts this person may ask for, the one they act for first."""
    if not user.is_authenticated:
        return []
    trusts = Trust.objects.open().filter(pk__in=trust_ids_of(user))
    allowed = [trust for trust in trusts if can(user, Action.HELP_ASK, trust_ids=[trust.pk])]
    return sorted(allowed, key=lambda trust: (trust.pk != user.acting_trust_id, trust.name))


def teams(*, visible: CaseStudyQuerySet, area: str = "", seeker: Trust | None = None) -> Groups:
    """Trusts with somebody to answer: a live case study with a contact, or a live designation.

    `visible` are the case studies that this person may read. Those with something about the area
    come first; trusts with the same problem that would talk stand last. Each says how soon it
    usually answers, where that is known. A real trust is never offered an invented one, nor the
    other way round.
    """
    here = _trusts_with_a_team(visible, seeker)
    # What is typed over the list is no slug: PostgreSQL would not even look up a NUL byte.
    if not slug_re.fullmatch(area):
        return _with_reply_times([("Teams with a published case study", here)])
    about = set(_ids_about(visible, area))
    near = [trust for trust in here if trust.pk in about]
    rest = [trust for trust in here if trust.pk not in about]
    alike = [trust for trust in peers.to_ask(seeker, area) if trust not in here] if seeker else []
    groups = [
        ("They have done something in this area", near),
        ("Other teams", rest),
        ("They have the same problem, and would talk", alike),
    ]
    return _with_reply_times([(label, group) for label, group in groups if group])


def _with_reply_times(groups: list[tuple[str, list[Trust]]]) -> Groups:
    """Each trust by name, and how soon it usually answers. One query."""
    usual = reply_times.usual(trust.pk for _, trusts in groups for trust in trusts)
    return [
        (label, [(trust.ods_code, _named(trust, usual[trust.pk])) for trust in trusts])
        for label, trusts in groups
    ]


def _named(trust: Trust, usual: ReplyTime | None) -> str:
    return f"{trust.name} ({usual.words})" if usual else trust.name


def _with_contact(visible: CaseStudyQuerySet) -> CaseStudyQuerySet:
    live = Count("contacts", filter=Q(contacts__left=False))
    return visible.whole().annotate(live_contacts=live).filter(live_contacts__gt=0)


def _trusts_with_a_team(visible: CaseStudyQuerySet, seeker: Trust | None) -> list[Trust]:
    published = _with_contact(visible).order_by().values("trust_id")
    live = ExemplarDesignation.objects.filter(live_on(timezone.localdate()))
    trusts = Trust.objects.open().filter(Q(pk__in=published) | Q(pk__in=live.values("trust")))
    if seeker is not None:
        trusts = trusts.same_population(seeker).exclude(pk=seeker.pk)
    return list(trusts.distinct())


def _ids_about(visible: CaseStudyQuerySet, area: str) -> list[int]:
    """Trusts with a case study in the area or below it. The tree is two levels deep."""
    inside = Q(areas__slug=area) | Q(areas__parent__slug=area)
    return list(_with_contact(visible).filter(inside).order_by().values_list("trust_id", flat=True))


def people_behind(case_study: CaseStudyPage) -> list[Person]:
    """The contacts of a case study who are still there."""
    contacts = case_study.contacts.all()
    return [Person(one.name, one.role) for one in contacts if not one.left]
