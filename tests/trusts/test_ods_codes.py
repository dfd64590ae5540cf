"""One reader of ODS codes, wherever one is given: a spreadsheet's leavings are refused."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from casestudies import importing
from portal.matching.requests.forms import TrustsField
from portal.trusts import ods_codes
from portal.trusts.models import Trust
from tests.builders.trusts import make_trust
from tests.test_architecture import module_name, sources

EATEN = [
    "1E05",
    "1E5",
    "1.00E+05",
    "1,00E+05",
    "-1E-3",
    "105",
    "00105",
    "105.0",
    "RGT.0",
    "1.234,5",
]
EATEN += ["01-Mar", "Mar-01", "2019-03-01", "1/3/2019", "#REF!", "#N/A"]
FILLED = ["TRUE", "nan", "NULL"]


def test_what_a_spreadsheet_made_of_a_code_is_named():
    unnamed = [text for text in EATEN if "a spreadsheet" not in ods_codes.why_not(text)]

    assert unnamed == []
    for text in (*EATEN, *FILLED):
        with pytest.raises(ods_codes.NotACode, match="a spreadsheet"):
            ods_codes.read(text)


def test_blanks_and_small_letters_are_read():
    texts = [" rgt ", "R GT", "rgt\u00a0", "\ufeffRGT", "R\u200bGT", "rgt\n"]

    assert {ods_codes.read(text) for text in texts} == {"RGT"}
    assert [ods_codes.read(text) for text in ("G6V2S", "rm3")] == ["G6V2S", "RM3"]


@pytest.mark.parametrize("text", ["", "R!", "RG", "TOOLONG", "ÄBC", "R\x00T"])
def test_what_is_no_code_is_refused_without_blaming_a_spreadsheet(text):
    with pytest.raises(ods_codes.NotACode, match=r"is not an ODS code\. Give a letter"):
        ods_codes.read(text)


@pytest.mark.django_db
def test_every_place_that_reads_a_code_refuses_an_eaten_one(tmp_path, client):
    make_trust("RGT")
    said = {}

    def run(name, *args):
        err = StringIO()
        try:
            call_command(*args, stderr=err, stdout=StringIO())
        except CommandError as error:
            said[name] = f"{err.getvalue()} {error}"

    register, figures = tmp_path / "trusts.csv", tmp_path / "figures.csv"
    register.write_text("ods_code,name\n1E05,Eaten trust\n")
    run("register", "import_trusts", register)
    register.write_text("ods_code,name,successors\nRGT,A,1E05\n")
    run("successors", "import_trusts", register)
    register.write_text("ods_code,name\nRGT,A\n")
    figures.write_text("ods_code,year,measure,value,text,source\n1E05,2020,beds,1,,S\n")
    run("figures", "import_trusts", register, "--figures", figures)
    run("similar", "similar_trusts", "1E05", "--json")
    for key, line in {
        "ods_code": '"ods_code": "1E05"',
        "number": '"ods_code": 100000.0',
        "partners": '"ods_code": "RGT", "partners": [{"ods_code": "1E05"}]',
        "adoptions": '"ods_code": "RGT", "adoptions": [{"ods_code": "1E05"}]',
    }.items():
        path = tmp_path / f"{key}.jsonl"
        path.write_text(f'{{"id": "a", "title": "T", {line}}}\n')
        with pytest.raises(importing.ImportProblems) as refused:
            importing.load(path)
        said[key] = "; ".join(str(one) for one in refused.value.problems)
    field = TrustsField()
    field.population = Trust.objects.open()
    with pytest.raises(ValidationError) as refusal:
        field.clean("1E05")
    said["form"] = " ".join(refusal.value.messages)
    said["like"] = client.get("/search/?like=1E05").content.decode()
    with pytest.raises(Trust.DoesNotExist) as missing:
        Trust.objects.by_ods_code("1E05")
    said["look-up"] = str(missing.value)

    assert {
        name: text[:300] for name, text in said.items() if "a spreadsheet has" not in text
    } == {}
    assert "line 2" in said["register"] and "Line 1, partners[0].ods_code" in said["partners"]


def test_no_code_is_read_by_hand():
    """Finds the next place that makes a code of a text in its own way."""
    by_hand = re.compile(r"(ods|code)\w*(\[[^\]]*\]|\))*(\.strip\(\))?\.upper\(\)", re.IGNORECASE)
    found = [
        f"{module_name(path)}: {line.strip()}"
        for path in sources()
        if module_name(path) != "portal.trusts.ods_codes"
        for line in path.read_text().splitlines()
        if by_hand.search(line)
    ]

    assert found == []
