"""What the standard floor of fit keeps out, on every open trust of the real register.

Beside each of the Global Digital Exemplars: it keeps out no trust of the same type, most of unlike
types, and leaves every trust somebody who could help. Its reasons stand in `formula`.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from casestudies.areas import load_shipped_areas
from casestudies.models import EfficiencyArea
from portal.matching.history import load_global_digital_exemplars
from portal.matching.models import Programme
from portal.matching.scoring.formula import KINSHIP, STANDARD_FLOOR, is_below_floor
from portal.matching.suggestions import candidates
from portal.performance.services import load_shipped
from portal.trusts import register
from portal.trusts.models import Trust

pytestmark = [pytest.mark.django_db, pytest.mark.full]


def kind_of_pair(one: Trust, other: Trust) -> str:
    if one.type == other.type:
        return "same"
    return "kindred" if frozenset({one.type, other.type}) in KINSHIP else "unlike"


def test_the_floor_keeps_out_what_it_was_set_to_keep_out():
    register.load_shipped()
    load_shipped_areas()
    load_shipped()
    load_global_digital_exemplars()
    programme = Programme.objects.get(slug="global-digital-exemplars")
    area = EfficiencyArea.objects.get(slug="digital")
    scores = defaultdict(list)
    best = {}
    for trust in Trust.objects.filter(closed=None, illustrative=False):
        ranked = candidates.for_need(trust, area, programme=programme)
        for one in ranked:
            scores[kind_of_pair(trust, one.trust)].append(one.score.value)
        best[trust.ods_code] = ranked[0].score.value

    assert len(best) > 190 and len(scores["unlike"]) > 2000
    assert not [one for one in scores["same"] if is_below_floor(one, STANDARD_FLOOR)]
    below = sum(is_below_floor(one, STANDARD_FLOOR) for one in scores["unlike"])
    assert below / len(scores["unlike"]) > 0.9
    assert not [code for code, one in best.items() if is_below_floor(one, STANDARD_FLOOR)]
