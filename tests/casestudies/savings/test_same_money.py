"""The same pounds under another description are never counted twice unless a person said so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from casestudies.desk import queries as desk_queries
from casestudies.models import CaseStudyPage, MoneyComparison
from casestudies.publishing import requirements as publishing_requirements
from casestudies.review import headline_preview
from casestudies.review import services as review_services
from casestudies.savings import queries as savings_queries
from casestudies.savings import same_money
from casestudies.savings.ledger import LedgerLine, headline, monies, years_view
from portal.home.my import queries as my_queries
from tests.builders.casestudies import headline_of, make_case_study, make_person, sign_line
from tests.builders.reviewing import make_submitted, sign_on_screen
from tests.builders.trusts import make_trust
from tests.hypothesis_profiles import examples

TWICE = [{"description": "Agency nurses"}, {"description": "Temporary staff, wards"}]

amounts = st.sampled_from([Decimal(100), Decimal(250), Decimal(340_000)])


@st.composite
def ledgers(draw):
    """Lines of a few amounts, so that many look alike, with groups and answers among them."""
    lines = [
        LedgerLine(
            uuid=UUID(int=number + 1),
            financial_year=draw(st.sampled_from(["2023/24", "2024/25"])),
            amount=(amount := draw(amounts)),
            full_year_value=amount,
            effect=draw(st.sampled_from(["cash-releasing", "capacity"])),
            recurrence=draw(st.sampled_from(["recurrent", "one-off"])),
            level=draw(st.sampled_from(["estimated", "finance"])),
            overlap_group=draw(st.sampled_from(["", "", "beds", "staff"])),
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    return [
        replace(
            line,
            different_from=frozenset(
                other.uuid
                for other in lines
                if other != line and other.figures == line.figures and draw(st.booleans())
            ),
        )
        for line in lines
    ]


def said(found):
    return found.amount if found else Decimal(0)


@settings(max_examples=examples(150, full=1500))
@given(ledgers(), st.data())
def test_pasting_the_same_money_under_another_description_never_raises_the_headline(ledger, data):
    pasted = data.draw(st.sampled_from(ledger))
    copy = replace(
        pasted,
        uuid=data.draw(st.sampled_from([UUID(int=0), UUID(int=99)])),
        description="Said again in other words",
        overlap_group="",
        different_from=frozenset(),
    )

    assert said(headline([*ledger, copy])) <= max(said(headline(ledger)), said_as(ledger, copy))


def said_as(ledger, copy):
    """The headline as if the line that was pasted again had the copy's signature itself."""
    return said(
        headline(
            [
                replace(one, level=copy.level) if one.figures == copy.figures else one
                for one in ledger
            ]
        )
    )


@settings(max_examples=examples(100, full=1000))
@given(ledgers(), st.randoms())
def test_no_order_of_look_alikes_changes_the_headline(ledger, random):
    shuffled = list(ledger)
    random.shuffle(shuffled)

    assert headline(shuffled) == headline(ledger)
    assert monies(shuffled).keys() == monies(ledger).keys()


def line(**fields):
    values = {
        "uuid": uuid4(),
        "financial_year": "2024/25",
        "amount": Decimal(340_000),
        "full_year_value": Decimal(340_000),
        "effect": "cash-releasing",
        "recurrence": "recurrent",
        "level": "finance",
        **fields,
    }
    return LedgerLine(**values)


def test_a_person_who_says_that_it_is_different_money_makes_both_count():
    one = line()
    other = line(different_from=frozenset({one.uuid}))

    assert headline([one, line()]).amount == 340_000
    assert headline([one, other]).amount == 680_000
    assert headline([one, other, line()]).amount == 680_000


@pytest.mark.parametrize(
    "change",
    [
        {"financial_year": "2023/24"},
        {"amount": Decimal(1)},
        {"full_year_value": Decimal(1)},
        {"effect": "capacity"},
        {"recurrence": "one-off"},
    ],
)
def test_lines_that_differ_in_anything_are_not_alike(change):
    assert same_money.pairs_of([line(), line(**change)]) == []
    assert len(same_money.pairs_of([line(), line()])) == 1


def test_the_years_do_not_add_the_same_money_to_itself():
    twice = [line(description="Nurses"), line(description="Nurses")]

    assert years_view(twice).rows[0].amounts == (Decimal(340_000),)


def asked(**fields):
    return make_case_study(savings=TWICE, **fields)


def pair_of(page):
    return same_money.look_alikes(page.pk, page.savings.all())[0]


def answer(page, *, same, by=None, reason="Two wards, two ledgers"):
    pair = pair_of(page)
    return same_money.answer(
        page=page, first=pair.first.uuid, second=pair.second.uuid, same=same, reason=reason, by=by
    )


@pytest.mark.django_db
def test_a_published_record_says_the_money_once_until_it_is_answered():
    page = asked()
    for saving in page.savings.all():
        sign_line(page, saving)
    assert headline_of(page).amount == 120_000

    answer(page, same=False, by=make_person("finance_approver", page.trust))

    assert headline_of(page).amount == 240_000
    lines = savings_queries.lines_of_many([page])[page.pk]
    assert headline(lines).amount == 240_000


@pytest.mark.django_db
def test_a_changed_figure_is_asked_about_again():
    page = asked()
    answer(page, same=False)
    assert same_money.open_questions(page) == []

    for saving in page.savings.all():
        saving.amount = 500_000
        saving.save()

    assert len(same_money.open_questions(CaseStudyPage.objects.get(pk=page.pk))) == 1


@pytest.mark.django_db
def test_an_author_cannot_raise_what_finance_has_signed():
    page = asked()
    author = make_person("author", page.trust)
    for saving in page.savings.all():
        sign_line(page, saving)

    with pytest.raises(PermissionDenied, match="only trust finance"):
        answer(page, same=False, by=author)
    assert answer(page, same=True, by=author).same


@pytest.mark.django_db
@pytest.mark.parametrize(("same", "reason"), [(None, ""), (False, "  "), (False, "x" * 301)])
def test_half_an_answer_is_none(same, reason):
    page = asked()

    with pytest.raises(ValidationError):
        answer(page, same=same, reason=reason)
    assert not MoneyComparison.objects.exists()


@pytest.mark.django_db
def test_the_gate_names_the_lines_and_their_amount_until_it_is_answered():
    page = make_case_study(savings=TWICE, publish=False)
    (gap,) = publishing_requirements.missing(page)
    assert "Agency nurses" in gap.label
    assert "£120,000 in 2023/24" in gap.label
    assert gap.line in {saving.uuid for saving in page.savings.all()}

    answer(page, same=True)

    assert publishing_requirements.missing(page) == []


@pytest.mark.django_db
def test_one_overlap_group_asks_nothing():
    page = make_case_study(
        savings=[
            one | {"overlap_group": word} for one, word in zip(TWICE, ("A", "a "), strict=True)
        ]
    )

    assert same_money.look_alikes(page.pk, page.savings.all()) == []


@pytest.mark.django_db
def test_a_record_published_before_is_listed_for_its_people(client):
    page = asked()
    page.save()  # as when somebody says that it is still true
    author, approver = (make_person(role, page.trust) for role in ("author", "finance_approver"))

    assert [row.page for row in desk_queries.rows(desk_queries.RecordList.SAME_MONEY)] == [page]
    for person in (author, approver):
        assert [one.title for one in my_queries.money_questions(person)] == [
            f"Is it the same money? {page.title}"
        ]
    assert my_queries.money_questions(make_person("author", make_trust())) == []
    answer(page, same=True)
    assert desk_queries.rows(desk_queries.RecordList.SAME_MONEY) == []


def ask_url(page):
    return reverse("casestudies:figure_questions", args=[page.pk])


@pytest.mark.django_db
def test_the_page_of_questions_keeps_what_was_typed_and_takes_the_answer(client):
    page = make_case_study(savings=TWICE, publish=False)
    client.force_login(make_person("author", page.trust))
    pair = pair_of(page)
    data = {"pair": pair.key, "figures": pair.figures, "reason": "The north site"}

    refused = client.post(ask_url(page), data)
    assert refused.status_code == 400
    assert "Choose whether it is the same money" in refused.content.decode()
    assert "The north site" in refused.content.decode()

    client.post(ask_url(page), data | {"same": "different"})

    assert MoneyComparison.objects.get().reason == "The north site"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data", [{}, {"pair": "x.y"}, {"line": "no"}, {"pair": f"{uuid4()}.{uuid4()}", "same": "same"}]
)
def test_odd_answers_are_refused_with_a_sentence(client, data):
    page = make_case_study(savings=TWICE, publish=False)
    client.force_login(make_person("author", page.trust))

    assert client.post(ask_url(page), data).status_code == 400


@pytest.mark.django_db
def test_people_of_another_trust_answer_nothing(client):
    page = asked()
    client.force_login(make_person("author", make_trust()))

    assert client.get(ask_url(page)).status_code == 403


# Signing.


@pytest.mark.django_db
def test_finance_answers_before_it_signs_and_signs_the_headline(client):
    page = _submitted()
    approver = make_person("finance_approver", page.trust)
    client.force_login(approver)
    address = reverse("casestudies:sign", args=[page.pk])
    screen = client.get(address)
    values = [one.value for one in screen.context["lines"]]
    assert "Is it the same money?" in screen.content.decode()

    refused = client.post(address, {"lines": values})
    assert refused.status_code == 400
    assert "Say whether" in refused.content.decode()

    pair = pair_of(page.get_latest_revision_as_object())
    client.post(ask_url(page), {"pair": pair.key, "same": "same", "back": "sign"})
    response = sign_on_screen(client, page, values)

    assert "You signed" in response.content.decode()
    assert {one.headline_amount for one in page.sign_offs.all()} == {Decimal(120_000)}
    assert {one.headline_year for one in page.sign_offs.all()} == {"2023/24"}


def _submitted():
    """Sent for review when its lines still differed, then changed to look alike."""
    page = make_submitted(savings=[TWICE[0], TWICE[1] | {"amount": Decimal(1)}])
    draft = page.get_latest_revision_as_object()
    lines = list(draft.savings.all())
    lines[1].amount = lines[0].amount
    draft.savings = lines
    draft.save_revision(clean=False)
    return CaseStudyPage.objects.get(pk=page.pk)


@pytest.mark.django_db
def test_the_headline_of_a_choice_is_shown_before_it_is_signed(client):
    page = make_case_study(
        savings=[
            {"description": "Nurses"},
            {"description": "Doctors", "amount": Decimal(30_000)},
            {"description": "Sale", "recurrence": "one-off", "one_off_reason": "land-sale"},
            {"description": "Clinics", "effect": "capacity"},
            {"description": "Before", "financial_year": "2022/23"},
        ]
    )
    client.force_login(make_person("finance_approver", page.trust))
    address = reverse("casestudies:sign", args=[page.pk])
    lines = client.get(address).context["lines"]
    whole = client.get(address).content.decode()
    assert (
        "£150,000 a year, recurrent and cash-releasing, 2023/24, signed by trust finance" in whole
    )
    one = [line.value for line in lines if "Doctors" in line.what]

    checked = client.post(address, {"lines": one})

    text = checked.content.decode()
    assert "£30,000 a year, recurrent and cash-releasing, 2023/24" in text
    assert "It is one-off." in text
    assert "It is not cash-releasing (capacity released)." in text
    assert "It is not signed." in text
    assert not page.sign_offs.exists()


@pytest.mark.django_db
def test_what_changed_between_page_and_post_is_not_signed(client):
    page = make_case_study()
    client.force_login(make_person("finance_approver", page.trust))
    address = reverse("casestudies:sign", args=[page.pk])
    values = [one.value for one in client.get(address).context["lines"]]
    seen = client.post(address, {"lines": values}).context["preview"].seen
    draft = page.get_latest_revision_as_object()
    draft.savings.add(type(draft.savings.all()[0])(
        financial_year="2024/25", amount=Decimal(9), effect="capacity", recurrence="recurrent",
    ))  # fmt: skip
    draft.save_revision(clean=False)

    response = client.post(address, {"lines": values, "seen": seen})

    assert response.status_code == 400
    assert "What readers will see has changed" in response.content.decode()
    assert not page.sign_offs.exists()


@pytest.mark.django_db
def test_the_command_signs_nothing_that_was_not_seen():
    page = make_case_study()
    saving = page.savings.get()
    approver = make_person("finance_approver", page.trust)
    shown = headline_preview.preview_headline(page.get_latest_revision_as_object(), {saving.uuid})

    with pytest.raises(ValidationError):
        review_services.sign_chosen(
            page=page, values=[f"{saving.uuid}:other"], seen=shown.seen, by=approver
        )
    with pytest.raises(ValidationError, match="Nothing is signed"):
        review_services.sign_chosen(page=page, values=[f"{saving.uuid}:x"], seen="", by=approver)
    assert not page.sign_offs.exists()
