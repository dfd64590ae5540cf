"""Private words, looked for in everything that anyone can open, and in mail, logs and indexes."""

from __future__ import annotations

import logging

import pytest
from wagtail.models import ReferenceIndex

from portal.accounts.models import AuditEntry, Notice, RoleAssignment
from portal.matching.choices import DeclineReason, EndReason
from portal.matching.matches import services as match_services
from search.models import SearchEntry
from tests.attacks.wall.table import EVERYONE, SHOWN, WORDS, matching
from tests.attacks.wall.table.address import NETWORK
from tests.attacks.wall.walking import quiet, sign_in, text_of
from tests.builders.matching import Pair

PRIVATE_MODELS = ["helprequest", "need", "match", "goal", "meeting", "message", "survey", "task"]
PRIVATE_MODELS += ["cohort", "groupsession", "allocationrun", "runoverride", "designationveto"]
PRIVATE_MODELS += ["readinesscheck", "placepartner", "exemplarinvitation"]


def pages(client, world):
    """Address to text, of everything of matching and of the lists that this person may open."""
    shown = {}
    opened = [world.url(address) for address in matching.ROWS if address.opens is not None]
    for url in [*opened, *world.lists()]:
        with quiet():
            answer = client.get(url)
        assert answer.status_code < 500, url
        shown[url] = text_of(answer)
    return shown


def leaks_and_misses(client, world, who):
    """Words that this person reads and may not, and words that they may and find nowhere."""
    sign_in(client, world, who)
    shown = pages(client, world)
    leaks = [
        (who, what, url)
        for what, (text, allowed) in WORDS.items()
        for url, body in shown.items()
        if text in body and who not in allowed
    ]
    missed = [
        (who, what)
        for what in SHOWN
        if who in WORDS[what][1] and not any(WORDS[what][0] in body for body in shown.values())
    ]
    return leaks + missed


# What the rest of the site shows of these words is looked at on the walk of `test_doors.py`.
QUICK = ["anonymous", "seeker", "seeker finance"]
WALKERS = [
    pytest.param(who, marks=[] if who in QUICK else pytest.mark.full) for who in sorted(EVERYONE)
]


@pytest.mark.parametrize("who", WALKERS)
def test_nobody_reads_words_that_are_not_for_them(client, world, who):
    assert not leaks_and_misses(client, world, who)


def test_a_trust_that_stopped_is_not_named_to_others(client, world):
    client.force_login(world.people["place"])

    for url in (world.case_study.url, f"/areas/{world.area.slug}/"):
        assert world.third_trust.name not in client.get(url).text


def test_whom_an_exemplar_will_not_work_with_is_on_no_page_of_that_trust(client, world):
    """The veto on the third trust: its people see the exemplar's name nowhere among their own."""
    client.force_login(world.third)

    assert world.helper_trust.name not in client.get("/my/").text
    assert world.helper_trust.name not in client.get("/help/mine/").text


def test_search_counts_and_entries_hold_nothing_private(world):
    entries = SearchEntry.objects.all()
    kept = " ".join(str(value) for row in entries.values() for value in row.values())

    # A page of the network is in the index, for the network alone.
    assert not [what for what, (text, who) in WORDS.items() if text in kept and not who >= NETWORK]


def test_the_editors_list_of_uses_holds_nothing_private(world):
    kept = ReferenceIndex.objects.filter(
        base_content_type__app_label="matching", base_content_type__model__in=PRIVATE_MODELS
    )

    assert not kept.exists()


def test_a_notice_goes_to_those_alone_who_may_read_its_words(world):
    approvers = RoleAssignment.objects.filter(role="finance_approver", trust=world.helper_trust)
    of = dict.fromkeys(approvers.values_list("user", flat=True), "helper finance")
    of |= {person.pk: who for who, person in world.people.items() if person}
    leaks = [
        (what, of.get(notice.recipient_id))
        for notice in Notice.objects.all()
        for what, (text, allowed) in WORDS.items()
        if text in notice.subject + notice.body and of.get(notice.recipient_id) not in allowed
    ]

    assert Notice.objects.exists() and not leaks


def test_the_audit_trail_says_that_something_happened_not_what(world):
    kept = " ".join(str(row) for row in AuditEntry.objects.values_list())

    assert AuditEntry.objects.exists()
    assert not [what for what, (text, _) in WORDS.items() if text in kept]


def test_the_log_says_nothing_that_was_written(client, world, caplog):
    with caplog.at_level(logging.DEBUG):
        client.force_login(world.third)
        for path in (f"/help/match/{world.match.pk}/", f"/help/{world.request.pk}/"):
            client.get(path)
        client.force_login(world.seeker)
        client.post(f"/help/match/{world.match.pk}/reply/", {"body": "An onyx message"})

    kept = " ".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert "onyx" not in kept
    assert not [what for what, (text, _) in WORDS.items() if text in kept]


REASONS = [
    ("decline", {"reason": DeclineReason.TOO_DIFFERENT}, DeclineReason.TOO_DIFFERENT.label),
    ("end", {"reason": EndReason.CHANGE_PARTNER}, EndReason.CHANGE_PARTNER.label),
]


@pytest.mark.parametrize(("verb", "why", "label"), REASONS)
def test_why_a_match_came_to_nothing_is_the_brokers_to_know(client, verb, why, label):
    pair = Pair() if verb == "decline" else Pair().begin()
    getattr(match_services, verb)(match=pair.match, by=pair.helper, **why)
    urls = [f"/help/match/{pair.match.pk}/", f"/help/{pair.request.pk}/", "/my/", "/help/mine/"]

    def told(person):
        client.force_login(person)
        return any(label in client.get(url).text for url in urls)

    assert [told(person) for person in (pair.seeker, pair.third, pair.broker)] == [
        False,
        False,
        True,
    ]
    assert not Notice.objects.filter(recipient=pair.seeker, body__contains=label).exists()
