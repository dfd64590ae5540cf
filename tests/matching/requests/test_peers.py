import pytest
from django.core.exceptions import PermissionDenied

from portal.accounts.models import AuditEntry
from portal.matching import unmatched
from portal.matching.models import Match
from tests.builders.casestudies import make_area
from tests.builders.matching import PROBLEM, make_broker, make_person, make_request
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
NEW = "/help/new/"


@pytest.fixture
def area():
    return make_area()


@pytest.fixture
def asked(area):
    return make_request(make_trust(name="Asking Trust"), areas=[area])


def make_peer(area, name="Peer Trust", **fields):
    fields = {"open_to_peers": True, **fields}
    trust = fields.pop("trust", None) or make_trust(name=name)
    return make_request(trust, areas=[area], **fields)


def names(asked, user=None):
    return [
        one.trust.name
        for one in unmatched.who_would_talk(asked.needs.get(), user or asked.asked_by)
    ]


def test_a_trust_with_the_same_problem_that_ticked_is_named(asked, area):
    make_peer(area)

    assert names(asked) == ["Peer Trust"]


def test_a_trust_that_did_not_tick_is_never_named(asked, area):
    make_peer(area, open_to_peers=False)

    assert names(asked) == []


@pytest.mark.parametrize(
    "build",
    [
        lambda area, asked: make_peer(make_area()),
        lambda area, asked: make_peer(area, status="withdrawn"),
        lambda area, asked: make_peer(area, trust=make_trust(illustrative=True)),
        lambda area, asked: make_peer(area, trust=make_trust(closed="2020-01-01")),
        lambda area, asked: make_peer(area, trust=asked.trust),
        lambda area, asked: asked.not_these.add(make_peer(area).trust),
        lambda area, asked: asked.members.add(make_peer(area).trust),
    ],
    ids=["area", "withdrawn", "population", "closed", "itself", "ruled out", "member"],
)
def test_no_other_trust_is_named(asked, area, build):
    build(area, asked)

    assert names(asked) == []


def test_the_broker_sees_them_and_another_trust_does_not(asked, area):
    make_peer(area)

    assert names(asked, make_broker()) == ["Peer Trust"]
    assert names(asked, make_person(trust=make_trust())) == []


def test_the_page_names_the_peer_and_nothing_that_it_asked(asked, area, signed_in):
    peer = make_peer(area, problem="Our secret of the linen room.")

    text = signed_in(asked.asked_by).get(f"/help/{asked.pk}/").text

    assert "Peer Trust" in text and "linen room" not in text
    assert f"helper={peer.trust.ods_code}&amp;area={area.slug}&amp;kind=talk" in text


def test_a_peer_can_be_asked_for_a_talk(asked, area, signed_in):
    peer = make_peer(area)
    browser = signed_in(asked.asked_by)
    code = peer.trust.ods_code
    start = browser.get(f"{NEW}?helper={code}&area={area.slug}&kind=talk").context["form"]

    browser.post(NEW, {"problem": PROBLEM, "help_kind": "talk", "area": area.slug, "helper": code})

    assert start["helper"].value() == code
    assert Match.objects.get().helper == peer.trust


def test_a_trust_that_asks_about_something_else_is_not_offered_the_peer(area, signed_in):
    make_peer(area)
    other = make_request(areas=[make_area()])

    text = signed_in(other.asked_by).get(f"{NEW}?area={area.slug}").text

    assert "Peer Trust" not in text


def test_the_trust_lets_its_name_be_seen_and_hides_it_again(asked, signed_in):
    browser = signed_in(asked.asked_by)

    seen = []
    for word in ("1", "0"):
        browser.post(f"/help/{asked.pk}/peers/", {"open": word})
        asked.refresh_from_db()
        seen.append(asked.open_to_peers)

    assert seen == [True, False]
    assert AuditEntry.objects.filter(action__endswith="_to_peers").count() == 2


def test_nobody_else_speaks_for_the_trust(asked):
    for person in (make_person(trust=make_trust()), make_broker()):
        with pytest.raises(PermissionDenied):
            unmatched.open_to(request=asked, is_open=True, by=person)

    asked.refresh_from_db()
    assert not asked.open_to_peers
