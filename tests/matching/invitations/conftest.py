"""A measure with twelve trusts of which three do best, and a programme for its area."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from casestudies.models import EfficiencyArea
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.matching.invitations import services
from portal.matching.models import Programme
from portal.performance.measures import MEASURES
from portal.trusts.models import Trust
from tests.builders.casestudies import make_area
from tests.builders.matching import make_broker, make_person, make_programme
from tests.builders.performance import make_national_figure
from tests.builders.trusts import make_trust

MEASURE = MEASURES["sickness_absence_rate"]
FRESH = ("2022/23", "2023/24", "2024/25")
OLD = ("2015/16", "2016/17", "2017/18")
# Of twelve trusts three are in the best quarter.
TRUSTS = 12


@dataclass
class Ground:
    """`best` is the trust with the lowest absence in every year; `worst` with the highest."""

    area: EfficiencyArea
    programme: Programme
    trusts: list[Trust]
    broker: User
    author: User
    member: User

    @property
    def best(self):
        return self.trusts[0]

    @property
    def worst(self):
        return self.trusts[-1]

    def invite(self, **changed):
        values = {
            "programme": self.programme,
            "trust": self.best,
            "measure": MEASURE,
            "by": self.broker,
        }
        return services.invite(**{**values, **changed})

    def address(self, trust=None):
        code = (trust or self.best).ods_code
        return f"/help/invitations/new/{self.programme.slug}/{code}/{MEASURE.key}/"


def report(trusts, years):
    """The first trust has 1%, the second 2%, and so on; a year later a thousandth less."""
    for later, year in enumerate(years):
        for number, trust in enumerate(trusts, 1):
            value = number / 100 - later / 1000
            make_national_figure(trust, MEASURE.key, value, year=year)


def ground_of(years):
    area = make_area(slug=MEASURE.area, name="Sickness absence")
    trusts = [make_trust(type="acute") for _ in range(TRUSTS)]
    report(trusts, years)
    return Ground(
        area=area,
        programme=make_programme(areas=[area]),
        trusts=trusts,
        broker=make_broker(),
        author=make_person(Role.MEMBER, Role.AUTHOR, trust=trusts[0]),
        member=make_person(Role.MEMBER, trust=trusts[0]),
    )


@pytest.fixture
def ground(db):
    return ground_of(FRESH)


@pytest.fixture
def old_ground(db):
    return ground_of(OLD)
