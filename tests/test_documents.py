"""What the documents for engineers name is there: modules, files, classes and tests."""

from __future__ import annotations

import re

import pytest

from tests.test_architecture import ROOT, module_name, sources

DOCUMENTS = ("architecture", "glossary", "testing", "adding")
APPS = ("portal", "casestudies", "search")
# Where a name of the documents may begin, as an engineer writes it in short.
ROOTS = ("", "portal.", "casestudies.", "search.", "portal.matching.", "portal.home.")


def names_in(document: str) -> set[str]:
    text = (ROOT / "portal" / "docs" / f"{document}.md").read_text(encoding="utf-8")
    return set(re.findall(r"`([A-Za-z_][\w./]*)`", text))


def known_names() -> set[str]:
    """Modules and packages, what stands at the top of a module, and the fields of its classes."""
    known = set(APPS)
    for path in sources():
        module = module_name(path)
        parts = module.split(".")
        known |= {".".join(parts[:number]) for number in range(1, len(parts) + 1)}
        text = path.read_text(encoding="utf-8")
        defined = re.findall(r"^(?:class |def |)(\w+)(?:\(|:| =)", text, re.MULTILINE)
        known |= {f"{module}.{name}" for name in defined}
        for chunk in re.split(r"^class ", text, flags=re.MULTILINE)[1:]:
            name = re.match(r"\w+", chunk)[0]
            fields = re.findall(r"^    (?:def |)(\w+)(?:\(|:| =)", chunk, re.MULTILINE)
            known |= {name, *(f"{name}.{field}" for field in fields)}
    return known


@pytest.fixture(scope="module")
def known() -> set[str]:
    return known_names()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_that_a_document_names_is_there(document, known):
    dotted = {one for one in names_in(document) if "." in one and "/" not in one}
    missing = {
        one
        for one in dotted
        if not any(f"{root}{one}" in known for root in ROOTS)
        and not (ROOT / one).exists()
        and not (ROOT / f"{one.replace('.', '/')}.py").exists()
    }

    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_is_there(document):
    paths = {one for one in names_in(document) if "/" in one and "<" not in one}
    folders = [ROOT, *(ROOT / name for name in ("portal", "casestudies", "search", "tests"))]
    folders += [folder for folder in (ROOT / "portal").iterdir() if folder.is_dir()]
    missing = {one for one in paths if not any(list(folder.glob(f"{one}*")) for folder in folders)}

    assert not missing


def test_links_between_documents_lead_somewhere():
    documents = [ROOT / "README.md", ROOT / ".github" / "CONTRIBUTING.md"]
    documents += (ROOT / "portal" / "docs").rglob("*.md")
    broken = [
        f"{document.name}: {link}"
        for document in documents
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    ]

    assert not broken
