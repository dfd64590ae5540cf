"""Every state rule against every state: what is refused where, and that both halves agree."""

import pytest
from django.core.exceptions import ValidationError

from portal.matching import policies
from portal.matching.choices import MatchStatus, RequestStatus, Side
from tests.builders.matching import make_match, make_request

pytestmark = pytest.mark.django_db

CLOSED = {
    "declined": {"declined_side": "helper", "decline_reason": "timing"},
    "ended": {"end_reason": "other"},
}
MATCH_RULES = {
    "accept": ({"proposed"}, [Side.HELPER]),
    "decline": ({"proposed"}, []),
    "call_off": ({"proposed"}, []),
    "reply": ({"proposed", "active"}, []),
    "work": ({"active"}, []),
    "complete": ({"active"}, []),
    "end": ({"active"}, []),
    "survey": ({"completed", "ended"}, [Side.HELPER]),
}


@pytest.mark.parametrize("status", MatchStatus.values)
@pytest.mark.parametrize("rule", MATCH_RULES)
def test_a_rule_of_matches_holds_in_its_states_only(rule, status):
    allowed, extra = MATCH_RULES[rule]
    match = make_match(status=status, **CLOSED.get(status, {}))

    can = getattr(policies, f"can_{rule}")(match, *extra)

    assert can is (status in allowed)
    if not can:
        with pytest.raises(ValidationError) as error:
            getattr(policies, f"check_{rule}")(match, *extra)
        assert error.value.messages[0].endswith((".", "?"))


@pytest.mark.parametrize("status", RequestStatus.values)
def test_a_request_is_withdrawn_while_it_is_open_or_matched(status):
    request = make_request(status=status)

    assert policies.can_withdraw(request) is (status in {"open", "matched"})
