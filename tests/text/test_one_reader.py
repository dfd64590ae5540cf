"""Nothing but `portal.text` reads money: a private reader is found in the sources."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("portal", "casestudies", "search")
# Each turns something into Decimal that is no text of a person, or is not about money.
NOT_OF_MONEY = {
    "casestudies/review/personal_data.py": "finds numbers of patients and telephones, not pounds",
    "casestudies/documents/signs.py": "finds words that tell of a result, and reads no amount",
    "casestudies/documents/figures.py": "finds the numbers of measures, which `money` then reads",
}
NUMBERS_OF_MACHINES = {
    "portal/charts/run_chart_rules.py", "casestudies/adoptions/take_up.py",
    "casestudies/savings/queries.py",
    "casestudies/schema/values.py", "casestudies/savings/sign_offs.py",
    "casestudies/authoring/services.py",
    "casestudies/authoring/screens.py", "search/indexing/documents.py",
    "portal/matching/programmes/forms.py", "portal/trusts/register_csv.py",
    "portal/demo/case_studies.py", "casestudies/reading_together.py",
    "portal/performance/services.py", "portal/matching/matches/work_forms.py",
    "portal/matching/requests/starting.py", "casestudies/adoptions/expected_range.py",
    "portal/demo/figures.py", "portal/matching/invitations/drafting.py",
}  # fmt: skip


def sources():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and not name.startswith("portal/text/"):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def readers_in(tree):
    """The lines of a source that read money by themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if "£" in node.value and re.search(r"\\d|\[0-9", node.value):
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            cuts = node.func.attr in ("replace", "removeprefix", "strip", "lstrip", "split", "sub")
            if cuts and any(isinstance(a, ast.Constant) and a.value == "£" for a in node.args):
                yield node.lineno


def decimals_in(tree):
    """The lines that turn something else than a literal into a Decimal."""
    for node in ast.walk(tree):
        called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Decimal"
        if called and node.args and not isinstance(node.args[0], ast.Constant):
            yield node.lineno


def test_no_module_has_a_reader_of_pounds_of_its_own():
    found = {
        f"{name}:{line}"
        for name, tree in sources()
        if name not in NOT_OF_MONEY
        for line in readers_in(tree)
    }

    assert found == set(), "read it with portal.text.money"


def test_no_module_turns_what_people_write_into_a_decimal():
    found = {
        f"{name}:{line}"
        for name, tree in sources()
        if name not in NUMBERS_OF_MACHINES
        for line in decimals_in(tree)
    }

    assert found == set(), "read it with portal.text.money"


def test_a_private_reader_would_be_found():
    pattern = ast.parse('MONEY = re.compile(r"£\\d+")')
    cut = ast.parse('value.replace("£", "")')
    cast = ast.parse("Decimal(text)")

    assert list(readers_in(pattern)) and list(readers_in(cut)) and list(decimals_in(cast))
