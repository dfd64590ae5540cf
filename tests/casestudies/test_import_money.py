"""Savings of a loaded file that look alike, and the money of its adopters."""

from __future__ import annotations

import json

import pytest

from casestudies import areas, importing
from casestudies.models import Adoption, CaseStudyPage
from casestudies.savings import same_money
from tests.builders.casestudies import headline_of
from tests.builders.databases import rows_that_stay
from tests.builders.trusts import make_trust
from tests.casestudies.test_importing import whole

pytestmark = pytest.mark.django_db
SIGNED = {"name": "A Rao", "role": "Finance", "date": "2024-05-01"}
SAVING = {
    "financial_year": "2023/24",
    "amount": 120_000,
    "effect": "cash-releasing",
    "recurrence": "recurrent",
    "sign_off": {"level": "finance", **SIGNED},
}
OWN = {key: value for key, value in SAVING.items() if key != "sign_off"}


@pytest.fixture(scope="module", autouse=True)
def shipped_areas(django_db_setup, django_db_blocker):
    with rows_that_stay(django_db_blocker):
        areas.load_shipped_areas()
        yield


@pytest.fixture
def load(tmp_path):
    make_trust("T1")
    make_trust("T2")

    def run(**fields):
        path = tmp_path / "file.jsonl"
        path.write_text(json.dumps(whole(**fields)))
        return importing.load(path).records[0]

    return run


def twice(**fields):
    return [SAVING | {"description": "Nurses"}, SAVING | {"description": "Staff", **fields}]


def adoption(**fields):
    return {"ods_code": "T2", "status": "sustained", "confirmed": "2024-06-01", **fields}


def test_look_alikes_wait_as_a_draft_and_count_once(load):
    record = load(savings=twice())

    assert not record.live
    assert not record.signpost
    assert [gap.field for gap in record.missing] == ["savings"]
    assert "are the same money" in record.missing[0].label
    assert headline_of(CaseStudyPage.objects.get()).amount == 120_000


def test_a_file_can_say_that_it_is_different_money(load):
    for _ in range(2):
        record = load(savings=twice(different_money="The other hospital"))

    page = CaseStudyPage.objects.get()
    assert record.live
    assert same_money.look_alikes(page.pk, page.savings.all())[0].answer.reason
    assert headline_of(page).amount == 240_000


def test_one_overlap_group_is_published(load):
    lines = [one | {"overlap_group": "staff"} for one in twice()]

    assert load(savings=lines).live
    assert headline_of(CaseStudyPage.objects.get()).amount == 120_000


@pytest.mark.parametrize(("sign_off", "shown"), [({}, 0), ({"sign_off": SIGNED}, 1)])
def test_adopters_money_counts_as_signed_only_where_the_file_says_who_signed(load, sign_off, shown):
    for _ in range(2):
        load(adoptions=[adoption(savings=[OWN], **sign_off)])

    assert len(Adoption.objects.get().money.savings) == shown


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"adoptions": [adoption(started="2024-03")]}, "too early to say that it lasts"),
        ({"adoptions": [adoption(savings=[OWN], sign_off={"name": "A"})]}, "is missing"),
        (
            {"savings": [SAVING | {"sign_off": {"level": "adopter", **SIGNED}}]},
            "“adopter” needs an adoption",
        ),
    ],
)
def test_what_cannot_be_so_is_a_fault_of_its_line(load, fields, says):
    with pytest.raises(importing.ImportProblems) as refusal:
        load(**fields)

    assert says in " ".join(str(one) for one in refusal.value.problems)


def test_a_large_figure_is_published_with_its_explanation_only(load):
    large = SAVING | {"amount": 40_000_000}

    assert not load(savings=[large]).live
    assert load(savings=[large | {"explanation": "A region's contract"}]).live
