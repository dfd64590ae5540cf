import io
import json

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import AuditEntry, Notice
from portal.matching.models import AllocationRun, HelpRequest, Match, Round
from tests.builders.matching import make_programme
from tests.builders.rounds import Setting

pytestmark = pytest.mark.django_db


def answer(*args):
    out = io.StringIO()
    call_command("run_matching", *args, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_it_prints_pairs_who_gets_nobody_and_the_proof():
    setting = Setting()

    found = answer(setting.programme.slug, "--dry-run")

    assert found["blocking_pairs"] == []
    (pair,) = found["pairs"]
    assert (pair["trust"], pair["exemplar"], pair["choice"]) == ("RNN", "RXX", 1)
    assert pair["parts"][0]["reason"].startswith("Offers help in this area")
    (left,) = found["unmatched"]
    assert left["trust"] == "RFF"
    assert left["reason"].endswith("the places went to needs with higher priority.")


def test_a_dry_run_writes_nothing():
    setting = Setting()
    Round.objects.all().delete()

    found = answer(setting.programme.slug, "--dry-run")

    assert found["dry_run"] and found["run"] is None
    assert not AllocationRun.objects.exists() and not Round.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="round").exists()


def test_without_dry_run_a_draft_is_kept_and_nobody_is_told():
    setting = Setting()

    found = answer(setting.programme.slug)

    run = AllocationRun.objects.get()
    assert (found["run"], run.status, run.inputs_hash) == (run.pk, "draft", found["inputs_hash"])
    assert not Match.objects.exists() and not Notice.objects.exists()


def test_it_says_the_same_twice():
    setting = Setting()
    first, second = (answer(setting.programme.slug, "--dry-run") for _ in range(2))
    for found in (first, second):
        found.pop("seconds")

    assert first == second


def test_a_trial_makes_no_request():
    setting = Setting()
    before = HelpRequest.objects.count()

    found = answer(setting.programme.slug, "--trial", "4", "--seed", "7")

    assert len(found["pairs"]) + len(found["unmatched"]) == 4
    assert AllocationRun.objects.get().trial and HelpRequest.objects.count() == before


def test_in_words_without_json(capsys):
    call_command("run_matching", Setting().programme.slug, "--dry-run")

    assert "1 pairs, 1 with nobody, no blocking pair" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["nowhere"], "No programme has the slug"),
        (["past"], "has ended"),
        (["past", "--trial", "0"], "Enter a number from 1 to 500"),
        (["past", "--trial", "5"], "no exemplar to try"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(args, sentence):
    make_programme(slug="past", starts="2016-01-01", ends="2020-01-01")

    with pytest.raises(CommandError, match=sentence):
        call_command("run_matching", *args)
