"""One person per role, so that the whole loop can be lived in one browser."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.trusts.models import Trust

WORDS = (
    "amber",
    "birch",
    "cedar",
    "clover",
    "coral",
    "dune",
    "ember",
    "fern",
    "flint",
    "harbour",
    "hazel",
    "heron",
    "indigo",
    "ivory",
    "juniper",
    "lantern",
    "maple",
    "meadow",
    "orchard",
    "otter",
    "pebble",
    "poplar",
    "quartz",
    "robin",
    "saffron",
    "sorrel",
    "thistle",
    "tidal",
    "walnut",
    "willow",
)


@dataclass(frozen=True)
class DemoPerson:
    """A person of the demonstration; `trust` is the ODS code they act for."""

    email: str
    name: str
    job_title: str
    roles: tuple[Role, ...]
    trust: str | None
    comes_to: str


PEOPLE = (
    DemoPerson(
        "author@zz016.example",
        "Moira Castleden",
        "Tissue viability lead",
        (Role.AUTHOR, Role.MEMBER),
        "ZZ016",
        "publish case studies and answer requests for an exemplar trust",
    ),
    DemoPerson(
        "finance@zz016.example",
        "Josie Templar",
        "Deputy director of finance",
        (Role.FINANCE_APPROVER,),
        "ZZ016",
        "sign the figures of that trust",
    ),
    DemoPerson(
        "editor@exemplar.example",
        "Priya Raman",
        "Editor",
        (Role.EDITOR,),
        None,
        "moderate case studies and grade evidence",
    ),
    DemoPerson(
        "broker@exemplar.example",
        "Tom Ashdown",
        "Programme manager",
        (Role.PROGRAMME_MANAGER,),
        None,
        "find partners and watch the clocks",
    ),
    DemoPerson(
        "member@{member_trust}.example",
        "Leah Whitcombe",
        "Operations manager",
        (Role.MEMBER, Role.AUTHOR),
        "{member_trust}",
        "search, ask for help and record what came of it",
    ),
    DemoPerson(
        "admin@exemplar.example",
        "Sam Okafor",
        "Administrator",
        (Role.ADMINISTRATOR,),
        None,
        "give people their roles",
    ),
)


def password_of(data_dir: Path) -> str:
    """The password all demonstration people share, made once for each data folder."""
    path = data_dir / "demo_password"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        words = [secrets.choice(WORDS) for _ in range(3)]
        path.write_text("-".join([*words, str(secrets.randbelow(90) + 10)]))
        path.chmod(0o600)
    return path.read_text()


@transaction.atomic
def ensure_people(*, member_trust: str) -> list[tuple[DemoPerson, User]]:
    """Create or refresh the demonstration's people. Safe to run again; returns all of them."""
    cast = people(member_trust)
    encoded = _encoded(password_of(settings.DATA_DIR), cast[0].email)
    return [(person, _ensure(person, encoded)) for person in cast]


def people(member_trust: str) -> list[DemoPerson]:
    """The cast, with the asking trust's code filled in."""
    return [
        DemoPerson(
            person.email.format(member_trust=member_trust.lower()),
            person.name,
            person.job_title,
            person.roles,
            person.trust and person.trust.format(member_trust=member_trust),
            person.comes_to,
        )
        for person in PEOPLE
    ]


def confirm_address(user: User) -> None:
    """As if the person had opened the link in their letter: without it no role counts."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _encoded(password: str, email: str) -> str:
    """The password as it is stored. Hashing is slow on purpose, so it is done once for all."""
    known = User.objects.filter(email=email).first()
    return known.password if known and known.check_password(password) else make_password(password)


def _ensure(person: DemoPerson, encoded: str) -> User:
    first, _, last = person.name.partition(" ")
    user = User.objects.filter(email=person.email).first() or User(email=person.email)
    user.first_name, user.last_name, user.job_title = first, last, person.job_title
    user.password = encoded
    user.save()
    confirm_address(user)
    trust = Trust.objects.by_ods_code(person.trust) if person.trust else None
    for role in person.roles:
        roles.grant(user=user, role=role, trust=trust, by=None)
    return user
