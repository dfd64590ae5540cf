from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casestudies import areas, importing
from casestudies.importing import mapping
from casestudies.models import Adoption, CaseStudyPage, EvidenceGrade, SignOff
from portal.accounts.models import Notice
from tests.builders.casestudies import headline_of, make_person
from tests.builders.databases import rows_that_stay
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db

SEEDS = Path(os.environ.get("EXEMPLAR_DATA_DIR", "/absent")) / "case_studies"
LIGHT = {
    "id": "a1", "summary": "Rosters were planned earlier. Agency use fell.",
    "organisation": "A hospital", "source_url": "https://example.org/a", "topics": ["agency"],
}  # fmt: skip


def whole(**fields):
    return {
        "id": "w1", "title": "Plan rosters earlier", "result": "Agency use halved.",
        "ods_code": "T1", "started": "2022-04", "measured": "2023-04", "stage": "embedded",
        "kind": "cost-reduction", "areas": ["rostering"], "care_settings": ["ward"],
        "trust_types": ["acute"], "problem": "Late rosters.", "done": "Earlier ones.",
        "happened": "It fell.", "did_not_work": "Nights.",
        "measures": [{"name": "Shifts", "unit": "a week", "baseline": 100, "baseline_date":
                      "2022-04", "after": 60.5, "after_date": "2023-04"}],
        "savings": [{"financial_year": "2023/24", "amount": 120000, "effect": "cash-releasing",
                     "recurrence": "recurrent", "sign_off": {"level": "finance", "name": "A Rao",
                     "role": "Finance", "date": "2024-05-01"}}],
        "costs": [{"kind": "staff-days", "amount": 40}], "must_have": ["A roster"],
        "not_where": "Small units.", "licence": "ogl-3", "help_offered": ["question"],
        "contacts": [{"name": "A", "role": "Lead", "email": "a@nhs.net"},
                     {"name": "B", "role": "Lead", "email": "b@nhs.net"}],
        **fields,
    }  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def shipped_areas(django_db_setup, django_db_blocker):
    with rows_that_stay(django_db_blocker):
        areas.load_shipped_areas()
        yield


@pytest.fixture(autouse=True)
def register():
    return make_trust("T1")


@pytest.fixture
def load(tmp_path):
    def run(*records, **options):
        path = tmp_path / "file.jsonl"
        path.write_text("\n".join(json.dumps(record) for record in records))
        return importing.load(path, **options)

    return run


@pytest.fixture
def faults(load):
    def run(*records):
        with pytest.raises(importing.ImportProblems) as refusal:
            load(*records)
        assert not CaseStudyPage.objects.exists()
        return [str(problem) for problem in refusal.value.problems]

    return run


def test_a_whole_record_is_published_with_its_headline(load):
    loaded = load(whole())

    page = CaseStudyPage.objects.get()
    assert (loaded.live, page.live, page.signpost) == (1, True, False)
    assert headline_of(page).text == "£120,000 a year"


def test_without_publish_a_record_stays_a_draft(load):
    load(whole(), publish=False)

    assert not CaseStudyPage.objects.get().live


def test_a_record_without_the_gates_fields_becomes_a_signpost_and_says_what_is_missing(load):
    loaded = load(LIGHT)

    page = CaseStudyPage.objects.get()
    assert page.signpost and page.live
    assert page.get_parent().slug == "elsewhere"
    assert "contacts" in {gap.field for gap in loaded.records[0].missing}


def test_a_signpost_without_a_source_stays_a_draft(load):
    load({key: value for key, value in LIGHT.items() if key != "source_url"})

    assert not CaseStudyPage.objects.get().live


def test_a_record_that_says_it_is_no_signpost_stays_a_draft_until_it_is_whole(load):
    load({**LIGHT, "ods_code": "T1", "signpost": False})

    page = CaseStudyPage.objects.get()
    assert not page.signpost and not page.live


def test_loading_again_changes_nothing_but_what_changed(load):
    load(whole())
    page = CaseStudyPage.objects.get()
    before = (page.pk, page.url, page.savings.get().uuid)

    loaded = load(whole(result="Agency use fell by half."))

    page = CaseStudyPage.objects.get()
    assert (page.pk, page.url, page.savings.get().uuid) == before
    assert (loaded.created, loaded.updated) == (0, 1)
    assert page.result == "Agency use fell by half."
    assert SignOff.objects.count() == 1


def test_a_figure_that_changes_in_the_file_voids_its_old_signature(load):
    load(whole())
    changed = whole()
    changed["savings"][0] |= {"amount": 5, "sign_off": None}

    load(changed)

    assert headline_of(CaseStudyPage.objects.get()) is None


def test_a_record_that_grows_whole_stops_being_a_signpost(load):
    load({**LIGHT, "id": "w1", "ods_code": "T1"})

    load(whole())

    assert not CaseStudyPage.objects.get().signpost


def test_a_record_that_changes_trust_moves_to_its_shelf(load):
    load(whole())
    make_trust("T2")

    load(whole(ods_code="t2"))

    page = CaseStudyPage.objects.get()
    assert (page.trust.ods_code, page.get_parent().slug) == ("T2", "t2")


def test_grades_adoptions_and_claims_come_along_and_nobody_is_told(load):
    make_person("member", make_trust("T2"))
    make_trust("T3")
    adopted = {"ods_code": "T2", "status": "sustained", "confirmed": "2024-06-01",
               "savings": [{"financial_year": "2023/24", "amount": 9, "effect": "income",
                            "recurrence": "recurrent"}]}  # fmt: skip
    record = whole(
        evidence={"grade": "good", "reason": "Measured."},
        adoptions=[adopted, {"ods_code": "T3", "status": "in-progress", "confirmed": None}],
    )
    for _ in range(2):
        load(record)

    assert EvidenceGrade.objects.get().grade == "good"
    assert Adoption.objects.count() == 2
    assert Adoption.objects.taken_up().get().savings.get().amount == 9
    assert not Notice.objects.exists()


def test_the_grade_is_worked_out_with_the_trusts_that_keep_it_up(load):
    make_trust("T2")
    adopted = {"ods_code": "T2", "status": "sustained", "confirmed": "2024-06-01"}

    load(
        whole(
            evidence={"grade": "good", "reason": "Repeated elsewhere."},
            adoptions=[adopted],
            design="before-after",
            independence="own-trust",
            follow_up_months=12,
        )
    )

    assert EvidenceGrade.objects.get().computed == "good"


def test_a_direction_comes_along_with_its_reason(load):
    said = {"direction": "mixed", "direction_reason": "Waits grew elsewhere."}

    for _ in range(2):
        load(whole(evidence={"grade": "good", "reason": "Measured.", **said}))

    given = EvidenceGrade.objects.get()
    assert (given.direction, given.direction_reason) == ("mixed", "Waits grew elsewhere.")


def test_a_payback_that_the_file_states_is_compared_and_not_kept(load):
    costs = [{"kind": "revenue", "amount": 84_000}]

    same = load(whole(costs=costs, payback_months=9))
    other = load(whole(costs=costs, payback_months=1))
    silent = load(whole(costs=costs))

    assert same.records[0].differences == silent.records[0].differences == ()
    assert other.records[0].differences == (
        "payback_months: the file states 1. Pays back in 9 months: £84,000 once, "
        "against £120,000 a year.",
    )


def test_a_cost_that_is_already_taken_off_the_saving_comes_along(load):
    costs = [
        {"kind": "revenue", "amount": 120_000},
        {"kind": "revenue", "amount": 60_000, "recurrence": "recurrent", "netted": True},
    ]

    loaded = load(whole(costs=costs, payback_months=12))

    page = CaseStudyPage.objects.get()
    assert [line.netted for line in page.costs.all()] == [False, True]
    assert loaded.records[0].differences == ()


def test_a_dry_run_writes_nothing(load):
    loaded = load(whole(), dry_run=True)

    assert loaded.created == 1
    assert not CaseStudyPage.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": "red"}, "Line 1, colour: is not a key"),
        ({"ods_code": "XXX"}, "“XXX” is not in the trust register"),
        ({"areas": ["nowhere"]}, "“nowhere” is not the slug of an area"),
        ({"topics": ["unheard of"], "areas": []}, "“unheard of” is not mapped"),
        ({"kind": "magic"}, "Line 1, kind: give one of: cost-reduction"),
        ({"started": "April"}, "give a month or a day"),
        ({"title": "x" * 101}, "shorten it to 100 characters"),
        ({"id": ""}, "Line 1, id: is missing"),
        ({"title": "", "summary": ""}, "give a title or a summary"),
        ({"ods_code": ""}, "give an organisation or an ODS code"),
        ({"no_cash_effect": "yes"}, "give true or false"),
        ({"measures": {}}, "give a list in square brackets"),
        ({"measures": [3]}, "measures[0]: give an object"),
        ({"costs": [{"kind": "revenue"}]}, "costs[0].amount: is missing"),
        ({"costs": [{"kind": "revenue", "amount": -1}]}, "give whole pounds"),
        ({"costs": [{"kind": "revenue", "amount": 1, "paid": 2}]}, "costs[0].paid: is not a key"),
        (
            {"costs": [{"kind": "revenue", "amount": 1, "netted": "yes"}]},
            "costs[0].netted: give true or false",
        ),
        ({"source_url": "not a link"}, "Line 1, source_url: Enter a valid URL"),
        ({"problem": "null \x00 byte"}, "take out the null character"),
        ({"contacts": [{"name": "A", "role": "B", "email": "nobody"}]}, "contacts[0].email"),
        ({"adoptions": [{"ods_code": "T1", "status": "paused"}]}, "does not adopt its own"),
        ({"adoptions": [{"ods_code": "T9", "status": "paused"}]}, "adoptions[0].ods_code"),
        ({"evidence": {"grade": "good"}}, "evidence.reason: is missing"),
        ({"care_settings": ["moon"]}, "care_settings: give one of"),
        ({"payback_months": "soon"}, "payback_months"),
        (
            {"evidence": {"grade": "good", "reason": "Measured.", "direction": "mixed"}},
            "evidence.direction_reason: say why",
        ),
    ],
)
def test_a_fault_names_its_line_its_key_and_what_to_do(faults, change, says):
    found = faults(whole(**change))

    assert any(says in text for text in found), found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"financial_year": "2023/25"}, "savings[0].financial_year: “2023/25” is not"),
        ({"recurrence": "one-off"}, "savings[0].one_off_reason"),
        ({"amount": 10.5}, "savings[0].amount: give whole pounds"),
        ({"uuid": "x"}, "savings[0].uuid: is not a UUID"),
        ({"sign_off": {"level": "finance"}}, "savings[0].sign_off.name: is missing"),
    ],
)
def test_a_fault_in_a_line_of_figures_is_named(faults, change, says):
    record = whole()
    record["savings"][0] |= change

    assert any(says in text for text in faults(record))


def test_one_bad_line_keeps_the_good_ones_out_and_every_bad_one_is_named(faults):
    found = faults(whole(), whole(id="w2", kind="x"), whole(), whole(id="w3", stage="y"))

    assert [text.split(",")[0] for text in found] == ["Line 2", "Line 3", "Line 4"]


def test_all_that_is_wrong_is_named_at_once(tmp_path):
    lines = [
        json.dumps(whole(id="w1", kind="x", ods_code="ZZ9", areas=["nowhere"])),
        "{",
        json.dumps(whole(id="w3", year="never", adoptions=[{"ods_code": "ZZ8", "status": "x"}])),
        json.dumps(whole(id="w1", title="Another", source_url="https://example.org/another")),
        json.dumps(whole(id="w5", organisation="Nobody", ods_code="ZZ7")),
    ]
    path = tmp_path / "file.jsonl"
    path.write_text("\n".join(lines))

    with pytest.raises(importing.ImportProblems) as refusal:
        importing.load(path)

    named = [(problem.line, problem.key) for problem in refusal.value.problems]
    assert named == sorted(named, key=lambda one: one[0])
    assert {
        (1, "kind"),
        (1, "ods_code"),
        (1, "areas"),
        (2, "line"),
        (3, "year"),
        (3, "adoptions[0].status"),
        (3, "adoptions[0].ods_code"),
        (4, "id"),
        (5, "ods_code"),
    } <= set(named)


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b"\xff\xfe{}", b'{"id": NaN}', b"[" * 100_000, b'"text"', b"null"]
)
def test_what_is_no_record_is_named_by_its_line(tmp_path, raw):
    path = tmp_path / "file.jsonl"
    path.write_bytes(b"\n" + raw + b"\n")

    with pytest.raises(importing.ImportProblems) as refusal:
        importing.load(path)

    assert refusal.value.problems[0].line == 2


def test_the_command_names_faults_and_fails(tmp_path):
    path = tmp_path / "file.jsonl"
    path.write_text(json.dumps({**LIGHT, "colour": "red"}))
    errors = StringIO()

    with pytest.raises(CommandError, match="Nothing was imported: 1 fault to mend"):
        call_command("import_casestudies", path, stderr=errors)

    assert "Line 1, colour" in errors.getvalue()


def test_the_command_says_what_became_of_each_record(tmp_path):
    path = tmp_path / "file.jsonl"
    path.write_text(json.dumps(LIGHT))
    out = StringIO()

    call_command("import_casestudies", path, publish=True, stdout=out)

    assert "a1: signpost, published: Rosters were planned earlier" in out.getvalue()
    assert "missing: " in out.getvalue()


def test_the_command_says_when_there_is_no_file(tmp_path):
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("import_casestudies", tmp_path / "absent.jsonl")


def test_the_command_prints_the_schema_of_a_line():
    out = StringIO()

    call_command("import_casestudies", schema=True, stdout=out)

    schema = json.loads(out.getvalue())
    assert {"id", "savings", "adoptions", "topics"} <= set(schema["properties"])


def test_every_mapped_topic_leads_to_a_shipped_area():
    slugs = {slug for slug in mapping.TOPIC_AREAS.values() if slug}

    assert slugs <= set(areas.EfficiencyArea.objects.values_list("slug", flat=True))


@pytest.mark.slow
@pytest.mark.skipif(
    not SEEDS.exists(), reason="needs the public collections: set EXEMPLAR_DATA_DIR"
)
def test_the_public_collection_loads_as_signposts(register):
    call_command("import_trusts", verbosity=0, stdout=StringIO())

    loaded = importing.load(SEEDS / "case_study_seeds.jsonl")

    assert (loaded.created, loaded.signposts, loaded.live) == (63, 63, 63)
