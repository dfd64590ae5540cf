"""`import_trusts` and what it says to a broken file."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.trusts import register
from portal.trusts.models import Trust, TrustFigure
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db
FIGURES = "ods_code,year,measure,value,text,source\n"


def run(path, *options):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_trusts", str(path), *options, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), ""


def import_text(folder, text, *options, encoding="utf-8"):
    path = folder / "trusts.csv"
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return run(path, *options)


def import_figures(folder, rows):
    make_trust("T99")
    path = folder / "figures.csv"
    path.write_text(rows if rows.startswith("ods_code") else FIGURES + rows, encoding="utf-8")
    return import_text(folder, "ods_code,name\nT99,Trust\n", "--figures", str(path))[1]


def test_without_a_file_the_shipped_register_is_loaded():
    out = StringIO()

    call_command("import_trusts", stdout=out)

    assert "244 trusts created" in out.getvalue()
    assert "6836 figures loaded" in out.getvalue()


def test_the_shipped_file_brings_its_figures():
    _, error = run(register.SHIPPED)

    assert error == ""
    assert TrustFigure.objects.count() == 6836


def test_a_file_of_the_right_shape_is_loaded(tmp_path):
    text = (
        "\ufeffods_code,name,type,type_source,region,latitude,longitude,opened,foundation_trust\n"
        't01,"Ambridge, Borchester and District",Acute,CQC,London,51.5,-0.1,2001-04-01,yes\n'
        "\n"
    )

    out, error = import_text(tmp_path, text)

    trust = Trust.objects.get(ods_code="T01")
    assert error == ""
    assert out.startswith("1 trusts created, 0 updated")
    assert (trust.name, trust.region, trust.foundation_trust) == (
        "Ambridge, Borchester and District",
        "london",
        True,
    )


BROKEN_ROWS = [
    ("ods_code,name\n,Name\n", "line 2: ods_code '' is not an ODS code"),
    ("ods_code,name\nR!,Name\n", "line 2: ods_code 'R!' is not an ODS code"),
    ("ods_code,name\nZZ001,Name\n", "line 2: ods_code ZZ001 is kept for invented trusts"),
    ("ods_code,name\nT01,\n", "line 2: name is blank"),
    ("ods_code,name\nT01,A\nT01,B\n", "line 3: T01 is on line 2 too"),
    ("ods_code,name,type,type_source\nT01,A,acutee,CQC\n", "type 'acutee' is not known. Use one"),
    ("ods_code,name,type,type_source\nT01,A,acute,\n", "type has no type_source"),
    ("ods_code,name,region\nT01,A,Narnia\n", "region 'Narnia' is not known"),
    ("ods_code,name,postcode\nT01,A,12345\n", "postcode '12345' is not a postcode"),
    ("ods_code,name,latitude,longitude\nT01,A,51.5,\n", "one of latitude and longitude"),
    ("ods_code,name,latitude,longitude\nT01,A,51.5,40\n", "longitude '40' is not in England"),
    ("ods_code,name,latitude,longitude\nT01,A,NaN,-1\n", "latitude 'NaN' is not in England"),
    ("ods_code,name,latitude,longitude\nT01,A,north,-1\n", "latitude 'north' is not in England"),
    ("ods_code,name,opened\nT01,A,01/04/2001\n", "opened '01/04/2001' is not a date"),
    ("ods_code,name,opened,closed\nT01,A,2020-01-01,2019-01-01\n", "is before opened"),
    ("ods_code,name,successors\nT01,A,T77\n", "successor T77 is not in the register"),
    ("ods_code,name,successors\nT01,A,T01\n", "successors names the trust itself"),
    ("ods_code,name,foundation_trust\nT01,A,maybe\n", "foundation_trust 'maybe' is not an answer"),
    (f"ods_code,name\nT01,{'A' * 201}\n", "name has 201 characters. Shorten it to 200"),
    ('ods_code,name\nT01,"A\nB"\n', "name holds a line break or a null"),
    ("ods_code,name\nT01,A,B\n", "line 2: has 3 cells, the header has 2"),
    ("ods_code,name\nT01\n", "line 2: has 1 cells, the header has 2"),
    ('ods_code,name\nT01,"A"B\n', "line 2: is not CSV"),
    ("ods_code,name\n", "has a header and no rows"),
    ("", "is empty. The first line names the columns"),
    ("ods_code\nT01\n", "column 'name' is missing"),
    ("ods_code,name,name\nT01,A,B\n", "column 'name' is there twice"),
    ("ods_code,name,beds\nT01,A,3\n", "unknown column 'beds'. Remove it or use one of"),
    (b"ods_code,name\nT01,\xff\xfe\n", "is not UTF-8 text"),
    (b"PK\x03\x04\x00\x00", "unknown column"),
]


@pytest.mark.parametrize(("text", "sentence"), BROKEN_ROWS)
def test_a_broken_file_is_refused_with_the_line_and_what_to_do(tmp_path, text, sentence):
    _, error = import_text(tmp_path, text)

    assert sentence in error
    assert "Nothing was imported" in error
    assert not Trust.objects.exists()


def test_every_bad_row_is_named_at_once_and_the_good_ones_are_not_loaded(tmp_path):
    text = "ods_code,name,region\nT01,Good,london\nT02,,mars\nZZ009,Bad,\n"

    _, error = import_text(tmp_path, text)

    assert "line 3: name is blank" in error
    assert "line 3: region 'mars'" in error
    assert "line 4: ods_code ZZ009" in error
    assert "3 faults to mend" in error
    assert not Trust.objects.exists()


def test_a_line_number_counts_the_lines_inside_quotes(tmp_path):
    text = 'ods_code,name,town\nT01,A,"one\ntwo"\nT02,,\n'

    _, error = import_text(tmp_path, text)

    assert "line 4: name is blank" in error


def test_a_closing_date_before_the_known_opening_is_refused(tmp_path):
    make_trust("T01", opened="2010-04-01")

    _, error = import_text(tmp_path, "ods_code,name,closed\nT01,A,2009-01-01\n")

    assert "closed is before 2010-04-01" in error


def test_a_missing_file_is_a_sentence(tmp_path):
    _, error = run(tmp_path / "none.csv")

    assert "none.csv, the file: is not there. Check the path." in error


def test_a_folder_is_a_sentence(tmp_path):
    _, error = run(tmp_path)

    assert "cannot be read" in error


BROKEN_FIGURES = [
    ("T99,2018-19,beds,1,,S\n", "year '2018-19' is not a year"),
    ("T99,2020,bedz,1,,S\n", "measure 'bedz' is not known. Use one of"),
    ("T99,2020,beds,,,S\n", "value is blank. Give the number, or leave out the row"),
    ("T99,2020,beds,many,,S\n", "value 'many' is not a number"),
    ("T99,2020,beds,inf,,S\n", "value 'inf' is not a number"),
    ("T99,2020,beds,1e15,,S\n", "value '1e15' is not a number that can be kept"),
    ("T99,2020,beds,-1,,S\n", "value -1 is below 0"),
    ("T99,2020,urban_share,70,,S\n", "value 70 is above 1"),
    ("T99,2020,beds,1,word,S\n", "beds is a number. Leave text blank"),
    ("T99,2020,record_system,1,Epic,S\n", "record_system is a word. Leave value blank"),
    ("T99,2020,record_system,,,S\n", "text is blank"),
    ("T99,2020,beds,1,,\n", "source is blank. Say where the figure comes from"),
    ("T98,2020,beds,1,,S\n", "T98 is not in the register"),
    ("T99,2020,beds,1,,S\nT99,2020,beds,2,,S\n", "line 3: repeats line 2"),
    ("ods_code,year,measure,value,source\nT99,2020,beds,1,S\n", "column 'text' is missing"),
]


@pytest.mark.parametrize(("rows", "sentence"), BROKEN_FIGURES)
def test_broken_figures_are_refused_with_the_line_and_what_to_do(tmp_path, rows, sentence):
    error = import_figures(tmp_path, rows)

    assert "figures.csv, line" in error
    assert sentence in error
    assert not TrustFigure.objects.exists()
